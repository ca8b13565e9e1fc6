"""Translations: collect the words, check that Chinese is complete, compile.

``python -m config.translations update|check|compile``. Babel reads the sources, so that no system
package is needed; Django's own ``templatize`` turns templates into something that Babel can read.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "indicators", "projects", "config")
LOCALE = "zh_Hans"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**.html", "config.translations:extract_template"),
           ("**.txt", "config.translations:extract_template")]  # fmt: skip


def extract_template(stream: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Babel extraction method for Django templates."""
    # A template's indentation means nothing, but Python's tokenizer would stumble over it.
    python = "\n".join(line.strip() for line in templatize(stream.read().decode("utf-8")).splitlines())
    yield from extract_python(io.BytesIO(python.encode("utf-8")), keywords, comment_tags, options)


def catalogue_path(app: str) -> Path:
    """The file that holds an app's Chinese words."""
    return ROOT / app / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def collect(app: str) -> Catalog:
    """Every translatable string of an app's sources and templates."""
    catalogue = Catalog()
    for filename, _line, message, _comments, context in extract_from_dir(
        ROOT / app, method_map=METHODS, keywords=KEYWORDS
    ):
        catalogue.add(message, locations=[(filename, 0)], context=context)
    return catalogue


def read(app: str) -> Catalog:
    """The present translations of an app; empty if it has none yet."""
    path = catalogue_path(app)
    if not path.exists():
        return Catalog(locale=LOCALE, charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=LOCALE, charset="utf-8")


def update() -> int:
    """Add new strings to every catalogue, drop those no longer used, keep the translations."""
    for app in APPS:
        catalogue = read(app)
        catalogue.update(collect(app), no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        catalogue.fuzzy = False
        catalogue.header_comment = f"# The Chinese words of {app}."
        catalogue.project, catalogue.version = "Duban", "1"
        path = catalogue_path(app)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, catalogue, width=120, omit_header=False, sort_output=True, include_lineno=False)
    return 0


def known_elsewhere() -> set[Any]:
    """Strings, each with its context, that any of our catalogues translates; Django merges them all."""
    return {
        (message.id, message.context) for app in APPS for message in read(app) if message.id and _is_translated(message)
    }


def check() -> int:
    """Print every string without a Chinese translation; 1 if there is one."""
    known = known_elsewhere()
    missing = [
        (app, message.id)
        for app in APPS
        for message in collect(app)
        if message.id and (message.id, message.context) not in known
    ]
    for app, text in missing:
        sys.stdout.write(f"{catalogue_path(app).relative_to(ROOT)}: not translated: {text!r}\n")
    return 1 if missing else 0


def compile_all() -> int:
    """Write the .mo file that Django reads beside each catalogue."""
    for app in filter(lambda app: catalogue_path(app).exists(), APPS):
        with catalogue_path(app).with_suffix(".mo").open("wb") as stream:
            write_mo(stream, read(app))
    return 0


def _is_translated(message: Any) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(texts) and not message.fuzzy


if __name__ == "__main__":
    commands = {"update": update, "check": check, "compile": compile_all}
    command = commands.get(" ".join(sys.argv[1:]))
    sys.exit(command() if command else f"usage: python -m config.translations {'|'.join(commands)}")
