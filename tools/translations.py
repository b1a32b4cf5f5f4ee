"""Translations: English stands in the sources, Chinese in src/yizhan/locale/zh_Hans.

`update` reads every message out of the sources and brings the .po files up to date, `compile`
makes the .mo files, `check` fails on whatever keeps a reader of Chinese from reading Chinese.
The .po files carry no dates and no line numbers, so that two people's changes merge.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.jslexer import tokenize
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/yizhan"
LOCALE = "zh_Hans"
FOLDER = PACKAGE / "locale" / LOCALE / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")

KEYWORDS = {
    name + suffix: places
    for name, places in {
        "gettext": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
        "_": None,
    }.items()
    for suffix in ("", "_lazy")
}
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->", re.DOTALL)

# The product's name and sign, and a language's name: written alike in every language.
SHOWN_AS_THEY_ARE = re.compile("驿站|>驿<|中文")

# Chinese in a source that is no message, with the reason; a folder stands for all below it.
MAY_HOLD_CHINESE = {
    "cli/demo.py": "printed in both languages, before anybody has chosen one",
}

Found = tuple[str | tuple[str, ...], list[str], str | None]


def main() -> int:
    """Run the tool and return its exit code."""
    parser = argparse.ArgumentParser(description="Keep both languages complete.")
    parser.add_argument("task", choices=["update", "compile", "check"])
    task = parser.parse_args().task
    return {"update": update, "compile": compile_all, "check": check}[task]()


def update() -> int:
    """Write the .po files anew: new messages are added, translations kept, unused ones set aside."""
    for domain in DOMAINS:
        catalog = updated(domain)
        _po(domain).parent.mkdir(parents=True, exist_ok=True)
        _po(domain).write_bytes(as_po(catalog))
        untranslated = sum(not all(_strings(message)) for message in _messages(catalog))
        print(f"{domain}: {len(catalog)} messages, {untranslated} without a translation")
    return 0


def compile_all() -> int:
    """Make the .mo files that the product reads."""
    for domain in DOMAINS:
        if _po(domain).exists():
            with _po(domain).with_suffix(".mo").open("wb") as file:
                write_mo(file, read(domain))
    return 0


def check() -> int:
    """Print every message that is not well translated and every Chinese text outside the .po files."""
    faults = [fault for domain in DOMAINS for fault in domain_faults(domain)]
    faults += [*stray_chinese(PACKAGE)]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"Translations: {sum(len(read(domain)) for domain in DOMAINS)} messages, {len(faults)} faults")
    return 1 if faults else 0


def domain_faults(domain: str) -> list[str]:
    """Return what is wrong with the translations of one domain."""
    catalog, wanted = read(domain), updated(domain)
    name = f"{domain}.po"
    faults = [fault for message in _messages(catalog) for fault in message_faults(name, message)]
    known = {_key(message) for message in _messages(catalog)}
    new = [message for message in _messages(wanted) if _key(message) not in known]
    return faults + [f"{name}: not there: {_english(message)!r}; run `make messages`" for message in new]


def message_faults(name: str, message: Message) -> list[str]:
    """Return what is wrong with one message."""
    english = _english(message)
    if not all(_strings(message)):
        return [f"{name}: not translated: {english!r}"]
    faults = []
    if message.fuzzy:
        faults.append(f"{name}: marked fuzzy: {english!r}")
    wanted = placeholders(_forms(message.id)[-1])
    for text in _strings(message):
        if placeholders(text) != wanted:
            faults.append(f"{name}: placeholders differ: {english!r} and {text!r}")
        if english.endswith("\n") != text.endswith("\n"):
            faults.append(f"{name}: only one ends with a line break: {english!r}")
    return faults


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a message, sorted."""
    return sorted(found[0] for found in PLACEHOLDER.finditer(text.replace("%%", "")))


def updated(domain: str) -> Catalog:
    """Return the domain's catalogue with exactly the messages of the sources."""
    fresh = _empty(domain)
    for path in sources(domain):
        for text, comments, context in messages_of(path):
            fresh.add(text, context=context, auto_comments=[note.strip() for note in comments])
    old = read(domain)
    kept = {_key(message): message for message in [*old.obsolete.values(), *_messages(old)]}
    for message in _messages(fresh):
        if before := kept.pop(_key(message), None):
            message.string, message.flags = _fitting(message, before), before.flags
            message.user_comments = before.user_comments
    for unused in kept.values():
        if all(_strings(unused)):
            fresh.obsolete[_english(unused)] = unused
    return fresh


