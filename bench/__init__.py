"""What ``make bench`` measures: ratios to the raw limit, in one run (bench/README.md)."""
