"""Short words for what is told by code: rules, reasons, and what to know at a door."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yizhan.health.enums import CareKind

# Codes of the planner (src/planner/placement/rules.yaml) as the journal keeps them.
RULES: dict[str, Promise] = {
    "rooms_not_adjacent": _("rooms not next door"),
    "extra_bed": _("extra bed"),
    "fever_next_door": _("fever next door"),
    "party_split": _("party divided"),
    "split_over_floors": _("divided over floors"),
    "apart_next_door": _("next door to somebody to be kept apart"),
    "room_too_small": _("too few beds"),
    "cohorts_on_corridor": _("cohorts mixed on a corridor"),
    "child_without_adult": _("child without an adult in the room"),
    "room_not_ready": _("room not ready"),
    "room_not_cleared": _("room not disinfected in between"),
    "room_occupied": _("two parties in one room"),
    "fever_room_shared": _("fever and no fever in one room"),
    "no_room": _("people without a room"),
}
REASONS: dict[str, Promise] = {
    "fits_exactly": _("just the beds they need"),
    "companions_next_door": _("next door to people they belong with"),
    "companions_on_floor": _("on the floor of people they belong with"),
    "companions_elsewhere": _("away from people they belong with"),
    "larger_kept": _("larger rooms stay free"),
    "room_needed": _("room kept back for others"),
    "rooms_short": _("rooms are short"),
    "spare_bed": _("beds left empty"),
    "stairs": _("stairs"),
    "cohort_on_floor": _("another cohort on the floor"),
    "cohort_unknown": _("a cohort is not known"),
    "floor_opened": _("floor opened"),
    "floor_opened_later": _("open floors do not hold everybody"),
    "corridor_gap": _("rooms left empty on the way"),
    "accessible_kept": _("accessible room used"),
    "accessible_missing": _("room is not accessible"),
    "doctor_kept": _("room near the doctor used"),
    "doctor_far": _("away from the doctor"),
    "fever_rooms_lost": _("rooms next door stay empty for fever"),
    "language_far": _("nobody on the floor speaks their language"),
    "team_load": _("loads of the teams differ"),
    "moved": _("party has to move"),
    "room_wanted": _("room suits others still expected"),
    "companions_shut_out": _("door kept for companions still to come"),
    "joins_party": _("joins the rest of the party"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to know at a door: an icon's name, the words for it, and whether it is grave."""

    code: str
    icon: str
    label: Promise
    grave: bool = False


_MARKS = (
    Mark("fever", "fever", _("Fever"), grave=True),
    Mark("minors_without_guardian", "minor", _("Minors without guardian"), grave=True),
    Mark("grandparent_with_child", "elder", _("Grandparent with child")),
    Mark("one_adult_several_children", "family", _("One adult, several children")),
    Mark("elderly_alone", "elder", _("Elderly person alone")),
    Mark(CareKind.DIALYSIS, "medical", CareKind.DIALYSIS.label, grave=True),
    Mark(CareKind.OXYGEN, "medical", CareKind.OXYGEN.label, grave=True),
    Mark(CareKind.INSULIN, "medical", CareKind.INSULIN.label),
    Mark(CareKind.RECENT_SURGERY, "medical", CareKind.RECENT_SURGERY.label),
    Mark(CareKind.EPILEPSY_PSYCHIATRIC, "medical", CareKind.EPILEPSY_PSYCHIATRIC.label),
    Mark(CareKind.CHRONIC_MEDICINE, "medical", CareKind.CHRONIC_MEDICINE.label),
    Mark(CareKind.PREGNANT, "pregnant", CareKind.PREGNANT.label),
    Mark(CareKind.INFANT_FEEDING, "infant", CareKind.INFANT_FEEDING.label),
    Mark(CareKind.DEPENDENT, "dependent", CareKind.DEPENDENT.label),
    Mark(CareKind.NO_COMMON_LANGUAGE, "language", CareKind.NO_COMMON_LANGUAGE.label),
)
MARKS: dict[str, Mark] = {str(mark.code): mark for mark in _MARKS}


def rule_words(code: str) -> str:
    """Return a broken rule's code in the reader's language; an unknown one as it is."""
    return str(RULES.get(code, code))


def wish_words(code: str) -> str:
    """Return a wish or a rule that rooms may break, in the reader's language; an unknown one as it is."""
    return str({**RULES, **REASONS}.get(code, code))


def reason_words(code: str) -> str:
    """Return a reason's code in the reader's language; an unknown one as it is."""
    return str(REASONS.get(code, code))
