"""Addresses of the page that leads a phone to trust our authority."""

from django.urls import path

from yizhan.web.trust import views

urlpatterns = [
    path("", views.trust_page, name="trust"),
    path("authority.crt", views.authority_certificate, name="trust_certificate"),
    path("authority.mobileconfig", views.authority_profile, name="trust_profile"),
]
