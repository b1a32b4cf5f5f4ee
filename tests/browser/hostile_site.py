"""Run as a program inside an installation: a site where every text that can be typed was typed as a script.

Prints as JSON the head's way in, a resident's cookie, every page that each of them has, and how many
fields were typed into.
"""

import json
import sys
from typing import Any


def seed() -> dict[str, Any]:
    """Open a site, call everybody there by a script, and type it into every field of every page."""
    from django.test import Client

    from tests.web.hostile import SCRIPT, rename
    from tests.web.two_sites import open_place
    from tests.web.typed import every_page, typed_forms
    from yizhan.core.actors import SYSTEM
    from yizhan.people.actions.accounts import issue_link
    from yizhan.people.models import Account
    from yizhan.web.portal.access import COOKIE

    place = open_place("alpha", "欧阳甲鸢", "19900001111")
    rename(place, SCRIPT)
    head, resident = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    head.force_login(
        Account.objects.get(id=place.crew["site_head"]), "yizhan.web.signin.backends.AccountBackend"
    )
    resident.cookies[COOKIE] = place.secret
    pages: dict[str, list[str]] = {"head": [], "resident": []}
    fields: set[tuple[str, str]] = set()
    for who, client in (("head", head), ("resident", resident)):
        for url, name in every_page(place.parts):
            if name.startswith(("account_", "mfa_")) or (who == "resident" and not url.startswith("/r/")):
                continue
            for form in typed_forms(client, url):
                fields |= {(form.action, typed) for typed in form.typed}
                (client.post if form.method == "post" else client.get)(form.action, form.filled(SCRIPT))
            reply = client.get(url)
            if reply.status_code == 200 and "text/html" in reply.headers["Content-Type"]:
                pages[who].append(url)
    link = issue_link(by=SYSTEM, account_id=place.crew["site_head"])
    return {
        "enter": f"/enter/{link}/",
        "cookie": [COOKIE, place.secret],
        "pages": pages,
        "fields": len(fields),
    }


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
