"""What a text that people type may contain."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 5000
MARKUP = re.compile(r"<\s*/?\s*[a-zA-Z!?]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain_text(value: str) -> None:
    """Refuse markup and control characters; “投资<5亿元” is fine."""
    if MARKUP.search(value):
        raise ValidationError(_("Plain text only, please: take out everything in angle brackets."), code="markup")
    if CONTROL.search(value):
        raise ValidationError(_("This text contains characters that cannot be shown; type it again."), code="control")


PLAIN_TEXT = (MaxLengthValidator(LONGEST_TEXT), plain_text)
