"""What the documents say exists."""

import re
from importlib import import_module

from django.apps import apps

from tests.architecture.source import ROOT, layers

IDENTIFIER = re.compile(r"`(\w+)\.(?:(\w+)\.)?([A-Z]\w+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_glossary_names_things_that_exist() -> None:
    rows = (ROOT / "docs/glossary.md").read_text().splitlines()
    named = [found.groups() for row in rows for found in IDENTIFIER.finditer(row) if found[1] in layers()]
    assert named
    missing = []
    for app, module, name in named:
        if module:
            is_there = hasattr(import_module(f"yizhan.{app}.{module}"), name)
        else:
            is_there = name.lower() in apps.all_models[app]
        if not is_there:
            missing.append(f"{app}.{module or 'models'}.{name}")
    assert missing == []


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "tests/README.md"]
    links = [(document, link) for document in documents for link in LINK.findall(document.read_text())]
    assert links
    assert [f"{one.name}: {link}" for one, link in links if not (one.parent / link).exists()] == []
