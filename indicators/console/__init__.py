"""The console's pages about the report and its indicators."""

from indicators.console import entry, indicators, reports, settings, year_comparison  # noqa: F401  (importing them registers their pages)
