"""Enumerations of people, departments and how they are reached (DOMAIN §§5–6)."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The one access role of a user.

    A single role per account keeps the three administrators apart (三员分立):
    nobody can hold two of them.
    """

    REPORTER = "reporter", _("Reporter")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    SUPERVISOR = "supervisor", _("Supervisor")
    LEADER = "leader", _("Leader")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


DEPARTMENT_ROLES = (Role.REPORTER, Role.DEPARTMENT_HEAD)
REGION_ROLES = (Role.SUPERVISOR, Role.LEADER)
ADMINISTRATOR_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


class DepartmentKind(TextChoices):
    """What kind of unit a department is."""

    DEPARTMENT = "department", _("Government department")
    PARTY = "party", _("Party organ")
    PARK = "park", _("Development zone")
    TOWN = "town", _("Town")
    SUBDISTRICT = "subdistrict", _("Subdistrict")
    SOE = "soe", _("State-owned enterprise")


class PostKind(TextChoices):
    """The duty that goes with a post, whoever holds it."""

    DISTRICT_LEADER = "district_leader", _("District leader")
    HEAD = "head", _("Head of department")
    CONTACT = "contact", _("Contact")
    REPORTER = "reporter", _("Reporter")


class HolidayKind(TextChoices):
    """How a date departs from the ordinary week."""

    DAY_OFF = "day_off", _("Day off")
    WORKDAY = "workday", _("Make-up workday")


class Language(TextChoices):
    """Languages that the product speaks."""

    ZH_HANS = "zh-hans", _("Simplified Chinese")
    EN = "en", _("English")


class Channel(TextChoices):
    """Ways to reach a person."""

    IN_APP = "in_app", _("In the system")
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Chat robot or webhook")
    SMS = "sms", _("Text message")


class EndpointKind(TextChoices):
    """Whose format an address on the web speaks."""

    WECOM = "wecom", _("WeCom group robot")
    DINGTALK = "dingtalk", _("DingTalk group robot")
    FEISHU = "feishu", _("Feishu group robot")
    JSON = "json", _("Signed JSON")


class NotificationKind(TextChoices):
    """What a notification is about."""

    REMINDER = "reminder", _("Reminder")
    DIGEST = "digest", _("Digest")
    ANNOUNCEMENT = "announcement", _("Announcement")


class Level(IntegerChoices):
    """How far a matter has been escalated (DOMAIN §5)."""

    L1 = 1, _("L1 reminder")
    L2 = 2, _("L2 department head")
    L3 = 3, _("L3 supervision office")
    L4 = 4, _("L4 responsible leader")


class DeliveryState(TextChoices):
    """Outbox states of one message on one channel."""

    QUEUED = "queued", _("Queued")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    RETRY = "retry", _("Waiting to retry")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Reach(IntegerChoices):
    """How far in its region a change is seen, besides those that it names."""

    NAMED = 0, _("Those it names")
    SUPERVISION = 1, _("Supervision office")
    LEADERSHIP = 2, _("Supervision office and leaders")
    REGION = 3, _("Everybody who works with the region")


FIRST_LEVEL_NOT_MUTABLE = Level.L3
PENDING_DELIVERY_STATES = (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.RETRY)
