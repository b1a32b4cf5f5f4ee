"""Django settings. Everything a site chooses comes from the environment or from YIZHAN_HOME."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from yizhan.config.home import (
    PROXY,
    database_from,
    given_hosts,
    home_folder,
    https_mode,
    keys_folder,
    mail_from,
    secret_key_in,
)

YIZHAN_HOME = home_folder()
YIZHAN_KEYS = keys_folder()
YIZHAN_CLOCK = os.environ.get("YIZHAN_CLOCK", "")

SECRET_KEY = secret_key_in(YIZHAN_KEYS)
DEBUG = False
ALLOWED_HOSTS = given_hosts() or ["localhost", "127.0.0.1", "[::1]"]
_HTTPS = https_mode()
# The plain listener shows only how to trust this installation's authority, and what it is told to.
_PLAIN = os.environ.get("YIZHAN_LISTENER", "") == "plain"
PLAIN_RESIDENTS = os.environ.get("YIZHAN_PLAIN_RESIDENTS", "") == "1"
SECURE_AT = os.environ.get("YIZHAN_SECURE_AT", "").split()
PLAIN_AT = os.environ.get("YIZHAN_PLAIN_AT", "")
# A machine that translates a sentence, asked as LibreTranslate is; the text leaves this installation.
YIZHAN_TRANSLATOR = os.environ.get("YIZHAN_TRANSLATOR", "")
YIZHAN_TRANSLATOR_KEY = os.environ.get("YIZHAN_TRANSLATOR_KEY", "")
RESIDENTS_AT = os.environ.get("YIZHAN_RESIDENTS_AT", "").rstrip("/")

# How notices leave the house; what is not set is not used.
YIZHAN_MAIL = os.environ.get("YIZHAN_MAIL", "")
globals().update(mail_from(YIZHAN_MAIL, os.environ.get("YIZHAN_MAIL_FROM", "")))
YIZHAN_SMS = os.environ.get("YIZHAN_SMS", "")
YIZHAN_SMS_TOKEN = os.environ.get("YIZHAN_SMS_TOKEN", "")
YIZHAN_HOOK_HOSTS = os.environ.get("YIZHAN_HOOK_HOSTS", "").lower().split()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "yizhan.core",
    "yizhan.people",
    "yizhan.places",
    "yizhan.protocols",
    "yizhan.duty",
    "yizhan.notices",
    "yizhan.health",
    "yizhan.provision",
    "yizhan.care",
    "yizhan.stays",
    "yizhan.course",
    "yizhan.intake",
    "yizhan.leaving",
    "yizhan.cases",
    "yizhan.roster",
    "yizhan.ledgers",
    "yizhan.planning",
    "yizhan.command",
    "yizhan.web",
]
MIDDLEWARE = [
    "yizhan.web.observing.observed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yizhan.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "yizhan.web.trust.plain" if _PLAIN else "yizhan.config.urls"
WSGI_APPLICATION = "yizhan.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent.parent / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yizhan.web.context.surroundings",
            ]
        },
    }
]

DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", ""), YIZHAN_HOME)}
# Counts of wrong codes, shared by the server's processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": YIZHAN_HOME / "cache",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
# Axes counts wrong tries before anything is compared.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "yizhan.web.signin.backends.AccountBackend",
    "yizhan.web.signin.backends.RecoveryCodeBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "yizhan.web.signin.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# A whole site comes through one address at a change of shift: addresses get wide limits.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "5/900s/key", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "yizhan.web.signin.adapters.MfaAdapter"
MFA_FORMS = {"add_webauthn": "yizhan.web.signin.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS and set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _HTTPS == PROXY else 0
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "signin/locked.html"
AXES_CLIENT_IP_CALLABLE = "yizhan.web.signin.addresses.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
# Served straight from the installed package: nothing is to be collected when a site is set up at night.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 600

SESSION_ENGINE = "yizhan.web.signin.sessions"
SESSION_COOKIE_AGE = 14 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(_HTTPS)
# Cookies know no ports: the plain side has names of its own, and can never set the secure side's session.
SESSION_COOKIE_NAME = "__Host-session" if _HTTPS else "sessionid"
CSRF_COOKIE_NAME = "plaincsrf" if _PLAIN else "csrftoken"
# No HSTS: it would lock phones out of the plain page that leads them to trust this server.
SECURE_HSTS_SECONDS = 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _HTTPS == PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A service's log has a line for each request; whoever looks at a terminal is told of faults only.
_LEVEL = "WARNING" if sys.stderr.isatty() else "INFO"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "yizhan.web.logs.JsonLines"}},
    "handlers": {"log": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "loggers": {
        "django": {"handlers": ["log"], "level": "ERROR", "propagate": False},
        "yizhan": {"handlers": ["log"], "level": _LEVEL, "propagate": False},
        "_granian": {"handlers": ["log"], "level": _LEVEL, "propagate": False},
    },
}
