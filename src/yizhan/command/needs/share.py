"""An order day worked out by hand, independent of the product: who gets how many, and what each owes."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(eq=False)
class Wish:
    """What one party wants of an article, or gets in its place: pieces, and whole cents apiece.

    `turn` orders the wishes by when they were last changed.
    """

    party: int
    article: str
    quantity: int
    cents: int
    turn: int
    instead: str = ""
    brought: int = 0
    handed: int | None = None


@dataclass
class Bag:
    """All wishes of a day."""

    wishes: list[Wish] = field(default_factory=list)
    turns: int = 0
    recorded: set[str] = field(default_factory=set)

    def want(self, party: int, article: str, quantity: int, cents: int) -> None:
        """Want so many of an article from now on; none takes it back."""
        self.turns += 1
        self.wishes = [one for one in self.wishes if (one.party, one.article) != (party, article)]
        if quantity:
            self.wishes.append(Wish(party, article, quantity, cents, self.turns))

    def list_for_the_shop(self) -> dict[str, int]:
        """Return how many of each article are wanted."""
        wanted: Counter[str] = Counter()
        for one in self.wishes:
            if not one.instead:
                wanted[one.article] += one.quantity
        return dict(wanted)

    def bring(self, article: str, arrived: int, cents: int | None) -> None:
        """Share out what came: each gets one before any gets two, whoever ordered first comes first."""
        wanting = self._of(article)
        for one in wanting:
            one.cents = one.cents if cents is None else cents
        _deal(wanting, [one.quantity for one in wanting], arrived)
        self.recorded.add(article)

    def bring_instead(self, article: str, name: str, arrived: int, cents: int) -> None:
        """Share out what came in its place among those who lack some."""
        lacking = [one for one in self._of(article) if one.brought < one.quantity]
        got = [Wish(one.party, article, 0, cents, one.turn, name) for one in lacking]
        _deal(got, [one.quantity - one.brought for one in lacking], arrived)
        for one in got:
            one.quantity = one.brought
        self.wishes += [one for one in got if one.brought]

    def bring_the_rest(self) -> None:
        """Let everything else come as it was ordered."""
        for one in self.wishes:
            if one.article not in self.recorded:
                one.brought = one.quantity

    def find(self, party: int, article: str, *, instead: bool) -> Wish:
        """Return one wish; raises StopIteration if nobody had it."""
        return next(
            one
            for one in self.wishes
            if (one.party, one.article, bool(one.instead)) == (party, article, instead)
        )

    def owed(self, party: int) -> int:
        """Return what a party owes for what reached its door, in whole cents."""
        return sum((one.handed or 0) * one.cents for one in self.wishes if one.party == party)

    def _of(self, article: str) -> list[Wish]:
        return sorted(
            (one for one in self.wishes if one.article == article and not one.instead),
            key=lambda one: one.turn,
        )


def _deal(to: list[Wish], most: list[int], pieces: int) -> None:
    """Deal pieces one by one, round after round, until none is left or nobody lacks any."""
    while pieces and any(one.brought < limit for one, limit in zip(to, most, strict=True)):
        for one, limit in zip(to, most, strict=True):
            if pieces and one.brought < limit:
                one.brought += 1
                pieces -= 1
