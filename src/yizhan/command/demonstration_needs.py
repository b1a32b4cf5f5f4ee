"""What the demonstration's families have asked for, ordered and been sent, and who looks after whom."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.care.actions.looks import look_in
from yizhan.care.actions.medicines import keep_medicine
from yizhan.care.actions.register import open_record
from yizhan.care.enums import CareNeed, DoseUnit, FoundFrom, LookState
from yizhan.care.rules import MedicineWords
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import FixedClock, now, running
from yizhan.core.ids import new_id
from yizhan.duty.actions.matters_asking import ask
from yizhan.duty.actions.matters_closing import confirm_matter, finish_matter
from yizhan.duty.actions.matters_handing import answer_matter, offer_matter
from yizhan.duty.enums import Channel
from yizhan.notices.actions.sending import Wording, send_notice
from yizhan.notices.actions.voices import write_voice_down
from yizhan.notices.enums import Importance, VoiceKind, Whom
from yizhan.places.models import Occupancy, Site
from yizhan.provision.actions.catalogue import take_catalogue
from yizhan.provision.actions.orders import Wanted, open_order_day, order_for
from yizhan.provision.actions.parcels import check_parcel, disinfect_parcels, receive_parcel
from yizhan.provision.models import Article, OrderDay
from yizhan.provision.order_rules import cut_off
from yizhan.stays.models import Stay

Deed = tuple[float, Callable[[], object]]


def fill_needs(site: Site, crew: dict[str, UUID], needs: dict[str, Any]) -> None:
    """Let everything be asked, done and handed in at its own hour before now."""
    present = now()
    deeds = _Needed(site, crew, needs, present).deeds()
    for hours_ago, deed in sorted(deeds, key=lambda one: -one[0]):
        with running(FixedClock(present - timedelta(hours=hours_ago))):
            deed()


@dataclass
class _Needed:
    """Everything that was needed and by whom it was seen to, until `present`; matters by what was said."""

    site: Site
    crew: dict[str, UUID]
    needs: dict[str, Any]
    present: datetime
    asked: dict[str, UUID] = field(default_factory=dict)

    def deeds(self) -> Iterator[Deed]:
        """Yield how many hours ago each was done, and the deed; nothing is done yet."""
        for row in self.needs["matters"]:
            yield from self._matter(row)
        for row in self.needs["register"]:
            yield row["ago"], partial(self._take_on, row)
            yield row["look"]["ago"], partial(self._look_in, row)
        for row in self.needs["medicines"]:
            yield row["ago"], partial(self._keep, row)
        for row in self.needs["parcels"]:
            yield from self._parcel(row)
        order = self.needs["order"]
        yield order["ago"], partial(self._take_list, order)
        yield order["opens"], partial(self._open_order, order)
        for row in order["ordered"]:
            yield row["ago"], partial(self._order, order["by"], row)
        for row in self.needs["notices"]:
            yield row["ago"], partial(self._tell, row)
        for row in self.needs["voices"]:
            yield row["ago"], partial(self._write_down, row)

    def _by(self, username: str) -> Actor:
        return Actor(ActorKind.ACCOUNT, self.crew[username]).tapping()

    def _party(self, number: int) -> UUID:
        """Return the party that wears a wristband."""
        inside = Occupancy.objects.filter(room__site=self.site, ended_at=None)
        return inside.filter(person__stays__band_number=number).values_list("party_id", flat=True)[0]

    def _person(self, letter: str) -> UUID:
        number, _, which = letter.partition("-")
        return Stay.objects.get(site=self.site, band_number=number, band_letter=which).person_id

    def _matter(self, row: dict[str, Any]) -> Iterator[Deed]:
        yield row["ago"], partial(self._ask, row)
        for step in row.get("then", ()):
            yield step["ago"], partial(self._go_on, row["words"], step)

    def _ask(self, row: dict[str, Any]) -> None:
        made = ask(
            by=self._by(row["by"]), site_id=self.site.id, need=row["need"], words=row["words"],
            channel=Channel(row["channel"]), party_id=self._party(row["number"]),
        )  # fmt: skip
        self.asked[row["words"]] = made.matter_id

    def _go_on(self, words: str, step: dict[str, Any]) -> None:
        by, matter_id = self._by(step["by"]), self.asked[words]
        which: dict[str, Any] = {"by": by, "site_id": self.site.id, "matter_id": matter_id}
        if "answer" in step:
            answer_matter(**which, words=step["answer"])
        elif "finish" in step:
            finish_matter(**which, words=step["finish"])
        elif "offer" in step:
            offer_matter(**which, to=self.crew[step["offer"]], words=step["words"])
        else:
            confirm_matter(**which, at_door=step["confirm"] == "at_door")

    def _take_on(self, row: dict[str, Any]) -> None:
        open_record(
            by=self._by(row["by"]), site_id=self.site.id, person_id=self._person(row["letter"]),
            needs=tuple(CareNeed(need) for need in row["needs"]), found_from=FoundFrom.REGISTRATION,
            carer_id=self.crew[row["by"]], plan=row["plan"], door=row["door"],
        )  # fmt: skip

    def _look_in(self, row: dict[str, Any]) -> None:
        look_in(
            by=self._by(row["by"]), site_id=self.site.id, person_id=self._person(row["letter"]),
            state=LookState(row["look"]["state"]), note=row["look"]["note"],
        )  # fmt: skip

    def _keep(self, row: dict[str, Any]) -> None:
        keep_medicine(
            by=self._by(row["by"]), site_id=self.site.id, person_id=self._person(row["letter"]),
            words=MedicineWords(name=row["name"], taken=row["taken"]), unit=DoseUnit(row["unit"]),
            per_day=Decimal(row["per_day"]), left=Decimal(row["left"]),
        )  # fmt: skip

    def _parcel(self, row: dict[str, Any]) -> Iterator[Deed]:
        """Take one in and look through it, if it came to that; what is fit to go up is disinfected."""
        yield row["ago"], partial(self._receive, row)
        if "checked" in row:
            yield row["checked"], partial(self._check, row)

    def _receive(self, row: dict[str, Any]) -> None:
        receive_parcel(
            by=self._by(row["by"]), site_id=self.site.id, number=row["tag"], sender=row["sender"],
            looks=row["looks"], party_id=self._party(row["number"]) if "number" in row else None,
        )  # fmt: skip

    def _check(self, row: dict[str, Any]) -> None:
        held = row.get("held", "")
        check_parcel(by=self._by(row["by"]), site_id=self.site.id, number=row["tag"], held_for=held)
        if not held:
            disinfect_parcels(by=self._by(row["by"]), site_id=self.site.id, numbers=(row["tag"],))

    def _take_list(self, order: dict[str, Any]) -> None:
        contents = "\n".join([order["heading"], *order["articles"]]).encode()
        take_catalogue(by=self._by(order["by"]), site_id=self.site.id, contents=contents, name=order["file"])

    def _open_order(self, order: dict[str, Any]) -> None:
        """Open tomorrow's order, until the usual hour."""
        zone = ZoneInfo(self.site.timezone)
        day = self.present.astimezone(zone).date() + timedelta(days=1)
        open_order_day(
            by=self._by(order["by"]), site_id=self.site.id, order_day_id=new_id(), day=day,
            closes_at=datetime.combine(day, cut_off().at, zone),
        )  # fmt: skip

    def _order(self, username: str, row: dict[str, Any]) -> None:
        known = dict(Article.objects.filter(site=self.site).values_list("number", "id"))
        order_for(
            by=self._by(username), site_id=self.site.id, order_day_id=OrderDay.objects.get(site=self.site).id,
            party_id=self._party(row["number"]),
            wanted=tuple(Wanted(article_id=known[one], quantity=many) for one, many in row["wants"].items()),
        )  # fmt: skip

    def _tell(self, row: dict[str, Any]) -> None:
        send_notice(
            by=self._by(row["by"]), site_id=self.site.id, notice_id=new_id(), whom=Whom(row["whom"]),
            importance=Importance(row["importance"]),
            wording=Wording(**{name: row[name] for name in Wording.model_fields}),
        )  # fmt: skip

    def _write_down(self, row: dict[str, Any]) -> None:
        said = {name: row[name] for name in ("words", "from_whom", "may_quote")}
        write_voice_down(
            by=self._by(row["by"]),
            site_id=self.site.id,
            voice_id=new_id(),
            kind=VoiceKind(row["kind"]),
            **said,
        )
