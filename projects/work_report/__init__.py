"""The breakdown of a work report: read from files, checked as a whole, applied through the services."""
