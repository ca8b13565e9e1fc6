"""The schema as a whole: where it is served, and what its operations share."""

from functools import cache
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

from accounts.api.contract.endpoint import Endpoint


class OnceGenerator(SchemaGenerator):
    """Makes the schema once in a process for each language: that takes a second of work, and anybody may ask for it."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """The schema of all addresses, whoever asks."""
        return _made(get_language())


@cache
def _made(language: str | None) -> dict[str, Any]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return schema


class Schema(Endpoint, SpectacularAPIView):
    """OpenAPI 3.1 as YAML, or as JSON for who prefers it; a program may keep it and ask whether it is still current."""

    generator_class = OnceGenerator


def share_headers(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Write each header of answers once, and refer to it: they are on every answer and would double the schema."""
    shared: dict[str, Any] = result["components"].setdefault("headers", {})
    for operations in result["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                headers = response.get("headers", {})
                for name, header in headers.items():
                    if shared.setdefault(name, header) == header:
                        headers[name] = {"$ref": f"#/components/headers/{name}"}
    return result
