"""Accounts and simulated progress for trying the product out; every simulated row says that it is one.

The past is written as rows, not through the services: services act today, and refuse to back-date.
"""
