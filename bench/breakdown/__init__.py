"""How well reports are broken down, and how fast: ``make bench-breakdown`` (docs/breakdown.md)."""
