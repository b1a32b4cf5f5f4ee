"""Addresses of the questions about tonight's plan."""

from django.urls import path

from yizhan.web.desk import questions

urlpatterns = [
    path("", questions.show, name="questions"),
    path("sets/", questions.ask, name="question_sets"),
    path("mine/", questions.mine, name="my_questions"),
    path("<uuid:question_id>/answers/", questions.answer, name="question_answers"),
]
