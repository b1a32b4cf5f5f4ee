"""Everything that is served without encryption: how to trust us, and what the operator says besides.

Nothing is redirected to the secure side: a phone that does not trust it yet would see only a warning.
"""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from yizhan.web.access import anyone
from yizhan.web.emergency import urls as emergency
from yizhan.web.health import healthz
from yizhan.web.signin.account import set_language

handler403 = handler404 = "yizhan.web.trust.views.not_here"
urlpatterns = [
    path("", include("yizhan.web.trust.urls")),
    path("language/", set_language, name="set_language"),
    path("i18n.js", anyone(JavaScriptCatalog.as_view(packages=["yizhan.web"])), name="i18n"),
    path("healthz", healthz, name="healthz"),
    # Nothing stands before the red button, not even a certificate.
    path("emergency/", include(emergency.for_everybody)),
]
if settings.PLAIN_RESIDENTS:
    urlpatterns += [
        path("r/emergency/", include(emergency.for_residents)),
        path("r/", include("yizhan.web.portal.urls")),
    ]
