"""Views of lists: kept, renamed, shared, chosen to open with, forgotten."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.access import Capability, may
from accounts.errors import AccessRefused, NotAllowedNow
from accounts.models import DefaultView, SavedView, User
from accounts.queries import views_visible_to

VIEWS_PER_LIST = 30


@transaction.atomic
def save_view(
    *, by: User, page: str, name: str, query: str, columns: Sequence[str] = (), is_shared: bool = False
) -> SavedView:
    """Keep what a list shows now under a name; it comes after one's other views.

    Raises AccessRefused (only the supervision office shares), NotAllowedNow (too many), ValidationError.
    """
    _require_right_to_share(by, is_shared=is_shared)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = SavedView.objects.filter(owner=by, page=page)
    if own.count() >= VIEWS_PER_LIST:
        raise NotAllowedNow(
            _("You have %(count)s views of this list; delete one that you no longer need.") % {"count": VIEWS_PER_LIST}
        )
    last = own.aggregate(last=Max("position"))["last"]
    view = SavedView(
        owner=by,
        page=page,
        name=name.strip(),
        query=query,
        columns=list(columns),
        is_shared=is_shared,
        position=0 if last is None else last + 1,
    )
    view.full_clean()
    view.save(force_insert=True)
    return view


@transaction.atomic
def replace_view(*, view_id: int, by: User, query: str, columns: Sequence[str] = ()) -> SavedView:
    """Let one's own view show what the list shows now. Raises AccessRefused, ``SavedView.DoesNotExist``."""
    view = _own(view_id, by)
    view.query, view.columns = query, list(columns)
    view.full_clean()
    view.save(update_fields=["query", "columns"])
    return view


@transaction.atomic
def rename_view(*, view_id: int, by: User, name: str, position: int, is_shared: bool) -> SavedView:
    """Change name, place and sharing of one's own view. Raises AccessRefused, ValidationError."""
    view = _own(view_id, by)
    _require_right_to_share(by, is_shared=is_shared)
    view.name, view.position, view.is_shared = name.strip(), position, is_shared
    view.full_clean()
    view.save(update_fields=["name", "position", "is_shared"])
    if not is_shared:
        DefaultView.objects.filter(view=view).exclude(user=by).delete()
    return view


@transaction.atomic
def delete_view(*, view_id: int, by: User) -> None:
    """Forget one's own view; for whomever a list opened with it, it opens with everything again."""
    _own(view_id, by).delete()


@transaction.atomic
def open_with(*, by: User, page: str, view_id: int | None) -> None:
    """Choose the view with which a list opens for oneself; None for all rows.

    Raises ``SavedView.DoesNotExist`` (also for one that the user does not see).
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if view_id is None:
        DefaultView.objects.filter(user=by, page=page).delete()
        return
    view = views_visible_to(by, page).get(pk=view_id)
    DefaultView.objects.update_or_create(user=by, page=page, defaults={"view": view})


def _own(view_id: int, by: User) -> SavedView:
    view = SavedView.objects.select_for_update().get(pk=view_id)
    if view.owner_id != by.pk:
        raise AccessRefused(_("Only its owner changes a view; save one of your own."))
    return view


def _require_right_to_share(by: User, *, is_shared: bool) -> None:
    if is_shared and not may(by, Capability.SUPERVISE):
        raise AccessRefused(_("Only the supervision office shares views with the region."), attr="is_shared")
