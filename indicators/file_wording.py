"""Why a file is refused, in words, with what to do."""

from django.utils.translation import gettext_lazy as _

from indicators.rules.file_types import EXTENSIONS, Flaw

WHATS_WRONG = {
    Flaw.NAME_MISSING: _("The file has no name. Give it one, with its extension, for example 验收报告.pdf."),
    Flaw.NAME_TOO_LONG: _("The file's name is longer than 200 characters. Shorten it and upload it again."),
    Flaw.NAME_UNPRINTABLE: _("The file's name contains characters that cannot be shown. Rename it."),
    Flaw.NAME_MISLEADING: _(
        "The file's name pretends to be of two types, as in “.exe.pdf”. Rename it so that only the real one is left."
    ),
    Flaw.TYPE_UNKNOWN: _("Files of this type are not accepted. Save it as one of: %(extensions)s."),
    Flaw.EMPTY: _("The file is empty. Open it, check it and upload it again."),
    Flaw.PROGRAM: _("The file is a program or contains one. Upload the document itself, without it."),
    Flaw.CONTENT_DIFFERS: _(
        "The content is not what the file's name says. Open it in its own program and save it as one of %(extensions)s."
    ),
    Flaw.DAMAGED: _("The file is damaged or incomplete. Open it, save it anew and upload that."),
    Flaw.MACROS: _("The file contains macros. Save it without them, for example as .docx, .xlsx or .pdf."),
    Flaw.PROTECTED: _("The file is protected by a password. Take the password off and upload it again."),
    Flaw.SWELLS: _("Unpacked, the file is far larger than it looks. Save it anew, or as a PDF."),
    Flaw.IMAGE_TOO_LARGE: _("The picture has too many pixels. Save it at a smaller size."),
}


def flaw_in_words(flaw: Flaw) -> str:
    """What is wrong with a file."""
    return str(WHATS_WRONG[flaw] % {"extensions": ", ".join(EXTENSIONS)})
