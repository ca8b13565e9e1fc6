"""What the text of a reminder rule may say (DOMAIN §5)."""

from collections.abc import Mapping
from string import Template

# What a text may name, each with an example.
PLACEHOLDERS: Mapping[str, str] = {
    "what": "水西片区开发 · 开工",
    "project": "水西片区开发",
    "code": "2024-1-001",
    "milestone": "开工",
    "department": "区发改委",
    "indicator": "城镇新增就业",
    "month": "2024年9月",
    "due_on": "2024年9月20日",
    "days": "3",
    "notice": "督通〔2024〕1号",
}


def unknown_placeholders(text: str) -> list[str]:
    """Names after a ``$`` that no reminder knows, in order; a ``$`` that names nothing is given as such."""
    template = Template(text)
    unknown = [name for name in template.get_identifiers() if name not in PLACEHOLDERS]
    return unknown if template.is_valid() else [*unknown, "$"]


def filled_in(text: str, values: Mapping[str, object]) -> str:
    """The text with its values; what has none stays as it is."""
    return Template(text).safe_substitute(values)