def sources(domain: str) -> list[Path]:
    """Return the files that hold a domain's messages, in a fixed order."""
    patterns = ("*.py", "*.html", "*.txt", "*.typ") if domain == "django" else ("*.js",)
    found = (path for pattern in patterns for path in PACKAGE.rglob(pattern))
    return sorted(path for path in found if not {"vendor", "migrations"} & set(path.parts))


def messages_of(path: Path) -> Iterator[Found]:
    """Return the messages of one file with their translators' comments and contexts."""
    source = path.read_text(encoding="utf-8")
    method = "javascript" if path.suffix == ".js" else "python"
    if method == "python" and path.suffix != ".py":
        source = _templatised(source, path)
    options = {"encoding": "utf-8", "parse_template_string": "true"}
    file = BytesIO(source.encode())
    for _, text, comments, context in extract(method, file, KEYWORDS, ["Translators:"], options):
        yield text, comments, context


def stray_chinese(package: Path) -> Iterator[str]:
    """Return each place where Chinese text stands in a source instead of in a .po or data file."""
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.js")]):
        inside = path.relative_to(package)
        if "vendor" in inside.parts or any(inside.is_relative_to(known) for known in MAY_HOLD_CHINESE):
            continue
        for line, text in _texts(path):
            if CHINESE.search(SHOWN_AS_THEY_ARE.sub("", text)):
                yield f"{inside}:{line}: Chinese in a source: {text.strip()[:60]!r}"


def read(domain: str) -> Catalog:
    """Return the catalogue that is there, or an empty one."""
    if not _po(domain).exists():
        return _empty(domain)
    with _po(domain).open("rb") as file:
        return read_po(file, locale=LOCALE, domain=domain)


def as_po(catalog: Catalog) -> bytes:
    """Return the catalogue as a .po file: sorted, without dates, places or names."""
    file = BytesIO()
    write_po(file, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    header = (
        'msgid ""',
        'msgstr ""',
        f'"Language: {LOCALE}\\n"',
        f'"Plural-Forms: {catalog.plural_forms}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
    )
    return "\n".join(header).encode() + b"\n\n" + file.getvalue().strip() + b"\n"


def _templatised(source: str, path: Path) -> str:
    from django.conf import settings  # noqa: PLC0415 - only templates need Django
    from django.utils.translation.template import templatize  # noqa: PLC0415

    if not settings.configured:
        settings.configure()
    # What is no message becomes X; without indentation the rest is Python enough to be read as such.
    lines: str = templatize(source, origin=str(path))
    return "\n".join(line.lstrip() for line in lines.splitlines())


def _texts(path: Path) -> Iterable[tuple[int, str]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return _python_texts(source)
    if path.suffix == ".js":
        tokens = tokenize(source)
        return [
            (token.lineno, token.value) for token in tokens if token.type in ("string", "template_string")
        ]
    blanked = TEMPLATE_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    return list(enumerate(blanked.splitlines(), start=1))


def _python_texts(source: str) -> list[tuple[int, str]]:
    tree = ast.parse(source)
    # A string that stands alone is a docstring: it may name the Chinese term of a thing.
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone
    ]


def _empty(domain: str) -> Catalog:
    return Catalog(locale=LOCALE, domain=domain, fuzzy=False)


def _po(domain: str) -> Path:
    return FOLDER / f"{domain}.po"


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _key(message: Message) -> tuple[str, str | None]:
    # gettext finds a message by its singular, so singular and context name it.
    return _english(message), message.context


def _english(message: Message) -> str:
    return _forms(message.id)[0]


def _strings(message: Message) -> tuple[str, ...]:
    return _forms(message.string)


def _forms(text: str | list[str] | tuple[str | None, ...] | None) -> tuple[str, ...]:
    """Return a message's texts: one, or one for each of its plural forms."""
    forms = (text,) if text is None or isinstance(text, str) else text
    return tuple(form or "" for form in forms)


def _fitting(message: Message, before: Message) -> str | tuple[str, ...]:
    """Return the translation of `before` in the form that `message` needs: Chinese has one plural."""
    (first, *_) = _strings(before)
    return (first,) if isinstance(message.id, tuple) else first


if __name__ == "__main__":
    sys.exit(main())
