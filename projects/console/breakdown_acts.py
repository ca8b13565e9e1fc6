"""What the preview's buttons do: one act of the services each, on the drafts that the form names."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import Department, User
from projects.choices import DraftKind
from projects.models import BreakdownDraft, ReportBreakdown
from projects.work_report import drafting

PLACE = 3  # line, first character, the one after the last
Named = tuple[int, int]  # id and version of a draft
ONE: Mapping[str, Callable[..., Any]] = {
    "accept": partial(drafting.accept, takes_suggestion=False),
    "accept_with_lead": partial(drafting.accept, takes_suggestion=True),
    "reject": drafting.reject,
    "reopen": drafting.reopen,
}


@transaction.atomic
def act(said: QueryDict, user: User, breakdown: ReportBreakdown) -> str:
    """Do what the button says, all of it or nothing; what to tell of it.

    Raises what the services do, and InvalidInput for a form that says nothing that is known here.
    """
    try:
        return _done(said, user, breakdown)
    except BreakdownDraft.DoesNotExist:
        raise NotAllowedNow(_("A draft is not there any more. Load the page again.")) from None


def _done(said: QueryDict, user: User, breakdown: ReportBreakdown) -> str:
    name, _colon, rest = said.get("act", "").partition(":")
    if name == "add":
        return _add(rest, user, breakdown)
    if name in ONE:
        ((draft_id, version),) = _own([_named(rest)], breakdown)
        ONE[name](draft_id=draft_id, by=user, version=version)
        return _("Done.")
    if name in CHOSEN:
        return CHOSEN[name](said, user, _chosen(said, breakdown))
    if name in WHOLE:
        return WHOLE[name](said, user, breakdown)
    raise InvalidInput(_("Choose what is to be done."), attr="act")


def _chosen(said: QueryDict, breakdown: ReportBreakdown) -> list[Named]:
    chosen = [_named(each) for each in said.getlist("chosen")]
    if not chosen:
        raise InvalidInput(_("Tick the drafts first."), attr="chosen")
    return _own(chosen, breakdown)


def _own(named: list[Named], breakdown: ReportBreakdown) -> list[Named]:
    """The same, if all are drafts of the breakdown that the page is about. Raises ``BreakdownDraft.DoesNotExist``."""
    drafting.require_of_one_text(breakdown, [draft_id for draft_id, _version in named])
    return named


def _named(text: str) -> Named:
    draft_id, _colon, version = text.partition(":")
    if not (draft_id.isascii() and draft_id.isdigit() and version.isascii() and version.isdigit()):
        raise InvalidInput(_("Choose what is to be done."), attr="act")
    return int(draft_id[:18]), int(version[:9])


def _accept_chosen(said: QueryDict, user: User, chosen: list[Named]) -> str:
    for draft_id, version in chosen:
        drafting.accept(draft_id=draft_id, by=user, version=version, takes_suggestion="takes_suggestion" in said)
    return _told(len(chosen))


def _reject_chosen(_said: QueryDict, user: User, chosen: list[Named]) -> str:
    for draft_id, version in chosen:
        drafting.reject(draft_id=draft_id, by=user, version=version)
    return _told(len(chosen))


def _merge_chosen(_said: QueryDict, user: User, chosen: list[Named]) -> str:
    (draft_id, version), *others = chosen
    merged = drafting.merge(draft_id=draft_id, by=user, version=version, others=[pk for pk, _version in others])
    return _("“%(draft)s” stands for %(count)s others, too.") % {"draft": merged, "count": len(others)}


def _assign_chosen(said: QueryDict, user: User, chosen: list[Named]) -> str:
    lead = None
    if wanted := str(said.get("lead", "")):
        departments = Department.objects.filter(region=user.region_id, is_active=True)
        lead = departments.filter(pk=_number(wanted)).first()
        if lead is None:
            raise InvalidInput(_("Choose what is to be done."), attr="lead")
    for draft_id, version in chosen:
        drafting.edit(draft_id=draft_id, by=user, version=version, changes={"lead_department": lead})
    return _told(len(chosen))


def _accept_from(said: QueryDict, user: User, breakdown: ReportBreakdown) -> str:
    try:
        confidence = Decimal(said.get("confidence", "")) / 100
    except InvalidOperation:
        raise InvalidInput(_("A confidence lies between 0 and 1."), attr="confidence") from None
    count = drafting.accept_from(
        breakdown_id=breakdown.pk, by=user, confidence=confidence, kind=_kind(said),
        takes_suggestion="takes_suggestion" in said,
    )  # fmt: skip
    return _told(count)


def _reject_open(said: QueryDict, user: User, breakdown: ReportBreakdown) -> str:
    return _told(drafting.reject_open(breakdown_id=breakdown.pk, by=user, kind=_kind(said)))


def _add(place: str, user: User, breakdown: ReportBreakdown) -> str:
    """``place`` is “line:start:end:kind”."""
    parts = place.split(":")
    kind = parts.pop()
    if len(parts) != PLACE or kind not in DraftKind.values:
        raise InvalidInput(_("Choose what is to be done."), attr="act")
    line, start, end = (_number(part) for part in parts)
    draft = drafting.add(breakdown_id=breakdown.pk, by=user, kind=DraftKind(kind), line=line, start=start, end=end)
    return _("“%(draft)s” is drafted; look it over.") % {"draft": draft}


def _number(text: str) -> int:
    return int(text[:9]) if text.isascii() and text.isdigit() else 0


def _kind(said: QueryDict) -> DraftKind | None:
    kind = str(said.get("kind", ""))
    return DraftKind(kind) if kind in DraftKind.values else None


def _told(count: int) -> str:
    return ngettext("Done for %(count)s draft.", "Done for %(count)s drafts.", count) % {"count": count}


CHOSEN: Mapping[str, Callable[[QueryDict, User, list[Named]], str]] = {
    "accept_chosen": _accept_chosen,
    "reject_chosen": _reject_chosen,
    "merge_chosen": _merge_chosen,
    "assign_chosen": _assign_chosen,
}
WHOLE: Mapping[str, Callable[[QueryDict, User, ReportBreakdown], str]] = {
    "accept_from": _accept_from,
    "reject_open": _reject_open,
}
