"""Reminders on real servers that are killed at random (``make chaos``; a bounded form in ``make test``)."""
