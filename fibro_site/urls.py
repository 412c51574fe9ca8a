"""The URLs of the site. They depend on the role of the process: a public process has no admin."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap

from articles.sitemap import PageSitemap
from fibro_site import views
from fibro_site.accounts import adapter
from fibro_site.metrics.views import METRICS_PATH, show_metrics
from fibro_site.operations import health_probes
from fibro_site.serving import files
from references.library.sitemap import ReferenceSitemap

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error

urlpatterns = [
    path(health_probes.LIVE_PATH.removeprefix("/"), health_probes.liveness_probe, name="health-live"),
    path(health_probes.READY_PATH.removeprefix("/"), health_probes.readiness_probe, name="health-ready"),
    path(METRICS_PATH.removeprefix("/"), show_metrics, name="metrics"),
    path("robots.txt", views.robots_txt, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap, "references": ReferenceSitemap}}, name="sitemap"),
    *files.urlpatterns,
]

if settings.ROLE != "public":
    urlpatterns += [
        *adapter.urlpatterns,
        path(settings.ADMIN_PREFIX.removeprefix("/"), include(wagtailadmin_urls)),
        path("account/", include("allauth.urls")),
    ]

# English at the root, every other language below its code.
urlpatterns += i18n_patterns(
    path("eligibility/", include("intake.urls")),
    path("feedback/", include("intake.feedback.urls")),
    path("", include("references.urls")),
    path("", include("articles.urls")),
    prefix_default_language=False,
)
