"""The console's pages about the report and its indicators."""

from indicators.console import indicators, reports, settings  # noqa: F401  (importing them registers their pages)
