"""What may be edited in a draft, and how it is kept as it was found."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from projects.models import BreakdownDraft

PLAIN = (
    "kind", "name", "comparison", "value", "unit", "baseline_value", "baseline_text", "commitment", "action",
    "category", "members", "is_list_open", "due_on", "due_text",
)  # fmt: skip
DEPARTMENTS = ("lead_department", "supporting_departments")
EDITABLE = frozenset({*PLAIN, *DEPARTMENTS})


def as_kept(draft: BreakdownDraft) -> dict[str, Any]:
    """The plain fields as JSON keeps them."""
    return kept(draft, PLAIN)


def kept(draft: BreakdownDraft, names: Iterable[str]) -> dict[str, Any]:
    """Some of its fields as JSON keeps them."""
    values = {name: _plain(getattr(draft, name)) for name in names}
    return dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))


def edited_fields(draft: BreakdownDraft) -> Mapping[str, tuple[Any, Any]]:
    """What was changed since it was found: field → (as found, now)."""
    now = as_kept(draft)
    return {name: (before, now[name]) for name, before in draft.as_read.items() if now[name] != before}


def _plain(value: Any) -> Any:
    """Numbers without zeros that say nothing: the database adds them."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value
