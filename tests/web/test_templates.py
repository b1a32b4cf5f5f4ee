"""Every template of the product can be read: one with a slip would fail only when its page is opened."""

from pathlib import Path

import pytest
from django.template.loader import get_template

import yizhan.web

FOLDER = Path(yizhan.web.__file__).parent / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_read(name: str) -> None:
    assert get_template(name) is not None
