"""``python -m bench.breakdown``: quality on the labelled texts, the same text in other writings, strain."""

import sys
from collections.abc import Iterable

from bench.breakdown.labels import Labelled, folder, labelled
from bench.breakdown.scoring import Score, score_deadlines, score_targets
from bench.breakdown.strain import borne, edits, growth
from bench.breakdown.variants import differences
from projects.work_report.parser import breakdown, read

EDITS = 10_000
EXCERPT = 1_500  # characters; a whole report for each edit would take an hour


def main() -> int:
    """Exit code 1 where there is nothing to measure."""
    data = folder()
    texts = list(labelled(data))
    if not texts:
        say(f"No labelled reports in {data}; set DUBAN_BREAKDOWN_DATA to the folder that holds them.")
        return 1
    quality(texts, is_listing="--list" in sys.argv)
    writings(texts)
    strain(texts)
    return 0


def quality(texts: Iterable[Labelled], *, is_listing: bool) -> None:
    """One line for each text and kind, and one for all texts."""
    totals = {"targets": Score(), "deadlines": Score()}
    say(f"{'text':16} {'kind':10}      P      R     F1  right  found  wrong  missed  optional")
    for text in texts:
        found = breakdown(read(text.path.read_bytes(), text.path.name))
        scores = {
            "targets": score_targets(text.targets, found.targets),
            "deadlines": score_deadlines(text.deadlines, found.deadlines),
        }
        for kind, score in scores.items():
            totals[kind] += score
            say(line(text.name, kind, score))
            for each in (*score.wrong, *score.missed) if is_listing else ():
                say(f"    {each}")
    for kind, score in totals.items():
        say(line("all", kind, score))


def line(name: str, kind: str, score: Score) -> str:
    """A row of the table; "right" is the share whose comparison or date is right."""
    if not score.found and not score.wrong and not score.missed:
        return f"{name:16} {kind:10} none labelled, none drafted"
    shares = " ".join(f"{value:6.3f}" for value in (score.precision, score.recall, score.f1, score.accuracy))
    return f"{name:16} {kind:10} {shares} {score.found:6} {len(score.wrong):6} {len(score.missed):7} {score.ignored:9}"


def writings(texts: Iterable[Labelled]) -> None:
    """How many rows differ when the same text is written in another way."""
    for text in texts:
        for name, rows in differences(text.path.read_text(encoding="utf-8")).items():
            say(f"{text.name:16} written with {name:22} {len(rows)} rows differ")


def strain(texts: Iterable[Labelled]) -> None:
    """Random edits of parts of the texts, and texts of up to 2 MB."""
    slowest = 0.0
    whole = [text.path.read_text(encoding="utf-8") for text in texts]
    parts = [text[at : at + EXCERPT] for text in whole for at in range(0, len(text), EXCERPT)]
    for part in parts:
        slowest = max(slowest, *(borne(edit) for edit in edits(part, EDITS // len(parts) + 1)))
    say(f"{EDITS} random edits: none failed, the slowest took {slowest:.3f} s")
    slowest = max(borne(edit) for text in whole for edit in edits(text, 50))
    say(f"{50 * len(whole)} random edits of whole texts: none failed, the slowest took {slowest:.3f} s")
    for name, text in _shapes(whole[0]):
        times = ", ".join(f"{timed.size / 1e6:.2f} MB {timed.seconds:.2f} s" for timed in growth(text))
        say(f"large text {name}: {times}")


def _shapes(text: str) -> Iterable[tuple[str, str]]:
    one_line = text.replace("\n", "")
    return ("as it is", text), ("in one line", one_line), ("in one sentence", one_line.replace("。", "，"))


def say(words: str) -> None:
    """One line for whoever runs this."""
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    sys.exit(main())
