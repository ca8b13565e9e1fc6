"""Enumerations of the work report and its indicators (DOMAIN §§1–2)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WorkReportKind(TextChoices):
    """Which list of commitments a report is; only the first is shipped with data."""

    GOVERNMENT_WORK_REPORT = "government_work_report", _("Government Work Report")
    LIVELIHOOD = "livelihood", _("Livelihood projects")
    MEETING_DECISION = "meeting_decision", _("Meeting decisions")
    LEADER_INSTRUCTION = "leader_instruction", _("Leaders' instructions")
    DEPUTY_PROPOSAL = "deputy_proposal", _("Deputies' proposals")


class SectionLevel(TextChoices):
    """The two levels of a report's section tree."""

    PART = "part", _("Part")
    THEME = "theme", _("Theme")


class Measure(TextChoices):
    """What kind of number a target is."""

    GROWTH_RATE = "growth_rate", _("Growth rate")
    LEVEL = "level", _("Level")
    COUNT = "count", _("Count")
    RATIO = "ratio", _("Ratio")


class Comparison(TextChoices):
    """How a reading is held against the target, after the words of the report."""

    ABOUT = "about", _("About")
    AT_LEAST = "at_least", _("At least")
    AT_MOST = "at_most", _("At most")
    EXACTLY = "exactly", _("Exactly")
    QUALITATIVE = "qualitative", _("Qualitative")


class Direction(TextChoices):
    """The movement that the report commits to."""

    INCREASE = "increase", _("Increase")
    DECREASE = "decrease", _("Decrease")
    STABLE = "stable", _("Stable")


class Aggregation(TextChoices):
    """How a year's value comes about from its periods."""

    CUMULATIVE = "cumulative", _("Cumulative (year to date)")
    POINT_IN_TIME = "point_in_time", _("Point in time")
    RATE = "rate", _("Rate")


class Frequency(TextChoices):
    """How often readings are due."""

    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    YEARLY = "yearly", _("Yearly")


class BaselineMatch(TextChoices):
    """Whether last year's result measures the same thing as this year's target."""

    SAME = "same", _("Same indicator")
    NEAR = "near", _("Similar, different scope")


class Modality(TextChoices):
    """The word of resolve that stands before a commitment in the report."""

    STRIVE = "力争", _("strive for (力争)")
    ENSURE = "确保", _("ensure (确保)")
    WORK_FOR = "争取", _("work for (争取)")


class ReadingState(TextChoices):
    """Life of a reading; only a verified one is judged."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    VERIFIED = "verified", _("Verified")
    RETURNED = "returned", _("Returned")
    SUPERSEDED = "superseded", _("Superseded by a correction")


OPEN_READINGS = (ReadingState.DRAFT, ReadingState.SUBMITTED, ReadingState.RETURNED)


class Verdict(TextChoices):
    """What a verifier finds of an indicator for which the report names no figure."""

    ATTAINED = "attained", _("Attained")
    ON_TRACK = "on_track", _("On track")
    SLIGHTLY_BEHIND = "slightly_behind", _("Slightly behind")
    BEHIND = "behind", _("Behind")
    NOT_ATTAINED = "not_attained", _("Not attained")


class RagPreset(TextChoices):
    """Named threshold sets that governments have published (DOMAIN §4)."""

    POINTS_BEHIND_PACE = "points_behind_pace", _("Points behind pace")
    SHARE_OF_PACE = "share_of_pace", _("Share of pace")
    MONTH_TASK_DONE = "month_task_done", _("Month's task done")
