"""Property tests draw the same cases in every run, so that a failure seen once is seen by everybody."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("repeatable")
