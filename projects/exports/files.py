"""Where exported files lie: beside evidence, in a folder of their own, each under a name that says nothing."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.core.files import File
from django.utils import timezone

from projects.models import Export
from projects.services.exports import expire
from projects.services.stored_files import ORPHAN_AGE, evidence_storage

FOLDER = "exports"


@dataclass(frozen=True, slots=True)
class StoredExport:
    """A file that is in storage."""

    file: str
    size: int
    sha256: str


def store(path: Path) -> StoredExport:
    """Put a written file into storage."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        file = evidence_storage().save(f"{FOLDER}/{uuid4()}", File(stream))
    return StoredExport(file, path.stat().st_size, digest)


def discard(stored: StoredExport) -> None:
    """Take a file away that nobody will ask for."""
    evidence_storage().delete(stored.file)


def open_file(export: Export) -> "File[bytes]":
    """The bytes. Raises FileNotFoundError where they are missing in storage, or what a bucket raises."""
    return evidence_storage().open(export.file)


def remove_expired() -> int:
    """Take away files whose time is over, and files without a row older than a day; return how many."""
    storage = evidence_storage()
    names = expire()
    for name in names:
        storage.delete(name)
    return len(names) + _remove_orphans()


def _remove_orphans() -> int:
    """What a killed worker, or a transaction rolled back, has left; only names that are ours are touched."""
    storage = evidence_storage()
    try:
        names = {f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1] if _is_ours(name)}
    except FileNotFoundError:  # nothing was ever exported
        return 0
    oldest_kept, removed = timezone.now() - ORPHAN_AGE, 0
    for name in names - set(Export.objects.exclude(file="").values_list("file", flat=True)):
        if storage.get_modified_time(name) < oldest_kept:
            storage.delete(name)
            removed += 1
    return removed


def _is_ours(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
