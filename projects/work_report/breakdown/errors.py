"""What applying and undoing a breakdown list answer when rows have moved on meanwhile."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.errors import NotAllowedNow

MOST_TOLD = 20


class OvertakenRows(NotAllowedNow):
    """Rows are not any more what they were (HTTP 409); ``names`` are the first twenty, ``others`` counts the rest."""

    code = "overtaken"

    def __init__(self, detail: object, names: Sequence[str]) -> None:
        told = "、".join(names[:MOST_TOLD])
        more = _("and %(count)s others") % {"count": len(names) - MOST_TOLD} if len(names) > MOST_TOLD else ""
        super().__init__(f"{detail} {told} {more}".strip())
        self.names = list(names)
