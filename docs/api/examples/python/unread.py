"""Messages without push: ask now and then."""

from http import HTTPStatus

from duban_client import AuthenticatedClient
from duban_client.api.notifications import notifications_list, notifications_read, notifications_unread_count
from duban_client.models import NotificationRow, PaginatedNotificationRowList, UnreadAnswer
from duban_client.types import UNSET
from problems import need


class Badge:
    """The number of unread messages."""

    def __init__(self) -> None:
        self.count, self.tag = 0, ""

    def refresh(self, client: AuthenticatedClient) -> bool:
        """Ask again; true if the number is another than before."""
        answer = notifications_unread_count.sync_detailed(client=client, if_none_match=self.tag or UNSET)
        if answer.status_code is HTTPStatus.NOT_MODIFIED:
            return False
        before, self.count = self.count, need(answer, UnreadAnswer).unread
        self.tag = answer.headers["ETag"]
        return self.count != before


def new_messages(client: AuthenticatedClient, last_id: int) -> list[NotificationRow]:
    """Unread messages since the last look, newest first; ``last_id`` is the largest id seen before."""
    page = need(notifications_list.sync_detailed(client=client, unread=True), PaginatedNotificationRowList)
    return [message for message in page.results if message.id > last_id]


def mark_read(client: AuthenticatedClient, message: NotificationRow) -> None:
    """The user has opened a message. May be repeated without harm."""
    need(notifications_read.sync_detailed(message.id, client=client), NotificationRow)
