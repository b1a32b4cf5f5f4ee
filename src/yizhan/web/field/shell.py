"""What the phone app is made of, and its version: the digest of all of it."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.templatetags.static import static

WEB = Path(__file__).parent.parent
STATIC = WEB / "static"
TEMPLATES = WEB / "templates" / "field"
LOCALE = WEB.parent / "locale"
WORKER = STATIC / "yizhan" / "field" / "worker.js"
PARTS = (
    "yizhan/base.css",
    "yizhan/emergency.css",
    "yizhan/icon.svg",
    "yizhan/field/**/*.css",
    "yizhan/field/**/*.js",
    "yizhan/field/**/*.png",
    "vendor/idb/index.js",
    "vendor/qr/decode.js",
)


@cache
def shell_files() -> list[str]:
    """Return the addresses of the files that the app is made of."""
    return [static(path.relative_to(STATIC).as_posix()) for path in _parts() if path != WORKER]


@cache
def shell_version() -> str:
    """Return 16 hexadecimal digits that change when anything of the app changes, its words too."""
    digest = sha256()
    guides = [WEB.parent / "duty" / "emergency.yaml", *sorted((WEB.parent / "care" / "cards").glob("*.yaml"))]
    words = sorted(LOCALE.rglob("djangojs.mo"))
    for path in [*_parts(), *sorted(TEMPLATES.glob("*.html")), *words, *guides]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def worker_source() -> str:
    """Return the service worker without its list of files."""
    return WORKER.read_text(encoding="utf-8")


def _parts() -> list[Path]:
    return [path for pattern in PARTS for path in sorted(STATIC.glob(pattern))]
