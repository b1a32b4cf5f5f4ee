"""What a rehearsal showed, in words that say what to do."""

from django import template
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from yizhan.command.evening.casting import lanes_of
from yizhan.command.evening.facts import posts
from yizhan.command.evening.picture import BlockedShown, Help
from yizhan.command.evening.plan import CopiedEntrance, Evening, PlanChanges
from yizhan.command.models import RehearsalPlan
from yizhan.command.queries.rehearsals import Run, changes_of

register = template.Library()

FAULTS = {
    "time": gettext_lazy("It took longer than it may, and was ended."),
    "fault": gettext_lazy("It failed. Whoever runs the server finds why by running it there."),
    "": gettext_lazy("Its process is gone: the server was started again, or the machine was. Start it anew."),
}


@register.filter
def post_name(key: str) -> str:
    """Return what a post is called."""
    return posts()[key].name(get_language() or "zh")


@register.filter
def chart_title(key: str) -> str:
    """Return whom a chart shows."""
    titles = {
        "bus": _("In the coaches, still to get off"),
        "thermometer": _("Waiting to be measured"),
        "reception": _("Waiting for a room at reception"),
        "lift": _("Waiting for lift and guide"),
        "corridor": _("In their rooms, not counted there yet"),
        "in_rooms": _("In their rooms"),
    }
    return titles[key]


@register.filter
def plan_name(plan: RehearsalPlan | None) -> str:
    """Return what a plan is called: its number and name; tonight's own has none."""
    if plan is None:
        return _("Tonight's plan")
    numbered = _("Plan %(number)d") % {"number": plan.number}
    return f"{numbered} · {plan.name}" if plan.name else numbered


@register.filter
def plan_words(run: Run) -> list[str]:
    """Return what a run's plan did otherwise."""
    return changes_in_words(run.changes, run.evening)


@register.filter
def saved_words(plan: RehearsalPlan, evening: Evening) -> list[str]:
    """Return what a saved plan does otherwise than tonight's."""
    return changes_in_words(changes_of(plan), evening)


@register.filter
def fault_words(run: Run) -> str:
    """Say why nothing came of a run."""
    return str(FAULTS[run.row.fault])


@register.filter
def blocked_words(blocked: BlockedShown, run: Run) -> str:
    """Say which vehicle cannot enter, why, and how long it stands outside."""
    said = _(
        "%(vehicle)s cannot enter by %(entrance)s: %(missing)s m are missing. "
        "It stands outside for %(minutes)d minutes."
    )
    return said % {
        "vehicle": vehicle_named(run.evening, blocked.vehicle),
        "missing": f"{blocked.missing_m:g}",
        "entrance": entrance_named(run.evening, blocked.entrance),
        "minutes": round(blocked.waited_min),
    }


@register.filter
def jam_words(key: str, run: Run) -> str:
    """Say how many wait at a post, how long, and when it is worst."""
    post = run.picture.posts[key] if run.picture else None
    if post is None:
        return ""
    said = {
        "bus": _("In the coaches up to %(most)d people wait to get off, the last of them %(wait)d minutes."),
        "corridor": _("The last family waits %(wait)d minutes in its room until it is counted there."),
    }.get(
        key,
        _(
            "%(post)s: up to %(most)d people stand and wait, the longest %(wait)d minutes; "
            "worst %(at)d minutes after the first bus."
        ),
    )
    return said % {
        "post": post_name(key), "most": post.most, "wait": round(post.longest_wait_min),
        "at": post.most_at_min,
    }  # fmt: skip


