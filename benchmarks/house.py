"""Fills an installation with a house as full as any was: `python -m benchmarks.house` prints what to ask for.

Seventeen sites and their crews; at one of them a year of stays, of parcels and of letters, besides four
hundred parties who are in their rooms. Written in bulk, each row as the actions write it.
"""

import argparse
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

ROOMS, STAYS, PARCELS, LETTERS = 400, 40_000, 40_000, 8_000
SITES, CREW = 17, 1_000
READER = "head"
WAITING = 200
AT_ONCE = 2_000
# Everybody's names, and whom one looks for: nobody else is called so.
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "安宁平静文武明亮春夏秋冬山川江河"
SOUGHT = "欧阳明月"


def main() -> None:
    """Make it, and print the pages of its desk, what is searched for, and whose link signs in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the whole size, such as 0.05")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings named above

    prepare()
    print(json.dumps(make(options.share)))


def make(share: float) -> dict[str, Any]:
    """Fill the house to a share of its size; returns the code, the link, the pages and the searches."""
    from benchmarks.ground import nearly_full  # noqa: PLC0415 - models are there only now
    from yizhan.people.models import Account  # noqa: PLC0415
    from yizhan.places.models import Site  # noqa: PLC0415

    made, _ = nearly_full(ROOMS, 0, round(STAYS * share))
    site, head = Site.objects.get(), Account.objects.get(username=READER)
    _crews(site, round(CREW * share))
    _named(site)
    _parcels(site, head, round(PARCELS * share))
    _letters(site, head, round(LETTERS * share))
    return {"code": made["code"], "link": made["head"], "pages": pages(site.code), **_searches(site)}


def pages(code: str) -> dict[str, str]:
    """Return every page of the desk that needs nothing but the site, by name, as the URL conf has them."""
    from django.urls import URLPattern, get_resolver  # noqa: PLC0415 - the URL conf reads the settings

    def walk(patterns: Any, before: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield one.name or route, route
            else:
                yield from walk(one.url_patterns, route)

    here = "s/<slug:site_code>/"
    found = {name: route for name, route in walk(get_resolver().url_patterns, "") if route.startswith(here)}
    return {
        name: "/" + route.replace("<slug:site_code>", code)
        for name, route in found.items() if "<" not in route.removeprefix(here)
    }  # fmt: skip


def _crews(site: Any, crew: int) -> None:
    """Make the other sites, and let the crew serve at all of them in turn."""
    from benchmarks.ground import other_site  # noqa: PLC0415 - models are there only now
    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.core.ids import new_id  # noqa: PLC0415
    from yizhan.duty.models import Posting, Team  # noqa: PLC0415
    from yizhan.duty.rules import roles  # noqa: PLC0415
    from yizhan.people.models import Account  # noqa: PLC0415
    from yizhan.places.models import Site  # noqa: PLC0415

    for number in range(1, SITES):
        other_site(number)
    sites = [site, *Site.objects.exclude(id=site.id)]
    teams = {one.site_id: one for one in Team.objects.all()}
    moment = now()
    accounts = [
        Account(id=new_id(), username=f"crew-{number}", display_name=f"Crew {number}", created_at=moment)
        for number in range(crew)
    ]
    for account in accounts:
        account.set_unusable_password()
    Account.objects.bulk_create(accounts, batch_size=AT_ONCE)
    named = [one for one in roles() if one != "command_post"]
    Posting.objects.bulk_create([
        Posting(
            id=new_id(), site=sites[number % SITES], account=account, role=named[number % len(named)],
            team=teams.get(sites[number % SITES].id), starts_at=moment,
        )
        for number, account in enumerate(accounts)
    ], batch_size=AT_ONCE)  # fmt: skip


def _named(site: Any) -> None:
    """Give everybody a name, a telephone to whoever is here; of the gone only what finds them is kept."""
    from yizhan.core import keys  # noqa: PLC0415 - models are there only now
    from yizhan.people.actions.identity import seal_identity  # noqa: PLC0415
    from yizhan.people.identity import Identity, fold_name  # noqa: PLC0415
    from yizhan.people.models import PersonToken  # noqa: PLC0415
    from yizhan.people.names import readings  # noqa: PLC0415
    from yizhan.stays.models import Stay  # noqa: PLC0415

    def tokens(name: str) -> set[tuple[str, bytes]]:
        kinds = PersonToken.Kind
        texts = {(kinds.NAME.value, fold_name(name))}
        for full, initials in readings(name):
            texts |= {(kinds.PINYIN.value, full), (kinds.INITIALS.value, initials)}
        return {(kind, keys.blind_token(f"{site.id}:{kind}", text)) for kind, text in texts}

    known = {name: tokens(name) for name in map(_name, range(len(SURNAMES) * len(GIVEN) ** 2))}
    rows: list[PersonToken] = []
    for number, stay in enumerate(Stay.objects.filter(site=site).select_related("person")):
        if stay.ended_at is None:
            name = SOUGHT if not rows and number == 0 else _name(number)
            seal_identity(stay.person, Identity(name=name, phone=f"138{number:08}"), scope=site.id)
        else:
            rows += [
                PersonToken(person_id=stay.person_id, scope=site.id, kind=kind, token=token)
                for kind, token in known[_name(number)]
            ]
    PersonToken.objects.bulk_create(rows, batch_size=AT_ONCE)


def _name(number: int) -> str:
    among, first = divmod(number, len(SURNAMES))
    second, third = divmod(among % len(GIVEN) ** 2, len(GIVEN))
    return SURNAMES[first] + GIVEN[second] + GIVEN[third]


def _parcels(site: Any, head: Any, count: int) -> None:
    """Write parcels of everybody who was here, and those that wait for who is."""
    from yizhan.core.clock import now  # noqa: PLC0415 - models are there only now
    from yizhan.provision.models import Parcel  # noqa: PLC0415
    from yizhan.stays.models import Stay  # noqa: PLC0415

    moment = now()
    gone = list(Stay.objects.filter(site=site).exclude(ended_at=None).values_list("party_id", flat=True))
    here = list(Stay.objects.filter(site=site, ended_at=None).values_list("party_id", flat=True))
    rows = []
    for number in range(count):
        waits = number < WAITING
        came = moment - timedelta(minutes=10 * number)
        done = {"checked_at": came, "checked_by": head, "disinfected_at": came, "disinfected_by": head}
        handed = {"delivered_at": came + timedelta(hours=3), "delivered_by": head}
        rows.append(Parcel(
            site=site, number=f"SF{10**11 + 7919 * number}", sender="SF", received_at=came, received_by=head,
            party_id=here[number % len(here)] if waits else gone[number % len(gone)],
            **(({} if number % 2 else done) if waits else {**done, **handed}),
        ))  # fmt: skip
    Parcel.objects.bulk_create(rows, batch_size=AT_ONCE)


def _letters(site: Any, head: Any, count: int) -> None:
    """Write what people said when they left: letters under their own key, every tenth a banner by hand."""
    from yizhan.core import keys  # noqa: PLC0415 - models are there only now
    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.notices.models import Voice  # noqa: PLC0415
    from yizhan.people.models import PersonKey  # noqa: PLC0415
    from yizhan.stays.models import Stay  # noqa: PLC0415

    moment, words = now(), "谢谢每天送饭的人，也谢谢夜里接电话的人。孩子说还想再看看窗外的山。"
    said = Stay.objects.filter(site=site, band_letter="A").order_by("-ended_at")[:count]
    letters, held = [], []
    for number, stay in enumerate(said):
        facts = {"site": site, "at": moment - timedelta(hours=number), "may_quote_at": moment}
        if number % 10 == 0:
            letters.append(Voice(kind="banner", words=words, from_whom="全体同学", written_by=head, **facts))
            continue
        wrapped = keys.new_person_key()
        held.append(PersonKey(person_id=stay.person_id, wrapped=wrapped))
        sealed = keys.seal(wrapped, words.encode(), about=stay.person_id.bytes)
        letters.append(Voice(
            kind="thanks", party_id=stay.party_id, sealed_for_id=stay.person_id, sealed=sealed, **facts
        ))  # fmt: skip
    PersonKey.objects.bulk_create(held, batch_size=AT_ONCE, ignore_conflicts=True)
    Voice.objects.bulk_create(letters, batch_size=AT_ONCE)


def _searches(site: Any) -> dict[str, Any]:
    """Return what is searched for, by the page that searches: each way of naming somebody and something."""
    from django.urls import reverse  # noqa: PLC0415 - the URL conf reads the settings

    from yizhan.places.models import Occupancy  # noqa: PLC0415
    from yizhan.stays.models import Stay  # noqa: PLC0415

    stay = Stay.objects.filter(site=site, ended_at=None).order_by("band_number", "band_letter").first()
    room = Occupancy.objects.filter(person_id=stay.person_id, ended_at=None).get().room if stay else None
    ways = {
        "name": SOUGHT,
        "pinyin": "ouyangmingyue",
        "initials": "oymy",
        "wristband": stay.tag if stay else "",
    }
    things = {**ways, "room": room.name if room else "", "number": "7919", "nobody": "zzzzzz"}
    return {
        "searches": {
            reverse("names_found", args=[site.code]): ways,
            reverse("parcels_found", args=[site.code]): things,
            reverse("voices_found", args=[site.code]): things,
        }
    }


if __name__ == "__main__":
    main()
