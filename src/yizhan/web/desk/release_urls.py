"""Addresses of releases."""

from django.urls import path

from yizhan.web.desk import release, release_papers

urlpatterns = [
    path("", release.board, name="leaving"),
    path("releases/", release.releases, name="leaving_releases"),
    path("hand-overs/", release_papers.hand_overs, name="leaving_hand_overs"),
    path("rides/", release_papers.rides, name="leaving_rides"),
    path("confirmations/", release_papers.confirmations, name="leaving_confirmations"),
    path("certificates.pdf", release_papers.papers_pdf, name="leaving_papers"),
    path("<uuid:stay_id>/", release.person, name="leaving_person"),
    path("<uuid:stay_id>/decisions/", release.decisions, name="leaving_decisions"),
    path("<uuid:stay_id>/conditions/", release.conditions, name="leaving_conditions"),
    path("<uuid:stay_id>/early/", release.proposals, name="leaving_early"),
    path("<uuid:stay_id>/early/<uuid:early_id>/signatures/", release.signatures, name="leaving_signatures"),
    path("<uuid:stay_id>/early/<uuid:early_id>/rejections/", release.rejections, name="leaving_rejections"),
    path("<uuid:stay_id>/reinstatements/", release_papers.reinstatements, name="leaving_reinstatements"),
]
