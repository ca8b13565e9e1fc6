"""Which projects a user sees, and whose work a project is (DOMAIN §6)."""

from django.db.models import Q

from accounts.access import Capability, departments_in_charge, may, own_department_ids
from accounts.errors import AccessRefused
from accounts.models import Post, User
from projects.models import InstructionDepartment, Project, ProjectSupport

NOTHING = Q(pk__in=[])


def visible_projects(user: User) -> Q:
    """The whole region for supervisor and leader; own lead or support for a department.

    A draft is the supervision office's own affair until it is assigned.
    """
    if may(user, Capability.SEE_REGION):
        return Q(report__region_id=user.region_id)
    if may(user, Capability.SEE_OWN_WORK):
        own = own_department_ids(user)
        supports = Q(pk__in=ProjectSupport.objects.filter(department__in=own).values("project"))
        return (
            Q(report__region_id=user.region_id) & (Q(lead_department__in=own) | supports) & Q(assigned_on__isnull=False)
        )
    return NOTHING


def my_projects(user: User) -> Q:
    """Items that are the user's own: led by the department, or by departments in the leader's charge."""
    if may(user, Capability.LEAD):
        return Q(lead_department__in=departments_in_charge(user)) | Q(responsible_leader__holder=user)
    return Q(lead_department__in=own_department_ids(user))


def visible_instructions(user: User) -> Q:
    """A region's instructions for those who see the region; a department those addressed to it."""
    if may(user, Capability.SEE_REGION):
        return Q(leader__region=user.region_id)
    if may(user, Capability.SEE_OWN_WORK):
        return Q(
            pk__in=InstructionDepartment.objects.filter(department__in=own_department_ids(user)).values("instruction")
        )
    return NOTHING


def leads(user: User, project: Project) -> bool:
    """Whether the user's department leads the project, or the user supervises its region."""
    if may(user, Capability.SUPERVISE):
        return bool(project.report.region_id == user.region_id)
    return may(user, Capability.FILE_PROGRESS) and project.lead_department_id in own_department_ids(user)


def require_lead(user: User, project: Project) -> None:
    """Raise :class:`AccessRefused` unless :func:`leads`."""
    if not leads(user, project):
        raise AccessRefused()


def decides_for_leader(user: User, project: Project) -> bool:
    """Whether a long extension is the user's to decide (DOMAIN §3).

    That is the holder of the responsible leader's post; where the post is empty or not named, a leader in
    charge of the lead department; where there is none, any leader of the region.
    """
    if not may(user, Capability.LEAD) or user.region_id != project.report.region_id:
        return False
    post = project.responsible_leader
    if post is not None and post.holder is not None and post.holder.is_active:
        return bool(post.holder_id == user.pk)
    in_charge = Post.objects.filter(
        region=user.region_id, holder__is_active=True, departments_in_charge=project.lead_department_id
    )
    holders = set(in_charge.values_list("holder_id", flat=True))
    return user.pk in holders or not holders
