"""Addresses of the rehearsal from the desk."""

from django.urls import path

from yizhan.web.desk import rehearsal, rehearsal_plans

urlpatterns = [
    path("", rehearsal.show, name="rehearsal"),
    path("plans/new/", rehearsal_plans.new, name="rehearsal_plan"),
    path("plans/", rehearsal_plans.save, name="rehearsal_plans"),
    path("runs/", rehearsal.start, name="rehearsal_runs"),
    path("runs/<uuid:run_id>/", rehearsal.show_run, name="rehearsal_run"),
    path("runs/<uuid:run_id>/beside/<uuid:other_id>/", rehearsal.compare, name="rehearsal_compare"),
]
