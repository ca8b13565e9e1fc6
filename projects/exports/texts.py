"""The one place that makes a text harmless for a spreadsheet (RELIABILITY.md, promise 17).

A cell that holds a text is stored as a text, never as a formula, and one that a spreadsheet might take for a
formula when somebody edits it or pastes it elsewhere is marked as quoted, as if its author had typed an
apostrophe before it. The text itself stays what it is, so that it can be read back without loss.
"""

import re
import unicodedata

LONGEST_CELL = 32_767  # of Excel
# Unicode has no full stop to what looks blank: all spaces, controls, and characters without width.
BLANK_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
FORMULA_SIGNS = frozenset("=+-@|%")
# What XML cannot hold; tab, line feed and carriage return may stay.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def cell_text(value: str) -> str:
    """What a cell can hold of a text."""
    return ILLEGAL.sub("", value)[:LONGEST_CELL]


def looks_like_formula(value: str) -> bool:
    """Whether a text begins as a formula does, be it behind blanks or in full-width signs."""
    if value[:1] in {"\t", "\r", "\n"}:
        return True
    for character in value:
        if unicodedata.category(character) in BLANK_CATEGORIES:
            continue
        return bool(FORMULA_SIGNS & set(unicodedata.normalize("NFKC", character)))
    return False
