"""For tests whose rows other processes must see."""

import os

import pytest
from django.apps import apps
from django.db import connection

# Naming the apps makes the clean-up cascade, which the swapped token table of knox needs.
COMMITTED = pytest.mark.django_db(transaction=True, available_apps=[app.name for app in apps.get_app_configs()])


def process_environment(**variables: str) -> dict[str, str]:
    """Settings for a process of its own on the tests' database, in demonstration mode: any hour is office hours."""
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    settled = {"DEMONSTRATION": "on", "BUSINESS_DATE": "2024-09-20", "RATE_LIMIT_USER": "0", "RATE_LIMIT_ADDRESS": "0"}
    return {**os.environ, "DATABASE_URL": url, **settled, **variables}
