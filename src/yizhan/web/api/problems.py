"""How the API says that it cannot answer: always a code for programs and a sentence for people."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yizhan.core.refusals import Refusal


def explain_problems(api: NinjaAPI) -> None:
    """Give `api` an answer for everything that can go wrong in a request."""

    def answer(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
        return api.create_response(request, {"code": code, "message": message}, status=status)

    @api.exception_handler(ValidationError)
    def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first: dict[str, Any] = error.errors[0] if error.errors else {}
        where = ".".join(str(part) for part in first.get("loc", ()))
        return answer(request, 422, "unreadable", f"{where}: {first.get('msg', '')}")

    @api.exception_handler(AuthenticationError)
    def not_signed_in(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return answer(
            request, 401, "not_signed_in", _("Sign in again. What was entered is kept on your phone.")
        )

    @api.exception_handler(PermissionDenied)
    def not_permitted(request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
        return answer(request, 403, "not_permitted", _("Your posting does not allow this."))

    @api.exception_handler(HttpError)
    def not_acceptable(request: HttpRequest, error: HttpError) -> HttpResponse:
        # The framework's own words for a body that is no JSON are English alone.
        is_torn = error.status_code == HTTPStatus.BAD_REQUEST
        words = _("What was sent could not be read. Load the page again.") if is_torn else str(error)
        return answer(request, error.status_code, "not_acceptable", words)

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
        return answer(request, 404, "not_found", _("There is nothing at this address for you."))

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return answer(request, 409, refusal.code, str(refusal))

    @api.exception_handler(OperationalError)
    def cannot_save(request: HttpRequest, _error: OperationalError) -> HttpResponse:
        return answer(
            request,
            503,
            "cannot_save",
            _("The server cannot save at the moment. Keep the entry; it will be sent again."),
        )
