"""Addresses of courses."""

from django.urls import path

from yizhan.web.desk import course, course_begin, course_changes

urlpatterns = [
    path("", course.board, name="course"),
    path("alarm/", course.alarm, name="course_alarm"),
    path("days/<str:day>/", course.day, name="course_day"),
    path("people/<uuid:stay_id>/", course.person, name="course_person"),
    path("new/", course_begin.begin, name="course_begin"),
    path("begun/", course.begin_all, name="courses_begun"),
    path("changes/", course.changes, name="course_changes"),
    path("changes/new/", course_changes.correct, name="course_correct"),
    path("changes/again/<slug:protocol>/", course_changes.again, name="course_again"),
    path("changes/proposed/", course_changes.propose, name="course_changes_proposed"),
    path("changes/<uuid:change_id>/", course_changes.show, name="course_change"),
    path("changes/<uuid:change_id>/signatures/", course_changes.sign, name="course_change_signatures"),
    path("changes/<uuid:change_id>/refusals/", course_changes.decline, name="course_change_refusals"),
]
