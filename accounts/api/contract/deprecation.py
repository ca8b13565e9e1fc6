"""What is going to go, and when (docs/api/versions.md): RFC 9745 ``Deprecation``, RFC 8594 ``Sunset``."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.http import http_date

KEPT_AT_LEAST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An endpoint that is replaced: since when, until when it answers, and the page that says what to use instead.

    Raises ValueError for a promise shorter than :data:`KEPT_AT_LEAST`.
    """

    since: date
    sunset: date
    link: str

    def __post_init__(self) -> None:
        if self.sunset - self.since < KEPT_AT_LEAST:
            raise ValueError(f"Deprecated on {self.since}, it has to answer for {KEPT_AT_LEAST.days} days at least.")

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every answer."""
        return {
            "Deprecation": f"@{_instant(self.since)}",
            "Sunset": http_date(_instant(self.sunset)),
            "Link": f'<{self.link}>; rel="deprecation"; type="text/html"',
        }


def _instant(day: date) -> int:
    return int(datetime.combine(day, time.min, tzinfo=UTC).timestamp())
