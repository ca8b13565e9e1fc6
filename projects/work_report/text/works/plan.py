"""Projects and tasks of the sentences of a plan that set work."""

import re
from collections.abc import Sequence

from projects.work_report.text.items import Deadline, Target
from projects.work_report.text.sentences import Sentence
from projects.work_report.text.works.clauses import Words
from projects.work_report.text.works.items import Project, Task
from projects.work_report.text.works.projects import projects
from projects.work_report.text.works.tasks import tasks

# Sentences on the year as a whole, and what is said to the deputies.
SETS_NO_WORK = re.compile(
    r"总体要求|指导思想|总体思路|预期目标|(?:主要|发展|工作)目标[是为：]|各位代表|同志们|让我们|奋斗目标|(?:以下|[一二三四五六七八九十]个)[一二三四五六七八九十个]*方面的?(?:重点)?工作|以下[^，。]{0,8}工作|^(?:今年|20\d\d年)是"
)


def works(
    sentence: Sentence, targets: Sequence[Target], deadlines: Sequence[Deadline]
) -> tuple[tuple[Project, ...], tuple[Task, ...]]:
    """Named projects and tasks of a sentence, with its ``targets`` and ``deadlines``."""
    if SETS_NO_WORK.search(sentence.text):
        return (), ()
    words = Words(sentence, deadlines)
    found = tuple(projects(words))
    return found, tuple(tasks(words, (*targets, *found)))
