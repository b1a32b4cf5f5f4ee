"""Run as a program inside an installation: the county hotel on simulated time, before the family comes.

The clock is the file that YIZHAN_CLOCK names. Prints a way in for everybody of the crew.
"""

import json
import shutil
import sys
from pathlib import Path


def seed() -> dict[str, str]:
    """Mark the database as a rehearsal's, load the demonstration and the family's protocol."""
    from django.conf import settings

    from yizhan.cli.link import fresh_link
    from yizhan.command.actions.installation import mark_rehearsal
    from yizhan.command.demonstration import load_demonstration
    from yizhan.config.simulated_time import follow_simulated_time
    from yizhan.core.actors import SYSTEM
    from yizhan.people.models import Account

    mark_rehearsal(by=SYSTEM)
    follow_simulated_time()
    folder = Path(settings.YIZHAN_HOME) / "protocols"
    folder.mkdir(exist_ok=True)
    shutil.copy(Path(__file__).with_name("family.yaml"), folder)
    load_demonstration()
    crew = Account.objects.filter(is_active=True)
    return {account.username: fresh_link(account.id, "") for account in crew}


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
