"""The front door: a card's code and the number on the wristband open a party's own page."""

import re
import unicodedata

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from yizhan.duty.emergency import numbers_at
from yizhan.intake.actions.registration import WrongCard, claim_card
from yizhan.intake.queries.own_party import token_of
from yizhan.leaving.queries.papers import departed_token, papers_of_party
from yizhan.web.access import anyone
from yizhan.web.portal.access import COOKIE, remember_party

_NUMBER = re.compile(r"0*(\d{1,4})(?:[-－ ]*([A-Za-z]))?")
NO_NUMBER = 0, ""
LETTERS = "ABCDEFGHIJKL"


@anyone
def front_door(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Ask for the wristband's number, and for the code where the card was not scanned.

    A wrong code, a wrong number and too many tries answer alike.
    """
    if request.method != "POST":
        return _ask(request, code)
    typed = code or request.POST.get("code", "")
    number, letter = read_wristband(request.POST.get("number", ""))
    try:
        token, secret = claim_card(
            code=read_code(typed),
            number=number,
            letter=letter or _chosen_letter(request),
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except WrongCard as refusal:
        return _ask(request, code, refusal=str(refusal), status=403)
    return remember_party(redirect("portal_party"), token, secret)


def read_wristband(text: str) -> tuple[int, str]:
    """Return number and letter of what was typed from a wristband ("023", "23-A"); 0 opens nothing."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return (int(found[1]), (found[2] or "").upper()) if found else NO_NUMBER


def read_code(text: str) -> str:
    """Return a card's code from what was typed: capitals, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def _chosen_letter(request: HttpRequest) -> str:
    """Return the letter that was chosen beside the number, which a keyboard of digits cannot write."""
    chosen = request.POST.get("letter", "")
    return chosen if len(chosen) == 1 and chosen in LETTERS else ""


def _ask(request: HttpRequest, code: str, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {
        "scanned": bool(code), "refusal": refusal, "number": request.POST.get("number", ""),
        "code": request.POST.get("code", ""), "letter": _chosen_letter(request), "letters": LETTERS,
        "emergency_numbers": numbers_at(),
        **({} if request.method == "POST" else _known(request.COOKIES.get(COOKIE, ""))),
    }  # fmt: skip
    return render(request, "portal/claim.html", context, status=status)


def _known(secret: str) -> dict[str, bool]:
    """Say whether this phone's page is open, or its party has left and can still fetch its papers."""
    if token_of(secret):
        return {"known": True}
    departed = departed_token(secret)
    return {"papers": departed is not None and bool(papers_of_party(departed))}
