"""The reminder rules that a report starts with (DOMAIN §5); administrators edit them in the console.

A text may name ``$project``, ``$milestone``, ``$code``, ``$due_on`` and ``$days`` (working days from the
date: negative before it).
"""

from typing import NamedTuple

from accounts.choices import Channel, Level
from indicators.models import WorkReport
from projects.choices import Audience, ReminderSubject
from projects.models import ReminderRule

EVERYWHERE = [Channel.IN_APP, Channel.EMAIL]


class Default(NamedTuple):
    """One rule: offsets are working days relative to the date, negative before it."""

    code: str
    subject: ReminderSubject
    offset: int
    repeat: int | None
    level: Level
    audience: Audience
    text_zh_hans: str
    text_en: str


DUE_ZH = "“$project”的节点“$milestone”将于$due_on到期，请按时完成并填报。"
DUE_EN = "Milestone “$milestone” of “$project” is due on $due_on. Please complete and report it in time."
LATE_ZH = "“$project”的节点“$milestone”应于$due_on完成，已逾期$days个工作日，请立即办理并说明原因。"
LATE_EN = "Milestone “$milestone” of “$project” was due on $due_on, $days working days ago. Please act and say why."
RECEIPT_ZH = "“$project”已交办，应于$due_on前签收。"
RECEIPT_EN = "“$project” has been assigned and was to be acknowledged by $due_on."

STAFF, HEAD = Audience.CONTACT_AND_REPORTER, Audience.DEPARTMENT_HEAD
OFFICE, LEADER = Audience.SUPERVISOR, Audience.RESPONSIBLE_LEADER
MILESTONE, RECEIPT = ReminderSubject.MILESTONE, ReminderSubject.ACKNOWLEDGEMENT

DEFAULTS = (
    Default("milestone-due-10", MILESTONE, -10, None, Level.L1, STAFF, DUE_ZH, DUE_EN),
    Default("milestone-due-3", MILESTONE, -3, None, Level.L1, STAFF, DUE_ZH, DUE_EN),
    Default("milestone-due-1", MILESTONE, -1, None, Level.L1, STAFF, DUE_ZH, DUE_EN),
    Default("milestone-due-0", MILESTONE, 0, None, Level.L1, STAFF, DUE_ZH, DUE_EN),
    Default("milestone-overdue-staff", MILESTONE, 1, 3, Level.L2, STAFF, LATE_ZH, LATE_EN),
    Default("milestone-overdue-head", MILESTONE, 1, 3, Level.L2, HEAD, LATE_ZH, LATE_EN),
    Default("milestone-overdue-office", MILESTONE, 5, None, Level.L3, OFFICE, LATE_ZH, LATE_EN),
    Default("milestone-overdue-leader", MILESTONE, 10, None, Level.L4, LEADER, LATE_ZH, LATE_EN),
    Default("acknowledgement-staff", RECEIPT, 0, 1, Level.L1, STAFF, RECEIPT_ZH, RECEIPT_EN),
    Default("acknowledgement-head", RECEIPT, 1, 3, Level.L2, HEAD, RECEIPT_ZH, RECEIPT_EN),
    Default("acknowledgement-office", RECEIPT, 5, None, Level.L3, OFFICE, RECEIPT_ZH, RECEIPT_EN),
)


def seed_rules(*, report: WorkReport) -> int:
    """Give a report the default rules it lacks; return how many. An edited rule stays as it is."""
    present = set(ReminderRule.objects.filter(report=report).values_list("code", flat=True))
    missing = [default for default in DEFAULTS if default.code not in present]
    ReminderRule.objects.bulk_create(
        ReminderRule(
            report=report,
            code=default.code,
            subject=default.subject,
            offset_workdays=default.offset,
            repeat_workdays=default.repeat,
            level=default.level,
            audience=default.audience,
            channels=EVERYWHERE,
            text_zh_hans=default.text_zh_hans,
            text_en=default.text_en,
        )
        for default in missing
    )
    return len(missing)
