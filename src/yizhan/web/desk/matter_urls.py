"""Addresses of matters: boards, the form, the chat, the hand-over, one matter and what is done to it."""

from django.urls import path

from yizhan.web.desk import matter, matter_asking, matter_chat, matter_handing, matters

ONE = "<uuid:matter_id>/"

urlpatterns = [
    path("", matters.mine, name="matters"),
    path("team/", matters.team, name="matters_team"),
    path("site/", matters.whole_site, name="matters_site"),
    path("late/", matters.late, name="matters_late"),
    path("unconfirmed/", matters.unconfirmed, name="matters_unconfirmed"),
    path("closed/", matters.closed, name="matters_closed"),
    path("figures/", matters.figures, name="matters_figures"),
    path("new/", matter_asking.new, name="matter_new"),
    path("asked/", matter_asking.asked, name="matter_asked"),
    path("joinings/", matter_asking.joinings, name="matter_joinings"),
    path("hand-over/", matter_handing.show, name="matters_hand_over"),
    path("hand-over/offers/", matter_handing.offered, name="matters_handed_over"),
    path("chat/", matter_chat.chat, name="matters_chat"),
    path("chat/<uuid:draft_id>/acceptances/", matter_chat.acceptances, name="matters_draft_accepted"),
    path("chat/<uuid:draft_id>/rejections/", matter_chat.rejections, name="matters_draft_rejected"),
    path(ONE, matter.show, name="matter"),
    path(f"{ONE}attachments/<uuid:attachment_id>/", matter.attachment, name="matter_attachment"),
    path(f"{ONE}answers/", matter.answers, name="matter_answers"),
    path(f"{ONE}notes/", matter.notes, name="matter_notes"),
    path(f"{ONE}offers/", matter.offers, name="matter_offers"),
    path(f"{ONE}takings/", matter.takings, name="matter_takings"),
    path(f"{ONE}refusals/", matter.refusals, name="matter_refusals"),
    path(f"{ONE}helpers/", matter.helpers, name="matter_helpers"),
    path(f"{ONE}urgencies/", matter.urgencies, name="matter_urgencies"),
    path(f"{ONE}endings/", matter.endings, name="matter_endings"),
    path(f"{ONE}confirmations/", matter.confirmations, name="matter_confirmations"),
    path(f"{ONE}returns/", matter.returns, name="matter_returns"),
    path(f"{ONE}reopenings/", matter.reopenings, name="matter_reopenings"),
    path(f"{ONE}closings/", matter.closings, name="matter_closings"),
    path(f"{ONE}settlement/", matter.settlements, name="matter_settled"),
]
