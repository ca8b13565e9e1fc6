"""The reminder rules that a report starts with (DOMAIN §5); administrators edit them in the console.

What a text may name is in :mod:`projects.rules.reminder_texts`; ``$days`` is the number of working days
between the date and today.
"""

from typing import NamedTuple

from accounts.choices import Channel, Level
from indicators.models import WorkReport
from projects.choices import Audience, ReminderSubject
from projects.models import ReminderRule

# Robots and text messages are served where the operator has entered them.
EVERYWHERE = [Channel.IN_APP, Channel.EMAIL, Channel.WEBHOOK]


class Words(NamedTuple):
    """A text in both languages."""

    zh_hans: str
    en: str


class Default(NamedTuple):
    """One rule: offsets are working days relative to the date, negative before it."""

    code: str
    subject: ReminderSubject
    offset: int
    repeat: int | None
    level: Level
    audience: Audience
    text: Words


STAFF, HEAD = Audience.CONTACT_AND_REPORTER, Audience.DEPARTMENT_HEAD
OFFICE, LEADER, DECIDER = Audience.SUPERVISOR, Audience.RESPONSIBLE_LEADER, Audience.DECIDER
L1, L2, L3, L4 = Level.L1, Level.L2, Level.L3, Level.L4

NEAR = Words(
    "“$what”将于$due_on到期，请按时完成并填报。", "“$what” is due on $due_on. Please complete and report it in time."
)
LATE = Words(
    "“$what”应于$due_on完成，已逾期$days个工作日，请立即办理并说明原因。",
    "“$what” was due on $due_on, $days working days ago. Please act and say why.",
)
NOTICE = Words(
    "“$what”（$department）应于$due_on完成，已逾期$days个工作日，督查室已下达$notice。",
    "“$what” ($department) was due on $due_on, $days working days ago. Supervision notice $notice has been issued.",
)
ESCALATED = Words(
    "“$what”（$department）应于$due_on完成，已逾期$days个工作日，经督办仍未完成，请领导关注。",
    "“$what” ($department) was due on $due_on, $days working days ago, and is still open after a supervision notice.",
)
CLOSE = Words(
    "“$what”的完成时限为$due_on，请抓紧收尾并申请办结。",
    "The final date of “$what” is $due_on. Please finish and request closure.",
)
RECEIPT = Words(
    "“$what”已交办，应于$due_on前签收。", "“$what” has been assigned and was to be acknowledged by $due_on."
)
FILE = Words("“$what”应于$due_on前填报。", "“$what” is to be filed by $due_on.")
FILE_LATE = Words(
    "“$what”应于$due_on前填报，已逾期$days个工作日，请立即填报。",
    "“$what” was to be filed by $due_on, $days working days ago. Please file it now.",
)
MEASURE = Words("“$what”应于$due_on前报送。", "“$what” is to be handed in by $due_on.")
MEASURE_LATE = Words(
    "“$what”应于$due_on前报送，已逾期$days个工作日，请立即报送。",
    "“$what” was to be handed in by $due_on, $days working days ago. Please hand it in now.",
)
REPLY = Words("“$what”应于$due_on前回复。", "A reply to “$what” is due on $due_on.")
REPLY_LATE = Words(
    "“$what”应于$due_on前回复，已逾期$days个工作日，请立即回复。",
    "The reply to “$what” was due on $due_on, $days working days ago. Please reply now.",
)
UNANSWERED = Words(
    "$department对“$what”应于$due_on前回复，已逾期$days个工作日仍未回复，请领导关注。",
    "$department has not replied to “$what”, due on $due_on, $days working days ago.",
)
WAITS = Words(
    "“$what”自$due_on起等待审核，已$days个工作日。",
    "“$what” has waited for a review since $due_on, $days working days.",
)
EXTENSION = Words(
    "“$what”的延期申请自$due_on起等待审批，已$days个工作日。",
    "The extension asked for “$what” has waited for a decision since $due_on, $days working days.",
)
CLOSURE = Words(
    "“$what”的办结申请自$due_on起等待核验，已$days个工作日。",
    "The closure of “$what” has waited to be verified since $due_on, $days working days.",
)

MILESTONE, FINAL, RECEIVE = ReminderSubject.MILESTONE, ReminderSubject.FINAL_DATE, ReminderSubject.ACKNOWLEDGEMENT
FILING, READING = ReminderSubject.PROGRESS_REPORT, ReminderSubject.READING
ANSWER, MORE_TIME = ReminderSubject.INSTRUCTION_REPLY, ReminderSubject.EXTENSION_DECISION
REVIEW, CLOSED = ReminderSubject.REVIEW, ReminderSubject.CLOSURE

