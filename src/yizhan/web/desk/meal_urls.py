"""Addresses of the meals: the board, one meal, and warm meals for those who have just come."""

from django.urls import path

from yizhan.web.desk import meals

urlpatterns = [
    path("meals/", meals.board, name="meals"),
    path("meals/<str:day>/<slug:meal>/", meals.show, name="meal"),
    path("meals/<str:day>/<slug:meal>/numbers/", meals.numbers, name="meal_numbers"),
    path("meals/<str:day>/<slug:meal>/handed/", meals.handed, name="meal_handed"),
    path("arrival-meals/", meals.arrivals, name="meal_arrivals"),
    path("arrival-meals/handed/", meals.arrivals_handed, name="meal_arrivals_handed"),
]
