"""What the database's planner knows of the rows."""

from django.apps import apps
from django.db import connection

APPS = ("accounts", "indicators", "projects")


def refresh_statistics() -> None:
    """Count anew what tables hold, after very many rows came at once.

    Autovacuum does so within minutes, but what it counts while rows are not committed yet is none: until its next
    round, joins of thousands of rows would be planned as if there were one.
    """
    models = [model for label in APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    tables = sorted({connection.ops.quote_name(model._meta.db_table) for model in models if model._meta.managed})
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