DEFAULTS = (
    Default("milestone-due-10", MILESTONE, -10, None, L1, STAFF, NEAR),
    Default("milestone-due-3", MILESTONE, -3, None, L1, STAFF, NEAR),
    Default("milestone-due-1", MILESTONE, -1, None, L1, STAFF, NEAR),
    Default("milestone-due-0", MILESTONE, 0, None, L1, STAFF, NEAR),
    Default("milestone-overdue-staff", MILESTONE, 1, 3, L2, STAFF, LATE),
    Default("milestone-overdue-head", MILESTONE, 1, 3, L2, HEAD, LATE),
    Default("milestone-notice-head", MILESTONE, 5, None, L3, HEAD, NOTICE),
    Default("milestone-overdue-office", MILESTONE, 5, None, L3, OFFICE, NOTICE),
    Default("milestone-overdue-leader", MILESTONE, 10, None, L4, LEADER, ESCALATED),
    Default("final-date-due-30", FINAL, -30, None, L1, STAFF, CLOSE),
    Default("final-date-due-10", FINAL, -10, None, L1, STAFF, CLOSE),
    Default("final-date-due-0", FINAL, 0, None, L1, STAFF, CLOSE),
    Default("final-date-overdue-staff", FINAL, 1, 3, L2, STAFF, LATE),
    Default("final-date-overdue-head", FINAL, 1, 3, L2, HEAD, LATE),
    Default("final-date-notice-head", FINAL, 5, None, L3, HEAD, NOTICE),
    Default("final-date-overdue-office", FINAL, 5, None, L3, OFFICE, NOTICE),
    Default("final-date-overdue-leader", FINAL, 10, None, L4, LEADER, ESCALATED),
    Default("acknowledgement-staff", RECEIVE, 0, 1, L1, STAFF, RECEIPT),
    Default("acknowledgement-head", RECEIVE, 1, 3, L2, HEAD, RECEIPT),
    Default("acknowledgement-notice-head", RECEIVE, 5, None, L3, HEAD, NOTICE),
    Default("acknowledgement-office", RECEIVE, 5, None, L3, OFFICE, NOTICE),
    Default("progress-report-due-3", FILING, -3, None, L1, STAFF, FILE),
    Default("progress-report-due-0", FILING, 0, None, L1, STAFF, FILE),
    Default("progress-report-overdue-staff", FILING, 1, 2, L2, STAFF, FILE_LATE),
    Default("progress-report-overdue-head", FILING, 1, 3, L2, HEAD, FILE_LATE),
    Default("progress-report-overdue-office", FILING, 5, None, L3, OFFICE, NOTICE),
    Default("progress-report-notice-head", FILING, 5, None, L3, HEAD, NOTICE),
    Default("reading-due-3", READING, -3, None, L1, STAFF, MEASURE),
    Default("reading-due-0", READING, 0, None, L1, STAFF, MEASURE),
    Default("reading-overdue-staff", READING, 1, 3, L2, STAFF, MEASURE_LATE),
    Default("reading-overdue-head", READING, 1, 3, L2, HEAD, MEASURE_LATE),
    Default("reading-overdue-office", READING, 5, None, L3, OFFICE, NOTICE),
    Default("reading-notice-head", READING, 5, None, L3, HEAD, NOTICE),
    Default("instruction-due-2", ANSWER, -2, None, L1, STAFF, REPLY),
    Default("instruction-due-0", ANSWER, 0, None, L1, STAFF, REPLY),
    Default("instruction-due-head", ANSWER, -1, None, L1, HEAD, REPLY),
    Default("instruction-overdue-staff", ANSWER, 1, 1, L2, STAFF, REPLY_LATE),
    Default("instruction-overdue-head", ANSWER, 1, 1, L2, HEAD, REPLY_LATE),
    Default("instruction-overdue-office", ANSWER, 3, None, L3, OFFICE, NOTICE),
    Default("instruction-overdue-leader", ANSWER, 5, None, L4, LEADER, UNANSWERED),
    Default("extension-waiting", MORE_TIME, 1, 2, L1, DECIDER, EXTENSION),
    Default("extension-waiting-long", MORE_TIME, 5, None, L3, OFFICE, EXTENSION),
    Default("review-waiting", REVIEW, 2, 2, L1, DECIDER, WAITS),
    Default("review-waiting-long", REVIEW, 5, None, L3, OFFICE, WAITS),
    Default("closure-waiting", CLOSED, 3, 3, L1, DECIDER, CLOSURE),
    Default("closure-waiting-long", CLOSED, 10, None, L3, OFFICE, CLOSURE),
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
            text_zh_hans=default.text.zh_hans,
            text_en=default.text.en,
        )
        for default in missing
    )
    return len(missing)
