"""The REST interface to the work report and its indicators."""
