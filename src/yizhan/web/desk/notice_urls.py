"""Addresses of notices and of what people say."""

from django.urls import path

from yizhan.web.desk import notice_ways, notices, voices

urlpatterns = [
    path("", notices.send, name="notice_send"),
    path("board/", notices.board, name="notices"),
    path("new/", notices.write, name="notice_new"),
    path("previews/", notices.preview, name="notice_preview"),
    path("rewrites/", notices.rewrite, name="notice_rewrite"),
    path("mine/", notices.mine, name="notices_mine"),
    path("mine/ways/", notice_ways.own, name="notice_own_way"),
    path("ways/", notice_ways.ways, name="notice_ways"),
    path("ways/quiet-hours/", notice_ways.quiet_hours, name="notice_quiet"),
    path("ways/<uuid:address_id>/end/", notice_ways.group_ends, name="notice_group_end"),
    path("voices/", voices.voices, name="voices"),
    path("voices/found/", voices.found, name="voices_found"),
    path("tries/<uuid:delivery_id>/", notices.tries, name="notice_try"),
    path("tellings/<uuid:recipient_id>/", notices.tellings, name="notice_tell"),
    path("<uuid:notice_id>/", notices.notice, name="notice"),
    path("<uuid:notice_id>/call-off/", notices.call_offs, name="notice_call_off"),
]
