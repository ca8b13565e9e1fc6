"""Who may see and do what, read from the access rules themselves, and who holds the three administrators' offices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django_stubs_ext import StrPromise

from accounts.access import CAPABILITIES, Capability, require
from accounts.choices import ADMINISTRATOR_ROLES, Role
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.queries import RoleFigures, administrators, role_figures

READERS = (Capability.MANAGE_ACCOUNTS, Capability.READ_HISTORY)

# What each capability means to somebody who decides whether a person should have it.
MEANINGS: Mapping[Capability, tuple[str | StrPromise, str | StrPromise]] = {
    Capability.SEE_OWN_WORK: (
        gettext_lazy("sees the department's work"),
        gettext_lazy("Projects, tasks and indicators that the own department, or one below it, leads or supports."),
    ),
    Capability.SEE_REGION: (
        gettext_lazy("sees the whole region"),
        gettext_lazy("All projects, indicators, records, reminders and notices of the region."),
    ),
    Capability.FILE_PROGRESS: (
        gettext_lazy("reports"),
        gettext_lazy("Drafts and hands in monthly reports and readings, completes milestones, attaches evidence."),
    ),
    Capability.ANSWER_FOR_DEPARTMENT: (
        gettext_lazy("answers for the department"),
        gettext_lazy("Acknowledges, confirms reports, asks for more time and for closure, replies to instructions."),
    ),
    Capability.SUPERVISE: (
        gettext_lazy("supervises"),
        gettext_lazy("Assigns, reviews, returns, decides, closes, reminds, and edits the rules of reminding."),
    ),
    Capability.LEAD: (
        gettext_lazy("leads"),
        gettext_lazy("Gives instructions, and decides on long extensions of the departments in charge."),
    ),
    Capability.CONFIGURE: (
        gettext_lazy("configures"),
        gettext_lazy("Channels, holidays, thresholds and reminder rules; sees the state of the system, no business."),
    ),
    Capability.MANAGE_ACCOUNTS: (
        gettext_lazy("manages accounts"),
        gettext_lazy("Makes accounts, gives roles, one-time passwords and posts, ends devices; sees no business."),
    ),
    Capability.READ_HISTORY: (
        gettext_lazy("reads the history"),
        gettext_lazy("Every recorded change of every record; changes nothing anywhere."),
    ),
}


@dataclass(frozen=True, slots=True)
class RoleColumn:
    """A role with the number of its accounts, and where they are listed for those who may open the list."""

    name: str
    figures: RoleFigures
    link: str


@require_safe
def roles_page(request: HttpRequest) -> HttpResponse:
    """The matrix, the three administrators, and what is amiss."""
    user = reader(request)
    require(user, *READERS)
    figures, people = role_figures(), administrators()
    context = {
        **site.each_context(request),
        "title": _("Roles"),
        "columns": [
            RoleColumn(
                str(role.label), figures[role], f"{reverse('console:accounts_user_changelist')}?role__exact={role}"
            )
            for role in Role
        ],
        "lines": [
            (title, text, [capability in CAPABILITIES[role] for role in Role])
            for capability, (title, text) in MEANINGS.items()
        ],
        "offices": [(Role(role).label, people[role]) for role in ADMINISTRATOR_ROLES],
        "warnings": list(_warnings(figures, people)),
        "may_list": Capability.MANAGE_ACCOUNTS in CAPABILITIES[user.role],
    }
    return TemplateResponse(request, "console/roles.html", context)


def _warnings(figures: Mapping[str, RoleFigures], people: Mapping[str, list[str]]) -> Iterator[str]:
    for role in Role:
        if not figures[role].active:
            yield _("Nobody holds the role “%(role)s”.") % {"role": role.label}
    if figures[Role.SECURITY_ADMIN].active == 1:
        yield _("There is one security administrator only: if that account is lost, nobody can make another.")
    offices: dict[str, list[str]] = {}
    for code, names in people.items():
        for name in names:
            offices.setdefault(name, []).append(str(Role(code).label))
    for name, held in offices.items():
        if len(held) > 1:
            yield _(
                "“%(name)s” appears in several administrators' offices (%(offices)s); they are to be separate persons."
            ) % {
                "name": name,
                "offices": "、".join(held),
            }
    unused = sum(row.never_logged_in for row in figures.values())
    if unused:
        words = ngettext(
            "%(count)s active account has never logged in.", "%(count)s active accounts have never logged in.", unused
        )
        yield words % {"count": unused}


site.add_page("roles/", roles_page, "roles")
