"""JSON and forms as requests bring them."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import IO, Any, NoReturn

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.parsers import JSONParser, MultiPartParser


class BoundedJSONParser(JSONParser):
    """JSON in UTF-8, whatever else is said of it (RFC 8259 §8.1), within what the interpreter can follow.

    What nests deeper, or is a number beyond any, is malformed, not a fault of the service.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The body; a 400 for what cannot be read."""
        try:
            return json.loads(stream.read().decode(), parse_float=_finite, parse_constant=_no_number)
        except ValueError as error:
            raise exceptions.ParseError(f"JSON parse error - {error}") from error
        except RecursionError as error:
            raise exceptions.ParseError(_("This JSON nests too deeply.")) from error


class StatedFormParser(MultiPartParser):
    """A form with files; a charset that cannot read its words is malformed, not a fault of the service."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Fields and files; a 400 for what cannot be read."""
        try:
            return super().parse(stream, media_type=media_type, parser_context=parser_context)
        except (UnicodeError, LookupError) as error:
            raise exceptions.ParseError(_("Send the form in UTF-8.")) from error


def _finite(digits: str) -> float:
    """What Python reads as infinity is no number of JSON's, and no column takes it."""
    number = float(digits)
    return number if isfinite(number) else _no_number(digits)


def _no_number(said: str) -> NoReturn:
    raise ValueError(f"Out of range float values are not JSON compliant: {said[:20]}")
