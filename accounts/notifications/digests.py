"""One digest a day, whatever happens (DOMAIN §5): what could not go out in time joins the next one."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock
from accounts.choices import PENDING_DELIVERY_STATES, DeliveryState, NotificationKind
from accounts.models import Delivery, User

UNSENT = Q(state__in=[DeliveryState.QUEUED, DeliveryState.RETRY]) | Q(
    state=DeliveryState.CLAIMED, lease_until__lt=Now()
)


def unsent_digests(recipients: Collection[User]) -> list[int]:
    """Ids of earlier digests to these people that wait on some channel and still hold."""
    waiting = Delivery.objects.filter(
        UNSENT,
        notification__kind=NotificationKind.DIGEST,
        notification__recipient__in=recipients,
        notification__cancelled_at=None,
    )
    return list(waiting.values_list("notification_id", flat=True).distinct())


def take_back(notification_ids: Collection[int]) -> set[int]:
    """Cancel what waits of some digests, since a newer one tells it; return those of which something was.

    What a sender has taken up in the meantime goes out; the newer digest then waits for the next day.
    """
    waiting = Delivery.objects.select_for_update().filter(UNSENT, notification__in=notification_ids)
    rows = dict(waiting.order_by("pk").values_list("pk", "notification_id"))
    Delivery.objects.filter(pk__in=rows).update(
        state=DeliveryState.CANCELLED, lease_until=None, last_error=_("Joined to a newer digest.")
    )
    return set(rows.values())


def may_go_today() -> Q:
    """Deliveries that are no digest, or the first that their recipient gets today on their channel.

    "Today" is the real day in Beijing. Of two that wait, the older one goes first.
    """
    today = clock.start_of(timezone.localdate(timezone=clock.BEIJING))
    other = (
        Delivery.objects.filter(
            notification__kind=NotificationKind.DIGEST,
            notification__recipient=OuterRef("notification__recipient"),
            channel=OuterRef("channel"),
        )
        .exclude(notification=OuterRef("notification"))
        .filter(
            Q(sent_at__gte=today)
            | Q(state__in=PENDING_DELIVERY_STATES, notification__cancelled_at=None, pk__lt=OuterRef("pk"))
        )
    )
    return ~Q(notification__kind=NotificationKind.DIGEST) | Q(~Exists(other))
