"""Reads of people and departments; each ``…_visible_to`` is the gate of its kind (DOMAIN §6)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.access import Capability, may
from accounts.choices import ADMINISTRATOR_ROLES, Role
from accounts.models import Delivery, Department, Device, Notification, Post, SavedView, User


def works_with_region(user: User) -> bool:
    """Whether the account belongs to the region's work; the three administrators do not."""
    return may(user, Capability.SEE_REGION) or may(user, Capability.SEE_OWN_WORK)


def departments_visible_to(user: User) -> QuerySet[Department]:
    """All departments of the user's region: who is who is no secret among them."""
    if not works_with_region(user):
        return Department.objects.none()
    return Department.objects.filter(region=user.region_id)


def people_visible_to(user: User) -> QuerySet[User]:
    """The directory: active people of the user's region, without administrators' accounts."""
    if not works_with_region(user):
        return User.objects.none()
    return User.objects.filter(region=user.region_id, is_active=True).exclude(role__in=ADMINISTRATOR_ROLES)


def posts_visible_to(user: User) -> QuerySet[Post]:
    """Offices of the user's region, with who holds them."""
    if not works_with_region(user):
        return Post.objects.none()
    return Post.objects.filter(region=user.region_id)


def notifications_of(user: User) -> QuerySet[Notification]:
    """Messages to the user that still hold; one whose matters have all been settled is not shown."""
    return Notification.objects.filter(recipient=user, cancelled_at=None)


def messages_visible_to(user: User) -> QuerySet[Notification]:
    """One's own messages; the supervision office also sees its region's, to know who was told."""
    own = Q(recipient=user)
    if may(user, Capability.SUPERVISE):
        own |= Q(recipient__region=user.region_id)
    return Notification.objects.filter(own)


def deliveries_visible_to(user: User) -> QuerySet[Delivery]:
    """The outbox: of one's region for the supervision office, all of it for the system administrator."""
    if may(user, Capability.CONFIGURE):
        return Delivery.objects.all()
    if may(user, Capability.SUPERVISE):
        return Delivery.objects.filter(notification__recipient__region=user.region_id)
    return Delivery.objects.none()


def devices_of(user: User) -> QuerySet[Device]:
    """Devices that are logged in to the user's account, the newest first."""
    return Device.objects.filter(Q(expiry=None) | Q(expiry__gte=timezone.now()), user=user)


def titles_of(user_ids: Collection[int]) -> dict[int, list[str]]:
    """Titles of the posts that people hold: user id → titles (one query)."""
    titles: dict[int, list[str]] = defaultdict(list)
    held = Post.objects.filter(holder__in=user_ids).order_by("kind", "id").values_list("holder_id", "title")
    for holder_id, title in held:
        titles[holder_id].append(title)
    return titles


def views_visible_to(user: User, page: str) -> QuerySet[SavedView]:
    """Views of a list: one's own, and those that the region's supervision office shares; one's own first."""
    own = Q(owner=user)
    if user.region_id is not None:
        own |= Q(is_shared=True, owner__region=user.region_id, owner__role=Role.SUPERVISOR, owner__is_active=True)
    is_others = Case(When(owner=user, then=Value(value=False)), default=Value(value=True))
    views = SavedView.objects.filter(own, page=page).annotate(is_others=is_others).select_related("owner")
    return views.order_by("is_others", "position", "pk")


@dataclass(frozen=True, slots=True)
class RoleFigures:
    """How many active accounts a role has, and how many of them nobody has ever used."""

    active: int = 0
    never_logged_in: int = 0


def role_figures() -> dict[str, RoleFigures]:
    """Every role with its figures (one query)."""
    rows = User.objects.filter(is_active=True).order_by().values("role")
    counted = rows.annotate(active=Count("pk"), unused=Count("pk", filter=Q(last_login=None)))
    found = {row["role"]: RoleFigures(row["active"], row["unused"]) for row in counted}
    return {role: found.get(role, RoleFigures()) for role in Role}


def administrators() -> dict[str, list[str]]:
    """Names of those who hold the three administrators' offices (one query)."""
    names: dict[str, list[str]] = {role: [] for role in ADMINISTRATOR_ROLES}
    rows = User.objects.filter(is_active=True, role__in=ADMINISTRATOR_ROLES).order_by("role", "pk")
    for role, name in rows.values_list("role", "name"):
        names[role].append(name)
    return names
