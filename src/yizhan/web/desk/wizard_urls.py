"""Addresses of the wizard for a further site."""

from django.urls import path

from yizhan.web.desk import wizard

urlpatterns = [
    path("", wizard.new, name="new_site"),
    path("preview/", wizard.preview, name="new_site_preview"),
    path("made/", wizard.make, name="new_site_made"),
    path("paper/", wizard.everything_pdf, name="everything_pdf"),
]
