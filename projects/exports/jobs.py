"""Exports from the wish to the file: small ones at once, large ones by the worker, through the same steps."""

import logging
import tempfile
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.errors import Refusal
from accounts.models import User
from projects.bell import WRITE_EXPORTS, ring
from projects.choices import ExportFormat
from projects.exports import files
from projects.exports.contents import content_of
from projects.models import Export
from projects.services import exports

AT_ONCE_ROWS = 500
LONGEST_RUN_SECONDS = 100  # then the next tick goes on; one file alone may take until the task's time limit
logger = logging.getLogger(__name__)


def ask(
    *,
    by: User,
    kind: str,
    parameters: Mapping[str, Any],
    language: str,
    file_format: str = ExportFormat.XLSX,
) -> Export:
    """Ask for a file. Up to :data:`AT_ONCE_ROWS` rows it is there at once, otherwise the worker is called.

    Raises AccessRefused, InvalidInput (a filter that the list does not know), NotAllowedNow (too many wait),
    ``ObjectDoesNotExist``.
    """
    count = content_of(kind, file_format, parameters, by).count
    export = exports.ask(
        by=by, kind=kind, file_format=file_format, parameters=parameters, language=language, rows_total=count
    )
    if count > AT_ONCE_ROWS:
        transaction.on_commit(partial(ring, WRITE_EXPORTS))
        return export
    if (claimed := exports.claim(export.pk)) is not None:
        _write(claimed, transaction.atomic())
    return Export.objects.get(pk=export.pk)


def ask_again(*, export: Export, by: User, language: str) -> Export:
    """The same once more, as it is by now. Raises what :func:`ask` does."""
    return ask(by=by, kind=export.kind, file_format=export.format, parameters=export.parameters, language=language)


def write_pending() -> int:
    """Write what waits, each file once, until nothing is left or the time is up; return how many were attempted.

    What fails here waits for the next tick: storage that is away for a moment must not use up all attempts.
    """
    end = time.monotonic() + LONGEST_RUN_SECONDS
    attempted: list[int] = []
    while time.monotonic() < end and (export := exports.claim_next(but_for=attempted)) is not None:
        attempted.append(export.pk)
        _write(export, nullcontext())
    return len(attempted)


def _write(export: Export, scope: AbstractContextManager[Any]) -> None:
    """Write a claimed export; whatever happens, it is settled afterwards or will be tried again."""
    with override(export.language):
        try:
            with scope:
                _write_file(export)
        except exports.LostLeaseError:
            logger.warning("export %s: another worker has taken it over", export.pk)
        except Refusal as refusal:
            exports.refuse(export, str(refusal.detail))
        except ObjectDoesNotExist:
            exports.refuse(export, _("What was asked for is not there any more, or not for you."))
        except Exception:
            logger.exception("export %s: attempt %s failed", export.pk, export.attempts)
            exports.give_back(export)


def _write_file(export: Export) -> None:
    content = content_of(export.kind, export.format, export.parameters, export.asked_by)
    exports.begin(export, content.count)
    with tempfile.TemporaryDirectory(prefix="duban-export-") as folder:
        path = Path(folder) / "file"
        content.write(path, partial(exports.advance, export))
        stored = files.store(path)
    try:
        exports.finish(export, file=stored.file, name=content.file_name, size=stored.size, sha256=stored.sha256)
    except exports.LostLeaseError:
        files.discard(stored)
        raise
