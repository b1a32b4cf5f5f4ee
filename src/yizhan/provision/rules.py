"""What arrivals use, read from `needs.yaml`, each figure with its source."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml

from yizhan.provision.enums import Supply


@dataclass(frozen=True, slots=True)
class Need:
    """How much of one supply an arrival uses: for each person who comes, and for the crew at once."""

    per_person: Decimal = Decimal(0)
    per_crew: Decimal = Decimal(0)


@cache
def needs() -> dict[Supply, Need]:
    """Return what every supply is used for; a supply that nothing asks for needs nothing."""
    table = yaml.safe_load(files("yizhan.provision").joinpath("needs.yaml").read_text("utf-8"))
    return {
        supply: Need(**{per: _figure(rows, supply) for per, rows in table.items() if supply in rows})
        for supply in Supply
    }


def _figure(rows: dict[str, dict[str, object]], supply: Supply) -> Decimal:
    return Decimal(str(rows[supply]["value"]))
