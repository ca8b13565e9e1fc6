"""Pictures of pages: six screens of one page on one sheet, small enough for the documentation."""

from io import BytesIO
from pathlib import Path

from PIL import Image

GAP = 24
SCALE = 0.5
PAPER = (128, 128, 128)


class Album:
    """Collects the pictures of a run, and writes one sheet for each page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pictures: dict[str, dict[tuple[str, int], Image.Image]] = {}

    def add(self, name: str, width: int, theme: str, png: bytes) -> None:
        """One screen of a page."""
        picture = Image.open(BytesIO(png)).convert("RGB")
        size = (round(picture.width * SCALE), round(picture.height * SCALE))
        self._pictures.setdefault(name, {})[theme, width] = picture.resize(size, Image.Resampling.LANCZOS)

    def save(self) -> None:
        """By day above, by night below, the widest screen first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, pictures in self._pictures.items():
            rows = [[pictures[key] for key in sorted(pictures, reverse=True) if key[0] == theme]
                    for theme in ("light", "dark")]  # fmt: skip
            _sheet(rows).save(self.folder / f"{name}.webp", quality=45, method=6)


def _sheet(rows: list[list[Image.Image]]) -> Image.Image:
    width = max(sum(each.width + GAP for each in row) for row in rows) + GAP
    heights = [max(each.height for each in row) for row in rows]
    sheet = Image.new("RGB", (width, sum(heights) + GAP * (len(rows) + 1)), PAPER)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        left = GAP
        for each in row:
            sheet.paste(each, (left, top))
            left += each.width + GAP
        top += height + GAP
    return sheet
