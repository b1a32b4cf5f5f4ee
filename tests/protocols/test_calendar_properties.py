"""What holds of every calendar, whatever the protocol, the facts and the zone."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocols.ruled import all_ruled
from yizhan.protocols.calendar import calendar
from yizhan.protocols.facts import Anchor, Calendar, DueKind, Facts, PhaseSpan
from yizhan.protocols.local_days import moment_of
from yizhan.protocols.reading import shelf
from yizhan.protocols.schema import EXACT, Protocol
from yizhan.protocols.wording import sentence

# Zones that skip and repeat hours, at midnight too, by half an hour, or a whole day (Apia, 2011-12-30).
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC", "Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "America/Sao_Paulo", "America/St_Johns",
        "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana",
    )
]  # fmt: skip
FIRST, LAST = datetime(1986, 1, 1), datetime(2037, 12, 1)  # noqa: DTZ001 - the zone is drawn apart
QUICK = settings(max_examples=120, deadline=None)

protocols = st.sampled_from(
    [
        one
        for day_one in ("anchor_day", "day_after_anchor")
        for hour in ("09:00", "00:30", "02:30+1", "23:59")
        for one in all_ruled(day_one=day_one, ends_at=hour)
    ]
)
moments = st.datetimes(FIRST, LAST).map(lambda naive: naive.replace(second=0, microsecond=0, tzinfo=UTC))
hours_later = st.integers(0, 24 * 40)


@st.composite
def stays(draw: st.DrawFn, *, plain: bool = False) -> tuple[Protocol, Facts]:
    """Draw a protocol and the facts of a stay under it."""
    one, at, zone = draw(protocols), draw(moments), draw(st.sampled_from(ZONES))
    known = {anchor: at for anchor in (one.anchor, one.start.anchor if one.start else None) if anchor}
    if one.start and one.anchor:
        known[one.anchor] = at + timedelta(hours=draw(st.integers(0, 72)))
    if plain:
        return one, Facts(zone, tuple(known.items()))
    if draw(st.booleans()):
        known.setdefault(Anchor.SITE_ADMISSION, at + timedelta(minutes=draw(st.integers(0, 20 * 1440))))
    day = at.astimezone(zone).date()
    facts = Facts(
        zone, tuple(known.items()), draw(st.integers(0, 20)),
        tuple(at + timedelta(hours=hours) for hours in draw(st.lists(hours_later, max_size=2))),
        tuple(day + timedelta(days=days) for days in draw(st.lists(st.integers(-2, 40), max_size=4))),
        frozenset(draw(st.sets(st.sampled_from(["vaccinated", "negative_test"])))),
    )  # fmt: skip
    return one, facts


@QUICK
@given(stays())
def test_every_due_lies_within_the_stay_and_within_its_phase(stay: tuple[Protocol, Facts]) -> None:
    one, facts = stay
    made = calendar(one, facts)
    entry = max([at for anchor, at in facts.anchors if anchor in (one.anchor, Anchor.SITE_ADMISSION)])
    if one.start is None:
        assert all(due.opens_at >= entry for due in made.dues)
    assert all(span.starts_at <= span.ends_at for span in made.phases)
    for due in made.dues:
        assert due.opens_at < due.closes_at
        assert any(
            span.kind == due.phase and span.starts_at <= due.opens_at and due.closes_at <= span.ends_at
            for span in made.phases
        )
    assert [due.opens_at for due in made.dues] == sorted(due.opens_at for due in made.dues)
    assert all(moment.tzinfo is UTC for due in made.dues for moment in (due.opens_at, due.closes_at))
    # The database keeps one obligation of a kind and a beginning.
    assert max(Counter((due.kind, due.opens_at) for due in made.dues).values(), default=1) == 1


@QUICK
@given(stays(), st.integers(1, 60 * 24 * 30))
def test_a_later_event_never_lets_go_earlier(stay: tuple[Protocol, Facts], minutes: int) -> None:
    one, facts = stay
    later = tuple(
        (anchor, at + timedelta(minutes=minutes) if anchor == one.anchor else at)
        for anchor, at in facts.anchors
    )
    _not_earlier(calendar(one, facts), calendar(one, replace(facts, anchors=later)))


@QUICK
@given(stays(), hours_later, st.integers(0, 40))
def test_a_reset_or_a_new_symptom_only_ever_makes_it_later(
    stay: tuple[Protocol, Facts], hours: int, days: int
) -> None:
    one, facts = stay
    before = calendar(one, facts)
    first = facts.anchors[0][1]
    reset = replace(facts, resets=(*facts.resets, first + timedelta(hours=hours)))
    symptom = replace(facts, symptoms_on=(*facts.symptoms_on, first.date() + timedelta(days=days)))
    for more in (reset, symptom):
        _not_earlier(before, calendar(one, more))


@QUICK
@given(stays())
def test_credit_only_ever_makes_it_earlier(stay: tuple[Protocol, Facts]) -> None:
    one, facts = stay
    _not_earlier(calendar(one, replace(facts, credited_days=facts.credited_days + 1)), calendar(one, facts))


@QUICK
@given(stays(plain=True))
def test_a_phase_of_days_has_that_many_dates_wherever_clocks_are_put_forward(
    stay: tuple[Protocol, Facts],
) -> None:
    one, facts = stay
    made = calendar(one, facts)
    first = made.phases[0]
    if one.phases[0].ends_at == EXACT:
        assert first.ends_at - first.starts_at == timedelta(hours=one.phases[0].hours or 0)
        return
    anchored = next(at for anchor, at in facts.anchors if anchor == one.anchor).astimezone(facts.zone).date()
    offset = 1 if one.day_one == "day_after_anchor" else 0
    last = anchored + timedelta(days=offset + first.days - 1)
    hour = one.phases[0].ends_at or ""
    after = last + timedelta(days=1 if hour == "end_of_day" or hour.endswith("+1") else 0)
    clock = time() if hour == "end_of_day" else time.fromisoformat(hour.partition("+")[0])
    assert first.ends_at == moment_of(facts.zone, after, clock)


@QUICK
@given(stays(plain=True))
def test_every_day_that_the_text_names_has_its_sample(stay: tuple[Protocol, Facts]) -> None:
    one, facts = stay
    made = calendar(one, facts)
    for number, phase in enumerate(one.phases):
        span = made.phases[number]
        found = [
            due.day for due in made.dues if due.kind == DueKind.SAMPLE and _is_within(due.opens_at, span)
        ]
        wanted = [day for day in phase.sample_days or () if day <= span.days]
        if _all_dates_exist(span.starts_at, span.ends_at, facts.zone):
            # The hour of release can cut the very last day away.
            assert [day for day in found if day in wanted] == [day for day in wanted if day in found]
            assert set(wanted) - set(found) <= ({wanted[-1]} if wanted else set())


@QUICK
@given(stays())
def test_the_same_moments_written_in_another_zone_are_the_same_facts(stay: tuple[Protocol, Facts]) -> None:
    one, facts = stay
    local = tuple((anchor, at.astimezone(facts.zone)) for anchor, at in facts.anchors)
    resets = tuple(at.astimezone(ZoneInfo("Asia/Tokyo")) for at in facts.resets)
    assert calendar(one, facts) == calendar(one, replace(facts, anchors=local, resets=resets))


@QUICK
@given(stays())
def test_every_reason_has_words_in_both_languages(stay: tuple[Protocol, Facts]) -> None:
    made = calendar(*stay)
    reasons = [*(due.reason for due in made.dues), *(span.reason for span in made.phases), *made.open]
    assert reasons
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for reason in reasons:
                said = sentence(reason)
                assert said != reason.code
                assert "%(" not in said
                assert any("\u4e00" <= letter <= "\u9fff" for letter in said) == (language == "zh-hans")


@given(
    st.sampled_from(ZONES),
    st.dates(date(1986, 1, 1), date(2037, 12, 1)),
    st.times(),
    st.integers(0, 3),
    st.times(),
)
@settings(max_examples=300, deadline=None)
def test_a_later_day_and_hour_is_never_an_earlier_moment(
    zone: ZoneInfo, day: date, hour: time, days: int, other: time
) -> None:
    early, late = sorted(
        [(day, hour.replace(microsecond=0)), (day + timedelta(days=days), other.replace(microsecond=0))]
    )
    assert moment_of(zone, *early) <= moment_of(zone, *late)


def test_hours_that_are_skipped_and_repeated() -> None:
    new_york, apia = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")
    # Of 02:00 to 03:00 that day there is nothing: the moment of the skip.
    assert moment_of(new_york, date(2026, 3, 8), time(2, 30)) == datetime(2026, 3, 8, 7, tzinfo=UTC)
    # 01:30 comes twice: the first, so that nobody is kept longer.
    assert moment_of(new_york, date(2026, 11, 1), time(1, 30)) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    # A day that never was begins and ends at once.
    assert moment_of(apia, date(2011, 12, 30)) == moment_of(apia, date(2011, 12, 31))


def test_everything_that_is_shipped_was_drawn() -> None:
    assert (
        len(all_ruled()) == len([one for one in shelf().protocols.values() if not one.requires_nothing]) == 44
    )


def _not_earlier(before: Calendar, after: Calendar) -> None:
    if before.due_at and after.due_at:
        assert after.due_at >= before.due_at
    if before.ends_at and after.ends_at:
        assert after.ends_at >= before.ends_at


def _is_within(moment: datetime, span: PhaseSpan) -> bool:
    return span.starts_at <= moment < span.ends_at


def _all_dates_exist(start: datetime, end: datetime, zone: ZoneInfo) -> bool:
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        if moment_of(zone, day) == moment_of(zone, day + timedelta(days=1)):
            return False
        day += timedelta(days=1)
    return True
