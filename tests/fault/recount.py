"""Counts again, in an installation whose server was killed, what its phones hold acknowledgements for.

Run as `python -m tests.fault.recount FILE` with the installation's environment; FILE has one
acknowledged command a line, as JSON. Prints what is missing, what is there twice, and how many
people there are for how many that were counted.
"""

import json
import os
import sys
from pathlib import Path
from uuid import UUID


def main() -> None:
    """Print the recount as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.config.settings"
    import django

    django.setup()
    from yizhan.command.rehearsal.comparing import recorded_of
    from yizhan.core.models import CommandReceipt
    from yizhan.intake.models import HeadcountMark
    from yizhan.stays.models import Stay

    acknowledged = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    ids = [UUID(one["id"]) for one in acknowledged]
    recorded = recorded_of(ids)
    marks = set(HeadcountMark.objects.values_list("id", flat=True))
    parties = sum(one["action"] == "intake.count_party" for one in acknowledged)
    from_phones = CommandReceipt.objects.filter(device="bench").count()
    sys.stdout.write(json.dumps({
        "lost": [str(one) for one in ids if one not in recorded or one not in marks],
        "doubled": [str(one) for one in ids if one in recorded and recorded[one].ran != 1],
        "people": Stay.objects.filter(ended_at=None).count(), "counted": parties * 2,
        "receipts": from_phones, "acknowledged": len(set(ids)),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
