"""What is taken out of a page before something short is looked for in it, and what stays."""

from __future__ import annotations

from django.http import HttpResponse

from tests.web.chance import without_chance

PAGE = (
    '<input type="hidden" name="csrfmiddlewaretoken" value="aB302cD">'
    '<input type="hidden" name="command_id" value="0190f002-3020-7303-8303-003003003003">'
    '<a href="/r/party/0190F002302073038303003003003003/">302</a>'
    '<input type="hidden" name="letter" value="303-A">'
)


def test_only_ids_and_tokens_are_taken_out() -> None:
    left = without_chance(HttpResponse(PAGE))
    assert left.count("302") == 1
    assert left.count("303") == 1
    assert "002" not in left
    assert '<a href="/r/party//">302</a>' in left
