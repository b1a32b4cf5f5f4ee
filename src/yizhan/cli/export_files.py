"""The files of an export: a table for each model, the journal of each site, a list of its people."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Field, ForeignKey, Model, Q, QuerySet
from pydantic import BaseModel

from yizhan.core.models import AuditEvent, CommandReceipt, WaitingCommand
from yizhan.leaving.models import TransferOrder
from yizhan.people.identity import Identity
from yizhan.people.models import Account, Party, PartyMember, Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Community, Occupancy, Site
from yizhan.roster.models import RosterPerson
from yizhan.roster.queries.people import particulars
from yizhan.stays.models import Stay
from yizhan.stays.queries.journal import signed_head, stored_entries
from yizhan.web.paper.sheets import FORMULA_SIGNS

AT_ONCE = 1000
Row = dict[str, Any]
M = TypeVar("M", bound=Model)
# Models that are in no table, each with the reason.
LEFT_OUT = {
    "duty.AttachmentKey": "opens a sealed picture or recording",
    "people.SignInLink": "opens an account",
    "people.PartyToken": "opens a resident's page",
    "people.PersonKey": "opens sealed particulars; --with-names opens them instead",
    "people.PersonToken": "finds somebody by a keyed token, which says nothing elsewhere",
    "notices.Address": "opens a group's bot, a mailbox or a number",
    "notices.WorkerPulse": "a process of this machine only",
    "care.Crisis": "protected: read by those who are named to it, and by nobody else",
    "care.CrisisEntry": "protected: read by those who are named to it, and by nobody else",
    "care.CrisisReader": "protected: says whose mind is in crisis by who is named",
    "care.Screening": "protected: what somebody answered of their own will",
    "care.ScreeningFollowed": "protected: what somebody answered of their own will",
    "roster.RosterPersonKey": "opens sealed lines of a roster",
    "ledgers.OutsideLine": "compares by keyed tokens, which say nothing elsewhere",
    "roster.RosterToken": "finds somebody by a keyed token, which says nothing elsewhere",
    "intake.CardClaim": "counts wrong tries against room cards",
    "command.RehearsalRun": "a process that plays a rehearsal, on this machine only",
    "stays.JournalEntry": "has a file of its own for each site",
}
# What opens something, and never leaves.
SECRET = {"leaving.Certificate.code", "people.Account.password", "people.Badge.number", "stays.RoomCard.code"}
# What people typed, or are called: only with names.
TYPED = {
    "care.Interpreter.hours",
    "care.Interpreter.name",
    "care.Interpreter.phone",
    "care.Refrigerator.name",
    "cases.CaseContact.reason",
    "cases.CaseStep.facts",
    "command.WorkingNote.en",
    "command.WorkingNote.zh",
    "core.WaitingCommand.envelope",
    "course.CourseChange.authority",
    "course.CourseChange.reason",
    "duty.ChatDraft.words",
    "duty.EmergencyEntry.words",
    "duty.Matter.plain",
    "duty.Matter.record",
    "duty.Matter.settlement",
    "duty.MatterEntry.plain",
    "health.Appointment.companion",
    "health.Appointment.place",
    "health.HandOver.laboratory",
    "health.HandOver.received_by",
    "health.Outing.dropped_because",
    "health.Reception.received_by",
    "health.Result.reason",
    "intake.BatchRevision.origin",
    "intake.BatchRevision.words",
    "intake.CountSettlement.reason",
    "intake.RelayedLine.line",
    "intake.Vehicle.plate",
    "leaving.HandOver.confirmed_name",
    "leaving.Passenger.received_by",
    "leaving.Ride.driver_phone",
    "leaving.Ride.plate",
    "leaving.TransferOrder.driver_phone",
    "leaving.TransferOrder.origin_words",
    "leaving.TransferOrder.plate",
    "leaving.TransferOrder.reason",
    "leaving.TransferOrder.target_words",
    "notices.Delivery.answer",
    "notices.Notice.en",
    "notices.Notice.title_en",
    "notices.Notice.title_zh",
    "notices.Notice.zh",
    "notices.Voice.from_whom",
    "notices.Voice.words",
    "people.Account.display_name",
    "people.Account.username",
    "people.SharedPhone.label",
    "places.Community.contact",
    "places.Community.name",
    "places.Community.phone",
    "places.Community.street",
    "places.Room.state_reason",
    "planning.Plan.rest_reason",
    "protocols.Ruling.authority",
    "protocols.Ruling.document",
    "protocols.Ruling.words",
    "provision.Article.group",
    "provision.Article.name",
    "provision.Article.name_en",
    "provision.Article.number",
    "provision.Article.search",
    "provision.Article.unit",
    "provision.CatalogueImport.faults",
    "provision.CatalogueImport.name",
    "provision.Donation.donor",
    "provision.KitchenNumber.portions",
    "provision.OrderLine.name",
    "provision.OrderLine.unit",
    "provision.PackGiven.withdrawn_because",
    "provision.Parcel.looks",
    "provision.Parcel.number",
    "provision.Settlement.note",
    "provision.StockLot.number",
    "provision.StockMovement.words",
    "provision.StockTransfer.ended_words",
    "provision.StockTransfer.words",
    "provision.TransferLine.number",
    "roster.RosterPerson.because",
    "roster.RosterPerson.cells",
    "roster.RosterPerson.row",
    "roster.RosterPerson.temporary_number",
    "roster.RosterPerson.whereabouts",
}
PEOPLE_HEADINGS = ("wristband", "party", "room", "floor", "age_group", "arrived", "left", "why_left")
NAME_HEADINGS = ("name", "sex", "birth_date", "document_kind", "document_number", "phone")


def write_tables(folder: Path, chosen: list[UUID] | None, *, with_names: bool) -> None:
    """Write each model as JSON lines: of the sites with these ids, or everything there is."""
    for model in exported_models():
        columns = columns_of(model, with_names=with_names)
        rows = of_sites(model, chosen).order_by("pk").values(*columns)
        _write_lines(folder / f"{model._meta.label_lower.replace('.', '_')}.jsonl", rows.iterator(AT_ONCE))
    if with_names:
        persons = of_sites(Person, chosen).exclude(sealed=None)
        _write_lines(folder / "identities.jsonl", _opened(persons, identities))
        lines = of_sites(RosterPerson, chosen).exclude(sealed=None)
        _write_lines(folder / "roster_particulars.jsonl", _opened(lines, particulars))


def write_journal(folder: Path, site: Site) -> None:
    """Write the journal as it is hashed, and its signed end."""
    entries = (
        {"sequence": entry.sequence, "body": entry.body.decode(), "hash": entry.hash.hex()}
        for entry in stored_entries(site.id)
    )
    _write_lines(folder / "journal.jsonl", entries)
    head = json.dumps({**asdict(signed_head(site.id)), "site_id": str(site.id)}, indent=2)
    (folder / "journal-head.json").write_text(head + "\n", "utf-8")


def write_people(path: Path, site: Site, *, with_names: bool) -> None:
    """Write everybody who ever was here, a line a stay, with the room they were in last."""
    stays = list(
        Stay.objects.filter(site=site)
        .select_related("person")
        .order_by("started_at", "band_number", "band_letter")
    )
    rooms = Occupancy.objects.filter(room__site=site).select_related("room__floor").order_by("started_at")
    last = {occupancy.person_id: occupancy.room for occupancy in rooms}
    known = identities([stay.person for stay in stays]) if with_names else {}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(PEOPLE_HEADINGS + (NAME_HEADINGS if with_names else ()))
        for stay in stays:
            room = last.get(stay.person_id)
            cells: list[object] = [
                stay.tag, stay.party_id, room.name if room else "", room.floor.name if room else "",
                stay.person.age_group, stay.started_at.isoformat(), _moment(stay.ended_at), stay.end_reason,
            ]  # fmt: skip
            identity = known.get(stay.person_id, Identity())
            cells += [getattr(identity, name) for name in NAME_HEADINGS] if with_names else []
            table.writerow([harmless(cell) for cell in cells])


def harmless(cell: object) -> str:
    """Return a cell's text so that no spreadsheet takes it for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text


