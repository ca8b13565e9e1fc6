"""Results and their table. Only ratios are judged: absolute figures depend on the machine."""

import operator
import sys
from dataclasses import dataclass

SIGNS = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True, slots=True)
class Result:
    """One line: a ratio, the bar it is held against (PERFORMANCE.md), and what it was made of."""

    what: str
    ratio: float
    sign: str
    bar: float
    figures: str

    @property
    def is_met(self) -> bool:
        """Whether the bar is reached."""
        return bool(SIGNS[self.sign](self.ratio, self.bar))


def show(results: list[Result]) -> None:
    """Print the table, if anything was held against a bar."""
    if not results:
        return
    width = max(len(result.what) for result in results)
    lines = [f"{'what':<{width}}  ratio  bar      met  figures"]
    for result in results:
        bar = f"{result.sign} {result.bar:.2f}"
        met = "yes" if result.is_met else "NO"
        lines.append(f"{result.what:<{width}}  {result.ratio:5.2f}  {bar:<7}  {met:<3}  {result.figures}")
    sys.stdout.write("\n".join(lines) + "\n")


def say(text: str) -> None:
    """Tell what is going on."""
    sys.stderr.write(f"{text}\n")
