"""Addresses of room plans."""

from django.urls import path

from yizhan.web.desk import plans

urlpatterns = [
    path("", plans.index, name="plans"),
    path("new/<slug:use>/", plans.new, name="plan_question"),
    path("<uuid:plan_id>/", plans.show, name="plan"),
    path("<uuid:plan_id>/stops/", plans.stop, name="plan_stops"),
    path("<uuid:plan_id>/approvals/", plans.approve, name="plan_approvals"),
    path("<uuid:plan_id>/again/", plans.again, name="plan_again"),
    path("<uuid:plan_id>/steps/<int:place>/done/", plans.tick, name="plan_step_done"),
    path("<uuid:plan_id>/rest-called-off/", plans.call_off, name="plan_rest_called_off"),
    path("<uuid:plan_id>/why-not/", plans.why_not, name="plan_why_not"),
]
