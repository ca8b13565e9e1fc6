"""Who is chased about what, and when: rules, the sweep that applies them, the messages that come of it."""
