"""The console's theme: names, styles, colours. The pages register themselves in each app's ``console``."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_ICON": lambda _request: static("duban/icon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("duban/icon.svg")}],
    "SITE_TITLE": _("Duban"),
    "SITE_HEADER": _("Duban"),
    "SITE_SUBHEADER": _("Delivering the Government Work Report"),
    "SITE_URL": None,
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "4px",
    "SCRIPTS": [lambda _request: static("duban/labels.js")],
    "STYLES": [
        lambda _request: static("duban/colours.css"),
        lambda _request: static("duban/console.css"),
        lambda _request: static("duban/cycle.css"),
        lambda _request: static("duban/indicators.css"),
        lambda _request: static("duban/exports.css"),
        lambda _request: static("duban/views.css"),
        lambda _request: static("duban/leaders.css"),
        lambda _request: static("duban/print.css"),
    ],
    "DASHBOARD_CALLBACK": "projects.console.dashboard.dashboard_context",
    "SIDEBAR": {"navigation": "config.navigation.navigation", "show_search": True},
    "COLORS": {
        "primary": {
            "50": "#eff6fc",
            "100": "#dbeaf7",
            "200": "#bcd8f0",
            "300": "#8dbde5",
            "400": "#579bd6",
            "500": "#337dc1",
            "600": "#1f63a8",
            "700": "#1b5089",
            "800": "#1a4472",
            "900": "#1b3a60",
            "950": "#12253f",
        },
    },
}
