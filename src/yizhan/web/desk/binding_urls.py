"""The bindings of one roster."""

from django.urls import path

from yizhan.web.desk import binding

urlpatterns = [
    path("", binding.show, name="bindings"),
    path("accepted/", binding.accept, name="bindings_accepted"),
    path("refused/", binding.refuse, name="bindings_refused"),
    path("reconsidered/", binding.ask_again, name="bindings_reconsidered"),
    path("<uuid:row_id>/", binding.look, name="binding_look"),
    path("<uuid:row_id>/end/", binding.undo, name="binding_end"),
]