@register.filter
def help_words(help_: Help, run: Run) -> str:
    """Say what would help."""
    evening = run.evening
    facts = {
        "people": help_.people,
        "post": post_name(help_.post) if help_.post else "",
        "entrance": entrance_named(evening, help_.entrance) if help_.entrance else "",
        "vehicle": vehicle_named(evening, help_.vehicle) if help_.vehicle else "",
    }
    said = {
        "post": _("One more at “%(post)s”: %(people)d in all"),
        "spare": _("One fewer at “%(post)s” (%(people)d): hardly anybody waits longer"),
        "lift_people": _("%(people)d at a time in the lift"),
        "wave_people": _("%(people)d off the bus at a time"),
        "cleared": _("Take down what hangs over %(entrance)s before they come"),
        "order": _("The vehicles that fit come first"),
        "route": _("Send %(vehicle)s to %(entrance)s"),
    }
    return said[help_.kind] % facts


@register.filter
def minutes_saved(help_: Help) -> str:
    """Say how much a change saves."""
    minutes = round(help_.minutes)
    return ngettext("%(minutes)d minute less", "%(minutes)d minutes less", minutes) % {"minutes": minutes}


@register.filter
def trial(help_: Help, run: Run) -> str:
    """Return the change as the plan's form takes it: "post:thermometer:2"."""
    if help_.kind == "order":
        stuck = {one.vehicle for one in (run.picture.blocked if run.picture else ())}
        return "order::" + ",".join(sorted(run.settings.order, key=lambda key: key in stuck))
    subject = help_.post or help_.vehicle
    return f"{help_.kind}:{subject}:{help_.entrance or help_.people}"


@register.filter
def lanes(run: Run) -> int:
    """Return how many whole lanes a full rehearsal plays."""
    return lanes_of(run.settings)


@register.filter
def assumed_post(key: str, evening: Evening) -> bool:
    """Tell whether nobody is posted there and the number is assumed."""
    return key in evening.assumed


@register.filter
def entrance_words(evening: Evening) -> list[str]:
    """Say for each vehicle which entrances keep it out."""
    return [
        _("%(vehicle)s does not fit under %(entrance)s: %(missing)s m") % {
            "vehicle": vehicle.name, "entrance": _called(gate), "missing": f"{missing:g}",
        }
        for vehicle in evening.vehicles
        for gate in evening.entrances
        if (missing := gate.too_low_for(vehicle) or gate.too_short_for(vehicle))
    ]  # fmt: skip


def changes_in_words(changes: PlanChanges, evening: Evening) -> list[str]:
    """Return what a plan does otherwise, one short phrase each."""
    said = [f"{post_name(key)} {people}" for key, people in changes.posts.items()]
    ways = {
        _("%(count)d off the bus together"): changes.wave_people,
        _("%(count)d up together"): changes.lift_people,
        _("lifts: %(count)d"): changes.lifts,
        _("lift trip of %(count)d s"): changes.lift_trip_s,
    }
    said += [words % {"count": count} for words, count in ways.items() if count]
    if changes.order:
        said.append(
            _("order %(names)s") % {"names": ", ".join(vehicle_named(evening, one) for one in changes.order)}
        )
    said += [
        f"{vehicle_named(evening, vehicle)} → {entrance_named(evening, str(gate))}"
        for vehicle, gate in changes.routes.items()
    ]
    said += [
        _("%(entrance)s cleared") % {"entrance": entrance_named(evening, str(one))} for one in changes.cleared
    ]
    return said


def vehicle_named(evening: Evening, key: str) -> str:
    """Return what a vehicle is called; its key where it is no longer announced."""
    return next((one.name for one in evening.vehicles if one.key == key), key)


def entrance_named(evening: Evening, entrance_id: str) -> str:
    """Return what an entrance is called."""
    return next((_called(one) for one in evening.entrances if str(one.id) == entrance_id), "?")


@register.filter
def at_key(figures: dict[str, int], key: str) -> int:
    """Return the figure under a key."""
    return figures[key]


@register.filter
def share(part: float) -> int:
    """Return a share as a percentage."""
    return round(part * 100)


def _called(entrance: CopiedEntrance) -> str:
    english = (get_language() or "").startswith("en")
    return entrance.name_en if english and entrance.name_en else entrance.name
