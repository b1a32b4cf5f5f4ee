"""The order day: a shop's list, lines until the cut-off, a shortage, bags, what is missing and owed."""

from functools import partial
from typing import Any
from uuid import UUID

from yizhan.command.needs.day import Day
from yizhan.command.needs.share import Wish
from yizhan.command.needs.walking import begin_walk
from yizhan.command.rehearsal.forms import forms_in
from yizhan.command.weeks.guests import Group
from yizhan.provision.models import Article, OrderLine
from yizhan.provision.queries.order_doors import ORDERS
from yizhan.provision.queries.orders import shopping_list

RUNNER, SHOPPER = "logistics", "catering"


def plan_order_day(day: Day) -> None:
    """Put down when the list comes, who orders what and when, what the shop brings, and who owes what."""
    facts = day.facts.assumed["order"]
    day.agenda.at(day.facts.clock(facts["list_at"]), partial(_bring_list, day))
    day.agenda.at(day.facts.clock(facts["opens_at"]), partial(_open, day))
    chance = day.chance("order")
    first, last = (day.facts.clock(facts[key]) for key in ("first_at", "last_at"))
    there = [group for group in day.guests.coming(0) if chance.random() < facts["share"]]
    for group in there or day.guests.coming(0)[:1]:
        day.agenda.at(first + (last - first) * chance.random(), partial(_order, day, group))
        if chance.random() < facts["think_again"]:
            day.agenda.at(last + (last - first) * 0.1 * chance.random(), partial(_think_again, day, group))
    allowed = next(str(row[0]) for row in day.facts.table["catalogue"] if str(row[0]) not in facts["refused"])
    day.agenda.at(day.facts.clock(facts["refused_at"]), partial(_call_for, day, facts["refused"][0]))
    day.agenda.at(day.facts.clock(facts["too_late_at"]), partial(_call_for, day, allowed))
    day.agenda.at(day.facts.clock(facts["closed_at"]), partial(_close, day))
    day.agenda.at(day.facts.clock(facts["brought_at"]), partial(_bring, day))
    day.agenda.at(day.facts.clock(facts["carried_at"]), partial(_carry, day))
    day.agenda.at(day.facts.clock(facts["confirmed_at"]), partial(_confirm, day))


def _bring_list(day: Day) -> None:
    """Bring the shop's list to the desk as the file that the shop sent."""
    rows = day.facts.table["catalogue"]
    heading = day.facts.assumed["order"]["heading"]
    lines = [
        heading,
        *(f"{number},{name},{unit},{price},{group}" for number, name, unit, price, group in rows),
    ]
    desk = day.desk(SHOPPER)
    address, form = desk.form(day.address("catalogue/"), "command_id")
    desk.bring(address, form, ("list.csv", "\n".join(lines).encode()))
    known = dict(Article.objects.filter(site_id=day.site_id).values_list("number", "id"))
    day.noted.ordering.articles = {number: str(known[str(number)]) for number, *_ in rows}
    day.noted.ordering.prices = {str(row[0]): round(float(row[3]) * 100) for row in rows}


def _open(day: Day) -> None:
    """Open the order as the desk proposes it: for today, until the usual hour."""
    desk = day.desk(SHOPPER)
    address, form = desk.form_to(day.address("orders/"), "/orders/days/")
    page = desk.submit(address, form)
    day.noted.ordering.order_day_id = page.url.path.rstrip("/").split("/")[-1]


def _order(day: Day, group: Group) -> None:
    """Choose some articles, on the own page or by calling the desk."""
    facts, chance = day.facts.assumed["order"], day.chance(f"order {group.number}")
    rows = [row for row in day.facts.table["catalogue"] if str(row[0]) not in facts["refused"]]
    chosen = chance.sample(rows, chance.randint(*facts["lines"]))
    _want(day, group, {str(row[0]): chance.randint(*facts["pieces"]) for row in chosen})


def _think_again(day: Day, group: Group) -> None:
    """Take one article back, and want one more of another."""
    mine = [wish for wish in day.noted.ordering.bag.wishes if wish.party == group.number]
    if len(mine) > 1:
        _want(day, group, {mine[0].article: 0, mine[1].article: mine[1].quantity + 1})


def _want(day: Day, group: Group, wanted: dict[str, int]) -> None:
    if group.number in day.pages:
        _want_on_page(day, group, wanted)
    else:
        _want_by_telephone(day, group, wanted)
    for article, quantity in wanted.items():
        day.noted.ordering.bag.want(group.number, article, quantity, day.noted.ordering.prices[article])


def _want_on_page(day: Day, group: Group, wanted: dict[str, int]) -> None:
    page, ordering = day.pages[group.number], day.noted.ordering
    groups = {str(number): name for number, _, _, _, name in day.facts.table["catalogue"]}
    for name in sorted({groups[article] for article in wanted}):
        shown = page.get("/r/party/order/", group=name)
        address, form = page.form_in(shown, "order_day")
        typed = {
            f"want-{ordering.articles[article]}": str(quantity)
            for article, quantity in wanted.items()
            if groups[article] == name
        }
        page.submit(address, form, **typed)


def _want_by_telephone(day: Day, group: Group, wanted: dict[str, int]) -> None:
    ordering = day.noted.ordering
    asked = [
        {"article_id": ordering.articles[article], "quantity": quantity, "takes_substitute": True}
        for article, quantity in wanted.items()
    ]
    day.decide(
        SHOPPER, "provision.order_for", order_day_id=ordering.order_day_id, party_id=group.party_id,
        wanted=asked,
    )  # fmt: skip


