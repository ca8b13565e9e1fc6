"""Bodies as requests bring them; what cannot be read is said in the caller's language."""

import json
from collections.abc import Mapping
from json import JSONDecodeError
from math import isfinite
from typing import IO, Any, NoReturn

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

Context = Mapping[str, Any] | None
NOT_UTF_8 = _("These characters are not in the encoding that Content-Type names; write UTF-8.")


class ReadableJSONParser(JSONParser):
    """JSON in UTF-8, whatever else is said of it (RFC 8259 §8.1), within what the interpreter can follow.

    What nests deeper, or is a number beyond any, is malformed, not a fault of the service; the interpreter's own words
    about it are not the caller's affair.
    """

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Context = None) -> Any:
        """The body; a 400 for what cannot be read."""
        try:
            return json.loads(stream.read().decode(), parse_float=_finite, parse_constant=_no_number)
        except ValueError as error:
            raise exceptions.ParseError(_flaw(error)) from error
        except RecursionError as error:
            raise exceptions.ParseError(_("This JSON nests too deeply.")) from error


class ReadableMultiPartParser(MultiPartParser):
    """Forms with files."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Context = None) -> DataAndFiles:
        """The fields and files; a 400 for what cannot be read."""
        try:
            return super().parse(stream, media_type, parser_context)
        except (LookupError, UnicodeError) as error:
            raise exceptions.ParseError(NOT_UTF_8) from error
        except exceptions.ParseError as error:
            words = _("The body is no complete form. Let your library write it, with the boundary in Content-Type.")
            raise exceptions.ParseError(words) from error


def _finite(digits: str) -> float:
    """What Python reads as infinity is no number of JSON's, and no column takes it."""
    number = float(digits)
    return number if isfinite(number) else _no_number(digits)


def _no_number(said: str) -> NoReturn:
    raise ValueError(f"no number of JSON's: {said[:20]}")


def _flaw(error: ValueError) -> str:
    if isinstance(error, JSONDecodeError):
        return str(
            _("This is no JSON: see line %(line)s, character %(column)s.")
            % {"line": error.lineno, "column": error.colno}
        )
    if isinstance(error, UnicodeError):
        return str(NOT_UTF_8)
    return str(_("This JSON holds a number that is none, or that is too long."))
