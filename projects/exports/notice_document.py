"""A supervision notice as a Word document, in the look of an official paper (督办通知单)."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.exports.official_paper import TITLE_FONT, OfficialPaper
from projects.models import SupervisionNotice


def notice_document(notice: SupervisionNotice) -> bytes:
    """The .docx; ``region``, ``department`` and ``project`` have to be selected with the notice."""
    office = _("%(region)s supervision office") % {"region": notice.region.name}
    days = {"due_on": date_format(notice.due_on), "answer_by": date_format(notice.answer_by)}
    paper = OfficialPaper()
    paper.line(office, font=TITLE_FONT, size=26, is_red=True)
    paper.line(_("Supervision notice"), font=TITLE_FONT, size=22)
    paper.line(notice.full_number, after=10)
    paper.facts(
        [
            (_("Addressed to"), notice.department.name),
            (_("Matter"), notice.subject),
            (_("Number"), notice.project.code if notice.project else "—"),
            (_("Due on"), days["due_on"]),
            (_("To be settled by"), days["answer_by"]),
        ],
        label_mm=35,
    )
    paper.line("", size=8)
    paper.text(
        _(
            "The matter above was due on %(due_on)s and has not been settled. Please act at once, say why it is late "
            "and what will be done, and settle it by %(answer_by)s."
        )
        % days
    )
    paper.signature(office, date_format(notice.issued_on))
    return paper.save(title=f"{notice.full_number} {notice.subject}", author=notice.region.name)
