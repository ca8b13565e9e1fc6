"""The reader's messages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import BooleanFilter, RowFilterSet
from accounts.api.contract.views import ContractView, RowDetail, RowList
from accounts.api.rows import NotificationRow
from accounts.models import Notification
from accounts.notifications import inbox
from accounts.queries import notifications_of


class UnreadAnswer(serializers.Serializer):
    """How many messages wait to be read."""

    unread = serializers.IntegerField()


class MarkedAnswer(serializers.Serializer):
    """How many messages were marked read."""

    marked = serializers.IntegerField()


@every_column_of(NotificationRow, but=["items"])
class NotificationFilters(RowFilterSet):
    """Filters of the inbox."""

    unread = BooleanFilter(field_name="read_at", lookup_expr="isnull", help_text="Only unread, or only read ones.")
    acknowledged = BooleanFilter(
        field_name="acknowledged_at", lookup_expr="isnull", exclude=True,
        help_text="Only those that one has confirmed to know, or the others.",
    )  # fmt: skip


class NotificationList(RowList):
    """The reader's messages, newest first."""

    queryset = Notification.objects.none()
    serializer_class = NotificationRow
    filterset_class = NotificationFilters
    orderings = {"id": "id", "occasion_on": "occasion_on"}
    default_ordering = "-id"

    def get_queryset(self) -> QuerySet[Notification]:
        """Nobody reads another's messages."""
        return notifications_of(self.reader)


class NotificationAction(RowDetail):
    """An action on one message. It can be repeated without harm, so no version is needed."""

    http_method_names = ["post"]
    queryset = Notification.objects.none()
    serializer_class = NotificationRow

    def get_queryset(self) -> QuerySet[Notification]:
        """Nobody touches another's messages."""
        return notifications_of(self.reader)


class NotificationRead(NotificationAction):
    """Mark one message read."""

    @extend_schema(operation_id="notifications_read", request=None)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Answers with the message."""
        inbox.mark_read(notification_id=self.kwargs["id"], by=self.reader)
        return self.answer()


class NotificationAcknowledge(NotificationAction):
    """Confirm that one knows."""

    @extend_schema(operation_id="notifications_acknowledge", request=None)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Answers with the message."""
        inbox.acknowledge(notification_id=self.kwargs["id"], by=self.reader)
        return self.answer()


class PostponeBody(serializers.Serializer):
    """When to be reminded again."""

    until = serializers.DateField(help_text="A day to come, at most 30 days away.")


class NotificationPostpone(NotificationAction):
    """Ask to be reminded again later; level 1 only."""

    @extend_schema(operation_id="notifications_postpone", request=PostponeBody)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Answers with the message."""
        inbox.postpone(notification_id=self.kwargs["id"], by=self.reader, **self.checked(PostponeBody))
        return self.answer()


class NotificationsReadAll(ContractView):
    """Mark every message read."""

    @extend_schema(operation_id="notifications_read_all", request=None, responses=MarkedAnswer)
    def post(self, request: Request) -> Response:
        """Answers with how many."""
        return Response({"marked": inbox.mark_all_read(by=self.reader)})


class NotificationsUnreadCount(ContractView):
    """How many messages wait."""

    @extend_schema(operation_id="notifications_unread_count", responses=UnreadAnswer)
    def get(self, request: Request) -> Response:
        """For the badge of a client."""
        return Response({"unread": notifications_of(self.reader).filter(read_at=None).count()})
