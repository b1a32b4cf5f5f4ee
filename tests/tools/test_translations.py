from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools import translations

PYTHON = """
_("One")
ngettext("%(n)s bag", "%(n)s bags", n)
pgettext("door", "Open")
"""
TEMPLATE = """<div>
  {% if x %}{% translate "It's here" %}{% endif %}
    {% blocktranslate count n=bags %}{{ n }} bag{% plural %}{{ n }} bags{% endblocktranslate %}
</div>
"""
JAVASCRIPT = """
const saved = gettext('Saved');
show(`${ngettext('%s tap', '%s taps', n)}`);
"""


def test_messages_are_found_in_python_templates_and_javascript(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(PYTHON)
    (tmp_path / "b.html").write_text(TEMPLATE)
    (tmp_path / "c.js").write_text(JAVASCRIPT)

    def found(name: str) -> list[object]:
        return [(text, context) for text, _, context in translations.messages_of(tmp_path / name)]

    assert found("a.py") == [("One", None), (("%(n)s bag", "%(n)s bags"), None), ("Open", "door")]
    assert found("b.html") == [("It's here", None), (("%(n)s bag", "%(n)s bags"), None)]
    assert found("c.js") == [("Saved", None), (("%s tap", "%s taps"), None)]


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("Room %(room)s", "房间 %(room)s", None),
        ("Room %(room)s", "房间", "placeholders differ"),
        ("Room", "", "not translated"),
        (("%(n)s bag", "%(n)s bags"), ("%(n)s 袋",), None),
        (("%(n)s bag", "%(n)s bags"), ("%(m)s 袋",), "placeholders differ"),
        ("100%% of {name}", "{name} 的 100%%", None),
    ],
)
def test_message_faults_name_what_is_wrong(
    english: str | tuple[str, ...], chinese: str | tuple[str, ...], fault: str | None
) -> None:
    faults = translations.message_faults("django.po", Message(english, chinese))
    assert len(faults) == (fault is not None)
    assert all(str(fault) in found for found in faults)


def test_fuzzy_messages_are_faults() -> None:
    (fault,) = translations.message_faults("django.po", Message("Room", "房间", flags=["fuzzy"]))
    assert fault == "django.po: marked fuzzy: 'Room'"


def test_update_keeps_translations_and_sets_unused_ones_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "PACKAGE", tmp_path)
    monkeypatch.setattr(translations, "FOLDER", tmp_path / "locale")
    source = tmp_path / "a.py"
    source.write_text('_("Room")\n_("Bed")\n')
    translations.update()
    po = tmp_path / "locale/django.po"
    po.write_text(po.read_text().replace('msgid "Room"\nmsgstr ""', 'msgid "Room"\nmsgstr "房间"'))
    source.write_text('_("Bed")\n')
    translations.update()
    assert '#~ msgstr "房间"' in po.read_text()
    source.write_text('_("Bed")\n_("Room")\n')
    translations.update()
    assert 'msgid "Room"\nmsgstr "房间"' in po.read_text()
    once = po.read_bytes()
    translations.update()
    assert po.read_bytes() == once


def test_stray_chinese_is_found_in_texts_and_not_in_comments(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"""房间"""\n# 房间\nNAME = "房间"\n')
    (tmp_path / "b.html").write_text("{# 房间 #}\n<p>房间</p>\n<p>驿站 中文</p>\n")
    (tmp_path / "c.js").write_text("// 房间\nconst name = '采样';\n")
    assert list(translations.stray_chinese(tmp_path)) == [
        "a.py:3: Chinese in a source: '房间'",
        "b.html:2: Chinese in a source: '<p>房间</p>'",
        "c.js:2: Chinese in a source: \"'采样'\"",
    ]
