"""Every address: sign-in, the desk of each site, the phone app, the residents' pages, the API."""

from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from yizhan.web.access import anyone
from yizhan.web.api.api import api
from yizhan.web.emergency import urls as emergency
from yizhan.web.health import healthz
from yizhan.web.metrics.views import metrics
from yizhan.web.portal.leaving import community_page, verify_paper

urlpatterns = [
    path("", include("yizhan.web.signin.urls")),
    path("s/<slug:site_code>/", include("yizhan.web.desk.urls")),
    path("f/", include("yizhan.web.field.urls")),
    path("emergency/", include(emergency.for_everybody)),
    path("r/emergency/", include(emergency.for_residents)),
    path("r/", include("yizhan.web.portal.urls")),
    path("v/<str:code>/", verify_paper, name="verify_paper"),
    path(
        "h/<slug:site_code>/<uuid:community_id>/<int:ends>/<slug:seal>/",
        community_page,
        name="community_page",
    ),
    path("trust/", include("yizhan.web.trust.urls")),
    path("api/v1/", api.urls),
    path("i18n.js", anyone(JavaScriptCatalog.as_view(packages=["yizhan.web"])), name="i18n"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
]
