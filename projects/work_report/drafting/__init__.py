"""A report's text broken down: read by the worker, confirmed draft by draft, applied whole, undone exactly."""
