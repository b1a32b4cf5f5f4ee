"""A restored site says that it lives anew, so that phones send again what its backup may lack."""

import json
from pathlib import Path

from django.conf import LazySettings

from yizhan.core.life import RESTORED, life_of_site


def test_life_is_another_after_a_restore(tmp_path: Path, settings: LazySettings) -> None:
    settings.YIZHAN_HOME = tmp_path
    assert life_of_site() == ""
    (tmp_path / RESTORED).write_text(json.dumps({"id": "second"}))
    assert life_of_site() == "second"
