"""The lists of items and packs hold together."""

from __future__ import annotations

from yizhan.provision.stock_rules import causes, items, packs, purposes


def test_every_pack_is_made_of_items_and_every_item_has_both_names() -> None:
    assert {key for kind in packs().values() for key in kind.contents} <= set(items())
    assert all(count > 0 for kind in packs().values() for count in kind.contents.values())
    named = [item.name for item in items().values()] + [item.unit for item in items().values()]
    for one in [*named, *purposes().values(), *causes().values(), *(kind.name for kind in packs().values())]:
        assert all((one.zh, one.en)), one.key


def test_what_the_first_night_needs_is_what_arrivals_use() -> None:
    first = {key for key, item in items().items() if item.first_night}
    assert first == {"suit", "meal", "quilt", "wristband"}
    assert all(items()[key].uses.per_person or items()[key].uses.per_crew for key in first)
