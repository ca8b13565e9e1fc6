"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularSwaggerView

from accounts.api.contract.documentation import Schema
from accounts.api.contract.unknown import UnknownAddress
from accounts.console import site as console
from accounts.console.language import language_page
from config.health import healthz, readyz
from config.metrics import metrics

api: list[URLPattern | URLResolver] = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema")),
    path("", include("accounts.api.urls")),
    path("", include("indicators.api.urls")),
    path("", include("projects.api.urls")),
    re_path("", UnknownAddress.as_view()),
]

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("api/v1/", include(api)),
    path("i18n/setlang/", language_page, name="set_language"),
    path("console/", console.urls),
    path("", RedirectView.as_view(pattern_name="console:index")),
]

handler400 = "config.error_pages.bad_request"
handler403 = "config.error_pages.forbidden"
handler404 = "config.error_pages.not_found"
handler500 = "config.error_pages.server_error"
