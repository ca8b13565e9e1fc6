"""Many rows at once, without a model instance each."""

from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model


def copy(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Rows into a table: what they do not name is the model's default, and what has none is the database's."""
    plain = model()
    fields = {field.attname: field for field in model._meta.concrete_fields if field.db_default is NOT_PROVIDED}
    values = {name: field.get_db_prep_save(getattr(plain, name), connection) for name, field in fields.items()}
    if "id" not in rows[0]:
        del values["id"]
    statement = f"COPY {model._meta.db_table} ({', '.join(values)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as target:
        for row in rows:
            target.write_row(list((values | row).values()))
