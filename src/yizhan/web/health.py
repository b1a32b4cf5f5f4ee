"""Whether this server can answer and save."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from yizhan.web.access import anyone


@anyone
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers; carries nothing about anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