def _call_for(day: Day, article: str) -> None:
    """Call for something that cannot be had: what may not be ordered, or anything after the cut-off."""
    ordering, group = day.noted.ordering, day.guests.coming(0)[0]
    wanted = [{"article_id": ordering.articles[article], "quantity": 1}]
    said = day.phones[SHOPPER].decide(
        "provision.order_for", order_day_id=ordering.order_day_id, party_id=group.party_id, wanted=wanted
    )
    ordering.told_no.append(said.code)


def _close(day: Day) -> None:
    """Close it at the desk: the list goes to the shop, and is what was ordered."""
    ordering, desk = day.noted.ordering, day.desk(SHOPPER)
    address, form = desk.form_to(day.address(f"orders/{ordering.order_day_id}/"), "/listing/")
    desk.submit(address, form)
    listed = {one.article.number: one.quantity for one in shopping_list(UUID(ordering.order_day_id))}
    ordering.list_wrong = listed != ordering.bag.list_for_the_shop()


def _bring(day: Day) -> None:
    """Write down what came short, what came in its place and what came at another price; the rest came."""
    ordering = day.noted.ordering
    wanted = sorted(ordering.bag.list_for_the_shop().items(), key=lambda pair: (-pair[1], pair[0]))
    short, instead, dear = ([*wanted, *wanted, *wanted])[:3]
    _record(day, short[0], arrived=short[1] * 2 // 3)
    if instead[0] != short[0]:
        substitute = day.facts.assumed["order"]["substitute"]
        _record(
            day,
            instead[0],
            arrived=instead[1] // 2,
            substitute={**substitute, "arrived": instead[1] // 4 + 1},
        )
    if dear[0] not in (short[0], instead[0]):
        _record(day, dear[0], arrived=dear[1], cents=ordering.prices[dear[0]] + 30)
    day.decide(SHOPPER, "provision.record_all_brought", order_day_id=ordering.order_day_id)
    ordering.bag.bring_the_rest()


def _record(day: Day, article: str, *, arrived: int, **more: Any) -> None:
    ordering = day.noted.ordering
    day.decide(
        SHOPPER, "provision.record_brought", order_day_id=ordering.order_day_id,
        article_id=ordering.articles[article], arrived=arrived, **more,
    )  # fmt: skip
    ordering.bag.bring(article, arrived, more.get("cents"))
    if "substitute" in more:
        instead = more["substitute"]
        ordering.bag.bring_instead(article, instead["name"], instead["arrived"], instead["cents"])


def _carry(day: Day) -> None:
    """Hand the bags over line by line; at some doors one piece is not in the bag."""
    ordering, chance = day.noted.ordering, day.chance("bags")
    wishes = {str(line.id): _wish(day, line) for line in _lines(day)}
    walk = begin_walk(day, RUNNER, ORDERS)
    for stop in walk.stops:
        items = stop["items"].get(ORDERS, [])
        if not items:
            continue
        lacks = items[0]["id"] if chance.random() < day.facts.assumed["order"]["one_less"] else ""
        handed = {item["id"]: item["count"] - (item["id"] == lacks) for item in items}
        said = [{"line_id": one, "quantity": count} for one, count in handed.items()] if lacks else []
        walk.keep("provision.hand_over_order", room_id=stop["room_id"], lines=said)
        for one, count in handed.items():
            wishes[one].handed = count
    walk.end()
    ordering.bags = len(walk.stops)


def _confirm(day: Day) -> None:
    """Say on the page what came and what is missing; that is set right, and what is owed is settled."""
    facts, chance = day.facts.assumed["order"], day.chance("missing")
    for group in day.guests.coming(0):
        mine = [line for line in _lines(day) if str(line.party_id) == group.party_id and line.handed]
        if not mine:
            continue
        if group.number in day.pages:
            missing = [str(mine[0].id)] if chance.random() < facts["missing"] else []
            _confirm_on_page(day, group, missing)
            for line_id in missing:
                day.decide(SHOPPER, "provision.correct_order_line", line_id=line_id, handed=0)
                _wish(day, mine[0]).handed = 0
        _settle(day, group, whole=chance.random() < facts["settled"])


def _confirm_on_page(day: Day, group: Group, missing: list[str]) -> None:
    page = day.pages[group.number]
    shown = page.get("/r/party/order/")
    owed = day.noted.ordering.bag.owed(group.number)
    day.noted.ordering.sums_wrong += f"{owed // 100:,}.{owed % 100:02d}" not in shown.text
    form = next(one for one in forms_in(shown.text) if one.action.endswith("/receipt/"))
    page.submit(str(shown.url), form, **({"missing": missing} if missing else {}))


def _settle(day: Day, group: Group, *, whole: bool) -> None:
    """Settle what is owed, or all but a cent of it; the desk says what is left."""
    owed = day.noted.ordering.bag.owed(group.number)
    cents = owed if whole else owed - 1
    if cents > 0:
        settled = day.decide(
            "clerk", "provision.settle_order", party_id=group.party_id, way="phone", cents=cents
        )
        day.noted.ordering.sums_wrong += settled["balance_cents"] != owed - cents
        day.noted.ordering.settled_cents += cents


def _lines(day: Day) -> list[OrderLine]:
    lines = OrderLine.objects.filter(order_day_id=UUID(day.noted.ordering.order_day_id))
    return list(lines.select_related("article", "instead_of__article").order_by("ordered_at", "id"))


def _wish(day: Day, line: OrderLine) -> Wish:
    """Return what the script knows of a line of the product."""
    group = next(one for one in day.guests.groups if one.party_id == str(line.party_id))
    origin = line.instead_of or line
    article = origin.article.number if origin.article else ""
    return day.noted.ordering.bag.find(group.number, article, instead=line.instead_of_id is not None)
