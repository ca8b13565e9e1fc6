"""A bulletin as a Word document in the look of an official paper (通报)."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.exports import bulletin_wording as wording
from projects.exports.bulletin_tables import BulletinTable, shown, tables_of
from projects.exports.notes import made_up_note
from projects.exports.official_paper import LEFT, OfficialPaper
from projects.models import Bulletin
from projects.queries.bulletin import Figures
from projects.wording import RANKING_RULE


def bulletin_document(bulletin: Bulletin, figures: Figures) -> bytes:
    """The .docx of an issued bulletin or of a draft; ``report.region`` has to be selected."""
    region = bulletin.report.region.name
    office = _("%(region)s supervision office") % {"region": region}
    paper, tables = OfficialPaper(), tables_of(figures)
    paper.red_head(office)
    paper.line(wording.number_or_draft(bulletin))
    paper.red_rule()
    paper.title(bulletin.title)
    paper.line(_("To all lead departments:"), align=LEFT)
    parts = iter("一二三四五六七八九")

    def part(name: str, *sentences: str) -> None:
        paper.heading(_("%(number)s. %(heading)s") % {"number": next(parts), "heading": tables[name].heading})
        for sentence in filter(None, sentences):
            paper.text(sentence)
        _table(paper, tables[name])

    part("total", wording.overall(figures), bulletin.assessment)
    part("headline", wording.indicators(figures))
    part("ranking", str(RANKING_RULE))
    part("red")
    part("turned_red")
    part("overdue")
    part("not_reported", wording.reporting(figures))
    if bulletin.requirements:
        heading = {"number": next(parts), "heading": _("Requirements for the work")}
        paper.heading(_("%(number)s. %(heading)s") % heading)
        paper.text(bulletin.requirements)
    if figures["is_simulated"]:
        paper.note(made_up_note())
    paper.signature(office, date_format(bulletin.issued_on) if bulletin.issued_on else _("Draft"))
    return paper.save(title=f"{wording.number_or_draft(bulletin)} {bulletin.title}", author=region)


def _table(paper: OfficialPaper, table: BulletinTable) -> None:
    if not table.rows:
        paper.text(str(table.nothing))
        return
    columns = [(column, width) for column, width in zip(table.columns, table.paper_mm, strict=True) if width]
    paper.table(
        [str(column.heading) for column, _width in columns],
        [[shown(column.value(row), column.look) for column, _width in columns] for row in table.rows],
        [width for _column, width in columns],
        [[column.tone(row) if column.tone else "" for column, _width in columns] for row in table.rows],
    )
    paper.line("", size=6)
