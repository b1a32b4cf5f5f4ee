"""What the settings read from the data folder and the environment."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# Who speaks HTTPS: this server with a certificate by its own authority or with a given one, or a proxy.
OWN, GIVEN, PROXY = "own", "given", "proxy"

# A tap asks the same some eighteen statements as the tap before: prepared, the server plans each of
# them once for a connection, and a third more taps go through.
POSTGRESQL_OPTIONS: dict[str, Any] = {
    "pool": {"min_size": 2, "max_size": 20}, "server_side_binding": True, "prepare_threshold": 3,
}  # fmt: skip


def https_mode() -> str:
    """Return who speaks HTTPS, "" for nobody; "1" is an older word for a proxy in front."""
    said = os.environ.get("YIZHAN_HTTPS", "")
    mode = PROXY if said == "1" else said
    if mode not in ("", OWN, GIVEN, PROXY):
        raise ValueError(f"YIZHAN_HTTPS is “{said}”: leave it empty, or say own, given or proxy")
    return mode


def given_hosts() -> list[str]:
    """Return the host names that the operator gives."""
    return [name.strip() for name in os.environ.get("YIZHAN_HOSTS", "").split(",") if name.strip()]


def home_folder() -> Path:
    """Return the folder of the data."""
    return Path(os.environ.get("YIZHAN_HOME", "var")).resolve()


def keys_folder() -> Path:
    """Return the folder of the keys, which may lie elsewhere than the data."""
    return Path(os.environ.get("YIZHAN_KEYS", home_folder() / "keys")).resolve()


def secret_key_in(folder: Path) -> str:
    """Return this installation's secret for cookies, made at first use; readable by the owner only."""
    path = folder / "cookies"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process made it first, and its secret stands
        finally:
            fresh.unlink()
    return path.read_text()


def database_from(url: str, home: Path) -> dict[str, Any]:
    """Return Django's database settings for a `postgresql://` address, else for SQLite in `home`."""
    if not url:
        home.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "yizhan.core.sqlite",
            "NAME": home / "yizhan.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL must begin with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {**POSTGRESQL_OPTIONS, **dict(parse_qsl(parts.query))},
    }


def mail_from(url: str, sender: str) -> dict[str, Any]:
    """Return Django's mail settings for `smtp://user:password@host:port`; smtps and smtp+tls encrypt."""
    parts = urlsplit(url)
    if url and parts.scheme not in ("smtp", "smtps", "smtp+tls"):
        raise ValueError("YIZHAN_MAIL must begin with smtp://, smtps:// or smtp+tls://")
    usual = {"smtps": 465, "smtp+tls": 587}.get(parts.scheme, 25)
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or usual,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "DEFAULT_FROM_EMAIL": sender or f"yizhan@{parts.hostname or 'localhost'}",
    }
