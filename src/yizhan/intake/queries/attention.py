"""Who needs particular attention, found by rule, and when somebody looks in on them next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from planner.placement import AgeGroup, Member, PartyProfile, Relation, default_rules
from planner.placement.flags import flags_of
from planner.placement.traits import PartyTraits, is_elderly
from yizhan.core.clock import now
from yizhan.duty.models import Matter
from yizhan.health.enums import CareKind
from yizhan.health.models import CareFlag
from yizhan.health.queries.flags import fever_at
from yizhan.intake.rules import AttentionRule, attention_rules
from yizhan.people.identity import age_on
from yizhan.people.models import Account, Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Room, Site
from yizhan.stays.queries.children_apart import children_apart
from yizhan.stays.queries.present import Present, present_at

RELATIONS = {"parent", "grandparent", "relative", "unknown"}


@dataclass(frozen=True, slots=True)
class Concern:
    """One reason for attention and the wristbands it concerns; `weeks` of a pregnancy if known."""

    rule: AttentionRule
    tags: tuple[str, ...]
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class LookIn:
    """Looking in on a party: every so many hours, due when, done last when and by whom, whose it is."""

    hours: int
    due_at: datetime
    last_at: datetime | None
    last_by: Account | None
    responsible: Account | None

    @property
    def is_late(self) -> bool:
        """Whether it is past due."""
        return self.due_at < now()


@dataclass(frozen=True, slots=True)
class PartyAttention:
    """A party with reasons for attention, the most urgent first; `number` is their wristband's."""

    party_id: UUID
    number: str
    people: tuple[Present, ...]
    rooms: tuple[Room, ...]
    concerns: tuple[Concern, ...]
    look_in: LookIn | None

    @property
    def urgency(self) -> int:
        """0 for the most urgent kind of all."""
        return self.concerns[0].rule.urgency


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules read of one party: its members, care flags by wristband ("" for the party), rooms."""

    members: tuple[Member, ...]
    flags: Mapping[str, Mapping[CareKind, int | None]]
    rooms: Mapping[str, UUID] = field(default_factory=dict)


def attention(site: Site) -> list[PartyAttention]:
    """Return every party that needs attention, the most urgent first; six queries.

    Birth dates are opened to tell ages; names are not, and no text about anybody is returned.
    """
    people = present_at(site.id)
    parties: dict[UUID, list[Present]] = defaultdict(list)
    for one in people:
        parties[one.party_id].append(one)
    born = _birth_dates(one.person for one in people)
    feverish, flags, look_ins = fever_at(site.id), _flags(people, site.id), _look_ins(site.id)
    today = now().astimezone(ZoneInfo(site.timezone)).date()
    found = []
    for party_id, members in parties.items():
        seen = tuple(_member(one, born.get(one.person.id), today, feverish) for one in members)
        rooms = {one.tag: one.room.id for one in members if one.room}
        concerns = concerns_of(Facts(seen, flags.get(party_id, {}), rooms))
        if concerns:
            found.append(_party(party_id, members, concerns, look_ins.get(party_id, [])))
    return sorted(found, key=lambda party: (party.urgency, party.number))


def concerns_of(facts: Facts) -> tuple[Concern, ...]:
    """Return the reasons for attention in one party, the most urgent first."""
    rules, placement = attention_rules(), default_rules()
    traits = PartyTraits.of(PartyProfile("party", facts.members), placement.thresholds)
    everybody = tuple(one.label for one in facts.members)
    found = [
        Concern(rule, flag.members)
        for flag in flags_of(traits, placement)
        for rule in rules.values()
        if rule.placement_flag == flag.code
    ]
    feverish = tuple(one.label for one in facts.members if one.fever)
    elderly = tuple(one.label for one in facts.members if is_elderly(one, placement.thresholds))
    found += [Concern(rules[key], tags) for key, tags in (("fever", feverish), ("elderly", elderly)) if tags]
    if apart := children_apart(facts.members, facts.rooms):
        found.append(Concern(rules["child_without_adult"], apart))
    for kind in {kind for flags in facts.flags.values() for kind in flags}:
        tags = tuple(tag for tag in everybody if kind in facts.flags.get(tag, {}))
        weeks = [flags[kind] for flags in facts.flags.values() if flags.get(kind) is not None]
        found.append(Concern(rules[kind], tags or everybody, weeks[0] if weeks else None))
    if any(one.rule.key == "elderly_alone" for one in found):
        found = [one for one in found if one.rule.key != "elderly"]
    return tuple(sorted(found, key=lambda one: one.rule.urgency))


def _birth_dates(persons: Iterable[Person]) -> dict[UUID, date]:
    known = identities(persons)
    return {person_id: one.birth_date for person_id, one in known.items() if one.birth_date}


def _member(one: Present, born: date | None, today: date, feverish: set[UUID]) -> Member:
    relation = one.person.relation if one.person.relation in RELATIONS else "other"
    return Member(
        label=one.tag,
        age_group=AgeGroup(one.person.age_group),
        age=age_on(born, today) if born and born <= today else None,
        relation=Relation(relation),
        fever=one.person.id in feverish,
    )


def _flags(people: Iterable[Present], site_id: UUID) -> dict[UUID, dict[str, dict[CareKind, int | None]]]:
    tags = {one.person.id: one.tag for one in people}
    found: dict[UUID, dict[str, dict[CareKind, int | None]]] = defaultdict(lambda: defaultdict(dict))
    rows = CareFlag.objects.filter(site_id=site_id, ended_at=None)
    for party_id, person_id, kind, weeks in rows.values_list("party_id", "person_id", "kind", "weeks"):
        found[party_id][tags.get(person_id, "")][CareKind(kind)] = weeks
    return found


def _look_ins(site_id: UUID) -> dict[UUID, list[Matter]]:
    found: dict[UUID, list[Matter]] = defaultdict(list)
    rows = Matter.objects.filter(site_id=site_id, kind=Matter.Kind.LOOK_IN, subject_id__isnull=False)
    for matter in rows.select_related("responsible", "settled_by").order_by("raised_at"):
        if matter.subject_id:
            found[matter.subject_id].append(matter)
    return found


def _party(
    party_id: UUID, members: Sequence[Present], concerns: tuple[Concern, ...], look_ins: Sequence[Matter]
) -> PartyAttention:
    rooms = {one.room.id: one.room for one in members if one.room}
    return PartyAttention(
        party_id=party_id,
        number=members[0].tag.rpartition("-")[0],
        people=tuple(members),
        rooms=tuple(rooms.values()),
        concerns=concerns,
        look_in=_look_in(members, concerns, look_ins),
    )


def _look_in(
    members: Sequence[Present], concerns: Iterable[Concern], look_ins: Sequence[Matter]
) -> LookIn | None:
    hours = min((c.rule.look_in_hours for c in concerns if c.rule.look_in_hours), default=None)
    if hours is None:
        return None
    done = [matter for matter in look_ins if matter.settled_at]
    owed = next((matter for matter in look_ins if not matter.settled_at), None)
    last = done[-1] if done else None
    since = owed.raised_at if owed else min(one.person.created_at for one in members)
    if last and last.settled_at:
        since = max(since, last.settled_at)
    return LookIn(
        hours=hours,
        due_at=since + timedelta(hours=hours),
        last_at=last.settled_at if last else None,
        last_by=last.settled_by if last else None,
        responsible=owed.responsible if owed else None,
    )
