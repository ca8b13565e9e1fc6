"""Who hears of a matter, per audience: SQL over the alias ``subject``, giving ``user_id``.

Duties stay with posts, so the present holder of a post is told (DOMAIN §3 "Posts, not persons"), and
somebody who has left is not: an inactive account is nobody's recipient.
"""

from collections.abc import Mapping

from django.db import connection

from projects.choices import Audience
from projects.models import Project

# A union of three: one condition over all of them would try every account for every milestone.
STAFF = """
    SELECT reporter.id AS user_id
    FROM accounts_user AS reporter
    WHERE reporter.is_active AND reporter.role = 'reporter' AND reporter.department_id = subject.department_id
    UNION
    SELECT holder.id
    FROM accounts_post AS post JOIN accounts_user AS holder ON holder.id = post.holder_id AND holder.is_active
    WHERE post.id = subject.contact_id
    UNION
    SELECT holder.id
    FROM accounts_post AS post JOIN accounts_user AS holder ON holder.id = post.holder_id AND holder.is_active
    WHERE subject.contact_id IS NULL AND post.kind = 'contact' AND post.department_id = subject.department_id
"""
# An office without a head of its own is its bureau's, to which it belongs.
HEAD = """
    SELECT head.id AS user_id
    FROM accounts_user AS head
    WHERE head.is_active AND head.role = 'department_head' AND head.department_id = subject.department_id
    UNION
    SELECT head.id
    FROM accounts_department AS office
    JOIN accounts_user AS head
         ON head.department_id = office.parent_id AND head.is_active AND head.role = 'department_head'
    WHERE office.id = subject.department_id AND NOT EXISTS (
        SELECT FROM accounts_user AS own
        WHERE own.is_active AND own.role = 'department_head' AND own.department_id = subject.department_id)
"""
OFFICE = """
    SELECT officer.id AS user_id
    FROM accounts_user AS officer
    WHERE officer.is_active AND officer.role = 'supervisor' AND officer.region_id = %(region)s
"""
NAMED = """
    SELECT leader.id AS user_id
    FROM accounts_user AS leader
    WHERE leader.is_active AND leader.id = subject.leader_id
    UNION
    SELECT holder.id
    FROM accounts_post AS post JOIN accounts_user AS holder ON holder.id = post.holder_id AND holder.is_active
    WHERE post.id = subject.leader_post_id
"""
IN_CHARGE = """
    SELECT DISTINCT holder.id AS user_id
    FROM accounts_post AS post
    JOIN accounts_postcharge AS charge ON charge.post_id = post.id
    JOIN accounts_user AS holder ON holder.id = post.holder_id AND holder.is_active
    WHERE charge.department_id = subject.department_id
"""
# As in ``projects.access.decides_for_leader``: who is named; else those in charge; else any leader. OFFSET 0 keeps
# the conditions in front of the branches, which are then not even begun where they are not needed.
NAMED_ELSE_IN_CHARGE_ELSE_ANY = """
    {named}
    UNION ALL
    SELECT user_id FROM ({in_charge}) AS in_charge WHERE NOT EXISTS ({named} OFFSET 0)
    UNION ALL
    SELECT leader.id
    FROM accounts_user AS leader
    WHERE leader.is_active AND leader.role = 'leader' AND leader.region_id = %(region)s
      AND NOT EXISTS ({named} OFFSET 0) AND NOT EXISTS ({in_charge} OFFSET 0)
"""
LEADER = NAMED_ELSE_IN_CHARGE_ELSE_ANY.format(named=NAMED, in_charge=IN_CHARGE)

# Whoever has the next word, by the column ``decider``.
DECIDER = """
    SELECT user_id FROM ({office}) AS office WHERE subject.decider = 'office'
    UNION SELECT user_id FROM ({leader}) AS leader WHERE subject.decider = 'leader'
    UNION SELECT user_id FROM ({head}) AS head WHERE subject.decider = 'head'
"""

RECIPIENTS: Mapping[str, str] = {
    Audience.CONTACT_AND_REPORTER: STAFF,
    Audience.DEPARTMENT_HEAD: HEAD,
    Audience.SUPERVISOR: OFFICE,
    Audience.RESPONSIBLE_LEADER: LEADER,
    Audience.DECIDER: DECIDER.format(office=OFFICE, leader=LEADER, head=HEAD),
}
OF_PROJECT = """
    SELECT DISTINCT recipient.user_id
    FROM (
        SELECT project.lead_department_id AS department_id, project.contact_id,
               project.responsible_leader_id AS leader_post_id, NULL::bigint AS leader_id, '' AS decider
        FROM projects_project AS project WHERE project.id = %(project)s) AS subject
    CROSS JOIN LATERAL ({recipients}) AS recipient
    ORDER BY recipient.user_id
"""


def audience_of(project: Project, audience: str) -> list[int]:
    """Ids of the people whom a reminder about a project reaches at present; ``report`` is selected."""
    with connection.cursor() as cursor:
        cursor.execute(
            OF_PROJECT.format(recipients=RECIPIENTS[audience]),
            {"project": project.pk, "region": project.report.region_id},
        )
        return [row[0] for row in cursor.fetchall()]
