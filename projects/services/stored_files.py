"""The bytes of evidence, lists and report texts: each content kept once, gone with its last reference (DOMAIN §3).

Storage knows no transactions, so the database leads: the row of a content decides who writes the file,
a file goes only after the commit that made it needless, and a rolled-back transaction takes its file
along. What a killed process leaves behind is swept by :func:`remove_orphans`.
"""

import weakref
from collections.abc import Collection
from datetime import timedelta
from functools import partial
from uuid import UUID

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone

from projects.models import StoredFile

# What a folder or a bucket raises that does not answer; FileNotFoundError among them says that a file is missing.
STORAGE_AWAY = (OSError, BotoCoreError, ClientError, Boto3Error)
# Longer than any upload takes: a younger file may belong to a transaction that has not ended yet.
ORPHAN_AGE = timedelta(days=1)
# What a content is kept for.
REFERRING = ("evidence", "breakdown_sheets", "report_breakdowns")


class _UntilCommit:
    """A commit hook that takes the file along where Django drops it uncalled, which is on every rollback."""

    def __init__(self, storage: Storage, name: str) -> None:
        self._removal = weakref.finalize(self, storage.delete, name)

    def __call__(self) -> None:
        """The transaction is committed: the file stays."""
        self._removal.detach()


def evidence_storage() -> Storage:
    """Where the files lie: a folder or a bucket, as the settings say."""
    return storages["evidence"]


@transaction.atomic
def keep(content: "File[bytes]", *, sha256: str, size: int, content_type: str) -> StoredFile:
    """The locked row of this content; its file is written unless it is there.

    The unique hash decides between two who bring the same content at once: the second waits for the
    first. A file that is missing though its row is there (a restore without files) is written again.
    """
    while (row := StoredFile.objects.select_for_update().filter(sha256=sha256).first()) is None:
        StoredFile.objects.bulk_create(
            [StoredFile(sha256=sha256, size=size, content_type=content_type)], ignore_conflicts=True
        )
    storage, name = evidence_storage(), str(row.name)
    if not storage.exists(name):
        content.seek(0)
        transaction.on_commit(_UntilCommit(storage, name))
        storage.save(name, content)
    return row


@transaction.atomic
def release(stored_file_ids: Collection[int]) -> int:
    """Forget those of the files that nothing refers to any more; returns how many."""
    storage, forgotten = evidence_storage(), 0
    for row in StoredFile.objects.select_for_update().filter(pk__in=stored_file_ids).order_by("pk"):
        if not any(getattr(row, relation).exists() for relation in REFERRING):
            row.delete()
            transaction.on_commit(partial(storage.delete, str(row.name)), robust=True)
            forgotten += 1
    return forgotten


def remove_orphans() -> int:
    """Remove rows that nothing refers to, and files without a row that are older than a day; returns how many.

    Only files that are named as this product names them are touched.
    """
    removed = release(StoredFile.objects.filter(**dict.fromkeys(REFERRING)).values_list("pk", flat=True))
    storage = evidence_storage()
    try:
        names = {name for name in storage.listdir("")[1] if _is_ours(name)}
    except FileNotFoundError:  # nothing was ever stored
        return removed
    oldest_kept = timezone.now() - ORPHAN_AGE
    for name in names - {str(name) for name in StoredFile.objects.values_list("name", flat=True)}:
        if storage.get_modified_time(name) < oldest_kept:
            storage.delete(name)
            removed += 1
    return removed


def _is_ours(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
