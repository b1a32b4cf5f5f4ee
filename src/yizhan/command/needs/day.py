"""What everybody shares on the day: the site, phones and pages, what lies ahead, and what was noted."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from yizhan.command.needs.agenda import Agenda, Deed
from yizhan.command.needs.facts import NeedsFacts
from yizhan.command.needs.noted import Noted
from yizhan.command.rehearsal.browser import Browser, Unexpected
from yizhan.command.rehearsal.network import CALM, Network
from yizhan.command.weeks.guests import Group
from yizhan.command.weeks.house import House
from yizhan.people.models import Account
from yizhan.places.models import Room

STORMY_PAGES = 3


@dataclass
class Day(House):
    """One rehearsal as those who live and work there see it; parties `with_page` have scanned their card."""

    facts: NeedsFacts
    with_page: frozenset[int] = frozenset()
    slips: frozenset[str] = frozenset()
    agenda: Agenda = field(default_factory=Agenda)
    noted: Noted = field(default_factory=Noted)
    pages: dict[int, Browser] = field(default_factory=dict)

    @cached_property
    def accounts(self) -> dict[str, str]:
        """The account of everybody of the crew, by key."""
        known = dict(Account.objects.values_list("username", "id"))
        return {key: str(known[key]) for key in self.stage.crew}

    @cached_property
    def roles(self) -> dict[str, str]:
        """As what everybody of the crew serves, by key."""
        return {row["key"]: row["role"] for row in self.facts.table["crew"]}

    @cached_property
    def teams(self) -> dict[str, str]:
        """To which team everybody of the crew belongs, by key; "" for none."""
        return {row["key"]: row["team"] for row in self.facts.table["crew"]}

    @cached_property
    def room_names(self) -> dict[str, str]:
        """What stands on each door, by the room's id."""
        return {str(id_): name for id_, name in Room.objects.values_list("id", "name")}

    def who(self, account_id: object) -> str:
        """Return the key of an account of the crew, "" for none."""
        return next((key for key, known in self.accounts.items() if known == str(account_id)), "")

    def name_of(self, key: str) -> str:
        """Return the name by which somebody of the crew is shown."""
        return f"{self.stage.crew[key].zh}{self.facts.table['rehearsed']}"

    @property
    def present(self) -> int:
        """How many people are there now."""
        return sum(len(group.present) for group in self.guests.here())

    def now(self) -> datetime:
        """Return the time on the clock that everybody follows."""
        return self.clock.now()

    def later(self, after: timedelta, deed: Deed) -> None:
        """Put down what somebody does after a while."""
        self.agenda.at(self.now() + after, deed)

    def takes(self, step: str, what: object, soon: str = "") -> timedelta:
        """Return how long a step takes this time; `soon` is how soon it is needed, where that matters."""
        span = self.facts.assumed["takes"][step]
        return self.facts.minutes(span[soon] if soon else span, self.chance(f"{step} {what}").random())

    def desk(self, key: str) -> Browser:
        """Return somebody's screen at the desk."""
        return self.phones[key].browser

    def address(self, path: str) -> str:
        """Return the address of a page of this site's desk."""
        return f"/s/{self.stage.code}/{path}"

    def wrote(self, key: str) -> str:
        """Return a sentence that people write down."""
        return str(self.facts.table["written"][key])

    def page_of(self, group: Group) -> Browser:
        """Return a party's own page; whoever has none yet scans the card now."""
        return self.pages.get(group.number) or self.open_page(group)

    def open_page(self, group: Group) -> Browser:
        """Let a party scan the card in its room and type the number on its wristband."""
        weather = self.weather if group.number % STORMY_PAGES == 0 else CALM
        network = Network(weather, self.chance(f"network party {group.number}"))
        self.networks.append(network)
        browser = Browser(self.base, network)
        address, form = browser.form(f"/r/{self.stage.cards[group.room]}/", "number")
        page = browser.submit(address, form, number=f"{group.number:03d}-{group.guests[0].letter}")
        if page.url.path != "/r/party/":
            raise Unexpected(f"the card of {group.number:03d} led to {page.url.path}")
        self.pages[group.number] = browser
        return browser

    def put_away(self) -> None:
        """Close everybody's phone, those of the residents too."""
        super().put_away()
        for page in self.pages.values():
            page.close()
