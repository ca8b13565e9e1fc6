"""Bodies as requests bring them; what cannot be read is said in the caller's language."""

from collections.abc import Mapping
from json import JSONDecodeError
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

Context = Mapping[str, Any] | None


class ReadableJSONParser(JSONParser):
    """JSON; the interpreter's words about what is wrong with it, and its limits, are not the caller's affair."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Context = None) -> Any:
        """The body; a 400 for what cannot be read."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError(_("This JSON nests too deeply.")) from error
        except exceptions.ParseError as error:
            raise exceptions.ParseError(_flaw(error.__cause__ or error.__context__)) from error


class ReadableMultiPartParser(MultiPartParser):
    """Forms with files."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Context = None) -> DataAndFiles:
        """The fields and files; a 400 for what cannot be read."""
        try:
            return super().parse(stream, media_type, parser_context)
        except exceptions.ParseError as error:
            words = _("The body is no complete form. Let your library write it, with the boundary in Content-Type.")
            raise exceptions.ParseError(words) from error


def _flaw(cause: BaseException | None) -> str:
    if isinstance(cause, JSONDecodeError):
        return str(
            _("This is no JSON: see line %(line)s, character %(column)s.")
            % {"line": cause.lineno, "column": cause.colno}
        )
    if isinstance(cause, LookupError | UnicodeError):
        return str(_("These characters are not in the encoding that Content-Type names; write UTF-8."))
    return str(_("This JSON holds a number that is none, or that is too long."))
