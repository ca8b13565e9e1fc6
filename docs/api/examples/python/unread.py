"""Messages without push: ask now and then."""

from duban_client import AuthenticatedClient
from duban_client.api.notifications import notifications_list, notifications_read, notifications_unread_count
from duban_client.models import NotificationRow, PaginatedNotificationRowList, UnreadAnswer
from problems import need


def unread_count(client: AuthenticatedClient) -> int:
    """The number for a badge."""
    return need(notifications_unread_count.sync_detailed(client=client), UnreadAnswer).unread


def new_messages(client: AuthenticatedClient, last_id: int) -> list[NotificationRow]:
    """Unread messages since the last look, newest first; ``last_id`` is the largest id seen before."""
    page = need(notifications_list.sync_detailed(client=client, unread=True), PaginatedNotificationRowList)
    return [message for message in page.results if message.id > last_id]


def mark_read(client: AuthenticatedClient, message: NotificationRow) -> None:
    """The user has opened a message. May be repeated without harm."""
    need(notifications_read.sync_detailed(message.id, client=client), NotificationRow)
