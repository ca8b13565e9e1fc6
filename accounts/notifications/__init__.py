"""Messages to people: queued in the transaction that causes them, delivered by the worker, read in the inbox."""
