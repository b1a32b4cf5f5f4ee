"""Which life of the site this is: another one after every restore from a backup."""

import json
from pathlib import Path

from django.conf import settings

# Left in the data folder by `yizhan restore`.
RESTORED = "restored.json"


def life_of_site() -> str:
    """Return a text that is another after every restore; "" for a site that never was restored."""
    path = Path(settings.YIZHAN_HOME) / RESTORED
    return str(json.loads(path.read_text("utf-8"))["id"]) if path.exists() else ""