def exported_models() -> list[type[Model]]:
    """Return every model of the product that has a table in an export."""
    return [
        model for model in apps.get_models()
        if model.__module__.startswith("yizhan.") and model._meta.label not in LEFT_OUT
    ]  # fmt: skip


def columns_of(model: type[Model], *, with_names: bool) -> list[str]:
    """Return a model's columns without what is sealed or secret, and without words unless with names."""
    hidden = SECRET if with_names else SECRET | TYPED
    label = model._meta.label
    return [
        field.attname for field in model._meta.concrete_fields
        if not isinstance(field, BinaryField) and f"{label}.{field.name}" not in hidden
    ]  # fmt: skip


def of_sites(model: type[Model], sites: list[UUID] | None) -> QuerySet[Any]:
    """Return the rows that belong to these sites, and those of a model that belongs to none; None is all."""
    if sites is None:
        return model._default_manager.all()
    stays = Stay.objects.filter(site_id__in=sites)
    own: dict[type[Model], Q] = {
        Site: Q(id__in=sites),
        Account: Q(postings__site_id__in=sites) | Q(postings__site=None),
        Person: Q(id__in=stays.values("person_id")),
        Party: Q(id__in=stays.values("party_id")),
        PartyMember: Q(party_id__in=stays.values("party_id")),
        CommandReceipt: Q(id__in=AuditEvent.objects.filter(site_id__in=sites).values("command_id")),
        TransferOrder: Q(origin_id__in=sites) | Q(target_id__in=sites),
        Community: Q(hand_overs__site_id__in=sites),
        WaitingCommand: Q(envelope__facts__site_id__in=[str(site) for site in sites]),
    }
    path = path_to_site(model)
    belongs = own.get(model) or (Q(**{f"{path}__in": sites}) if path else Q())
    return model._default_manager.filter(belongs).distinct()


def path_to_site(model: type[Model], seen: tuple[type[Model], ...] = ()) -> str:
    """Return the look-up that leads from a model to its site's id; "" where none does."""
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    for field in fields:
        if field.attname == "site_id":
            return "site_id"
    for field in fields:
        if isinstance(field, ForeignKey) and isinstance(target := field.related_model, type):
            if target in (*seen, model, Account, Person, Party):
                continue
            if further := path_to_site(target, (*seen, model)):
                return f"{field.name}__{further}"
    return ""


def _opened(sealed: QuerySet[M], unseal: Callable[[Iterable[M]], Mapping[UUID, BaseModel]]) -> Iterator[Row]:
    rows = sealed.order_by("pk").iterator(AT_ONCE)
    while part := list(islice(rows, AT_ONCE)):
        for row_id, facts in unseal(part).items():
            yield {"id": row_id, **facts.model_dump(mode="json")}


def _write_lines(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n")


def _moment(moment: Any) -> str:
    return moment.isoformat() if moment else ""
