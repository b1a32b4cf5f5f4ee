"""Addresses of the phone app; `/f/` is the scope of its service worker."""

from django.urls import path

from yizhan.web.field import cards, sharing, views

urlpatterns = [
    path("sw.js", views.service_worker, name="field_worker"),
    path("manifest.webmanifest", views.manifest, name="field_manifest"),
    path("cards.json", cards.card_file, name="field_cards"),
    path("", views.choose_site, name="field_sites"),
    path("<slug:site_code>/", views.app, name="field"),
    path("<slug:site_code>/enter/", views.enter, name="field_enter"),
    path("<slug:site_code>/share/", sharing.share, name="field_share"),
    path("<slug:site_code>/share/<str:ticket>/", sharing.take, name="field_take"),
]
