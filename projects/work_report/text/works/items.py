"""What a plan sets out to do: named projects and other tasks."""

from dataclasses import dataclass
from typing import Literal

from projects.work_report.text.items import Item, Place

Action = Literal["start", "complete", "commission", "advance", "prepare", "relocate", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Item):
    """A project that the plan names, with what is to become of it this year.

    ``name`` is complete, also where its words stand in a list that shares a noun; the place is that of its own
    words. ``action`` and ``kind`` are codes of projects.choices (``Action``, ``Category``). ``commitment`` are the
    words of the promise. ``quantity`` and ``unit`` are as written, empty where none is given. ``members`` are the
    names of a list under one number. ``is_list_open``: the text ends the list with 等. ``deadline`` is an ISO date,
    empty where the text sets none, and stands at ``dated_by``.
    """

    name: str
    action: Action
    kind: str
    commitment: str
    quantity: str = ""
    unit: str = ""
    members: tuple[str, ...] = ()
    is_list_open: bool = False
    deadline: str = ""
    dated_by: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Item):
    """Work that is no named project: an action, a plan, a policy, a service. ``deadline`` as for a project."""

    title: str
    kind: str
    deadline: str = ""
    dated_by: Place | None = None
