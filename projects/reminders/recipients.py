"""Who hears of a project, per audience: SQL over the alias ``project``, giving ``user_id``.

Duties stay with posts, so the present holder of a post is told (DOMAIN §3 "Posts, not persons").
"""

from collections.abc import Mapping

from projects.choices import Audience

RECIPIENTS: Mapping[str, str] = {
    # A union of three: one condition over all of them would try every account for every milestone.
    Audience.CONTACT_AND_REPORTER: """
        SELECT reporter.id AS user_id
        FROM accounts_user AS reporter
        WHERE reporter.is_active
          AND reporter.role = 'reporter' AND reporter.department_id = project.lead_department_id
        UNION
        SELECT holder.id
        FROM accounts_post AS post JOIN accounts_user AS holder ON holder.id = post.holder_id AND holder.is_active
        WHERE post.id = project.contact_id
        UNION
        SELECT holder.id
        FROM accounts_post AS post JOIN accounts_user AS holder ON holder.id = post.holder_id AND holder.is_active
        WHERE project.contact_id IS NULL AND post.kind = 'contact'
          AND post.department_id = project.lead_department_id
    """,
    Audience.DEPARTMENT_HEAD: """
        SELECT account.id AS user_id
        FROM accounts_user AS account
        WHERE account.is_active
          AND account.role = 'department_head' AND account.department_id = project.lead_department_id
    """,
    Audience.SUPERVISOR: """
        SELECT account.id AS user_id
        FROM accounts_user AS account
        JOIN indicators_workreport AS report ON report.id = project.report_id
        WHERE account.is_active AND account.role = 'supervisor' AND account.region_id = report.region_id
    """,
    Audience.RESPONSIBLE_LEADER: """
        SELECT DISTINCT account.id AS user_id
        FROM accounts_user AS account
        JOIN accounts_post AS post ON post.holder_id = account.id
        LEFT JOIN accounts_postcharge AS charge ON charge.post_id = post.id
        WHERE account.is_active AND (
            post.id = project.responsible_leader_id
            OR (project.responsible_leader_id IS NULL AND charge.department_id = project.lead_department_id))
    """,
}
