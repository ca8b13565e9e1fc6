"""The REST interface to projects, milestones, the to-do list and the dashboard."""
