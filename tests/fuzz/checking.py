"""What no answer may do: tell what its reader must not know, or refuse for its form what the schema calls valid."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, Response

Check = Callable[[CheckContext, Response, Case], bool | None]

# Codes that find fault with the form of what was sent, which is the schema's to tell. What else is refused rests on
# rules and rows: “invalid” is a project that is not closed yet as much as a day that does not exist.
ABOUT_FORM = {
    "blank", "date", "datetime", "empty", "incorrect_type", "invalid_choice", "max_decimal_places", "max_digits",
    "max_length", "max_value", "max_whole_digits", "min_length", "min_value", "not_a_list", "null", "repeated",
    "required", "unknown",
}  # fmt: skip
# A schema bounds numbers, not the days and decimals that are written as texts: their descriptions say it in words.
BOUNDS = {"min_value", "max_value"}
# Which of a bulletin's two names is needed depends on the kind of export, also told in words only.
ALTERNATIVES = {("exports", "required")}


def nothing_unseen(marks: Iterable[str]) -> Check:
    """No answer, and no file in it, has a mark of another's desk."""
    known = {mark: mark.encode() for mark in marks}

    def answer_tells_nothing_unseen(context: CheckContext, response: Response, case: Case) -> bool | None:
        told = "\n".join(unpacked(response.content)) if response.content.startswith(b"PK") else None
        leaked = [
            mark for mark, raw in known.items() if (mark in told if told is not None else raw in response.content)
        ]
        headers = str(response.headers)
        leaked += [mark for mark in known if mark in headers]
        assert not leaked, f"the reader must not know: {leaked}"
        return None

    return answer_tells_nothing_unseen


def unpacked(content: bytes) -> list[str]:
    """The texts inside a workbook or document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name).decode(errors="replace") for name in archive.namelist()]


def well_formed_is_not_refused_for_its_form(context: CheckContext, response: Response, case: Case) -> bool | None:
    """Instead of Schemathesis' own check, which cannot know that a rule refuses what has the right form."""
    if response.status_code != 400 or not is_positive(case):
        return None
    first = case.operation.path.split("/")[3]
    errors = response.json()["errors"]
    faults = [
        error
        for error in errors
        if error["code"] in ABOUT_FORM
        and (first, error["code"]) not in ALTERNATIVES
        and not is_told_in_words(error["code"], sent(case.body, error["attr"] or ""))
    ]
    assert not faults, f"the schema calls valid what is refused for its form: {faults}"
    return None


def is_told_in_words(code: str, value: Any) -> bool:
    """Whether no schema can say it: a bound of a text, or that spaces alone are no text."""
    return isinstance(value, str) and (code in BOUNDS or (code == "blank" and value != "" and not value.strip()))


def sent(body: Any, path: str) -> Any:
    """What was sent at a place such as ``rows.3.value``; None if nothing was."""
    for step in path.split("."):
        if isinstance(body, list) and step.isdigit() and int(step) < len(body):
            body = body[int(step)]
        elif isinstance(body, dict):
            body = body.get(step)
        else:
            return None
    return body


def sparse_rows_have_what_was_asked_for(context: CheckContext, response: Response, case: Case) -> bool | None:
    """With ``fields=`` a row has these only: the one answer in which what the schema requires is left out."""
    asked = sparse(case)
    if asked is None or response.status_code != 200:
        return None
    body = response.json()
    for row in body.get("results", [body]):
        assert set(row) <= asked, f"not asked for: {set(row) - asked}"
    return None


def sparse(case: Case) -> set[str] | None:
    """The fields that a request asks for; None for whole rows."""
    fields = (case.query or {}).get("fields")
    return set(fields.split(",")) if isinstance(fields, str) else None


def is_positive(case: Case) -> bool:
    """Whether the request is one that the schema allows."""
    return case.meta is not None and case.meta.generation.mode == schemathesis.GenerationMode.POSITIVE


def words_of(failure: Any) -> str:
    """What went wrong, with the request, in some lines."""
    message = getattr(failure, "message", "") or str(failure)
    return f"{type(failure).__name__}: {getattr(failure, 'title', '')} {message}".strip()


def as_sent(case: Case) -> str:
    """The request, to send it again by hand."""
    body = "" if isinstance(case.body, schemathesis.core.NotSet) else f" {json.dumps(case.body, default=repr)[:600]}"
    return f"{case.method} {case.formatted_path} {dict(case.query or {})} {dict(case.headers or {})}{body}"
