from django.apps import AppConfig


class CourseConfig(AppConfig):
    name = "yizhan.course"
    label = "course"
