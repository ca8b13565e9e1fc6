"""Works of a plan: the projects that it names and the other work that it sets."""
