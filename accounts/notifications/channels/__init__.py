"""One module per way to reach a person. Each sends one message and says what came of it."""
