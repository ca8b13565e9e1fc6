"""PostgreSQL, a Redis-protocol broker and a mail catcher from wheels, owned by one supervising process.

``python -m config.embedded run`` is ``make run``; ``python -m config.embedded exec -- COMMAND`` gives a
command servers of its own, as ``make test`` does. Nothing here imports Django.
"""
