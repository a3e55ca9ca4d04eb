"""Settings: one file, everything from the environment, no policy; production is the default and refuses weak ones."""

import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from kombu.entity import Queue

from canteen.config import environment
from canteen.config.keys import ensure_keys

BASE_DIR = Path(__file__).resolve().parents[2]

if os.environ.get("NUANCAN_ENV_FILE"):
    environment.read_environment_file(Path(os.environ["NUANCAN_ENV_FILE"]))

MODE = os.environ.get("NUANCAN_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured("NUANCAN_MODE is production, demo or test")

VAR_DIR = Path(os.environ.get("NUANCAN_VAR", BASE_DIR / "var"))
if MODE != "production":
    # A trial and tests make their own random keys; production has to be given them.
    environment.read_environment_file(ensure_keys(VAR_DIR))

# --- secrets -------------------------------------------------------------------------------------------------------
SECRET_KEY = environment.required("NUANCAN_SECRET_KEY")
NUANCAN_KEYS = environment.keys("NUANCAN_KEYS")
NUANCAN_LOOKUP_KEY = environment.key("NUANCAN_LOOKUP_KEY", environment.required("NUANCAN_LOOKUP_KEY"))
# Printed QR codes: the private keys that sign (the highest signs), and what kiosks verify with is derived from them.
NUANCAN_QR_KEYS = environment.keys("NUANCAN_QR_KEYS")

# --- weak settings are refused, not warned about -------------------------------------------------------------------
DEBUG = False
ALLOWED_HOSTS = environment.names("NUANCAN_HOSTS") or (["127.0.0.1", "localhost"] if MODE != "production" else [])
if MODE == "production":
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure-"):
        raise ImproperlyConfigured("NUANCAN_SECRET_KEY is too weak: 50 random characters at least")
    if not ALLOWED_HOSTS or any("*" in host for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("NUANCAN_HOSTS must list the public names, without a wildcard")
    if os.environ.get("NUANCAN_DEBUG") or os.environ.get("DEBUG"):
        raise ImproperlyConfigured("DEBUG has no place in production; unset it")
    if os.environ.get("NUANCAN_NOW") or os.environ.get("NUANCAN_CLOCK_SHIFT_S"):
        raise ImproperlyConfigured("A shifted clock (NUANCAN_NOW) has no place in production; unset it")
    for _name, _keys in (("NUANCAN_KEYS", NUANCAN_KEYS), ("NUANCAN_QR_KEYS", NUANCAN_QR_KEYS)):
        if any(len(set(value)) < 8 for value in _keys.values()):
            raise ImproperlyConfigured(f"{_name} holds a key that is not random")

# --- database ------------------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.database(
        os.environ.get("NUANCAN_DATABASE_URL", "") or f"sqlite://{VAR_DIR / 'nuancan.sqlite3'}"
        if MODE != "production"
        else environment.required("NUANCAN_DATABASE_URL")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- time ----------------------------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"


def _clock_shift() -> timedelta:
    """Return how far the clock at the edge runs beside the real one (trial only): NUANCAN_NOW, or as handed down."""
    if seconds := os.environ.get("NUANCAN_CLOCK_SHIFT_S"):
        return timedelta(seconds=float(seconds))
    wanted = os.environ.get("NUANCAN_NOW", "")
    if not wanted:
        return timedelta(0)
    zone, real = ZoneInfo(TIME_ZONE), datetime.now(UTC)
    try:
        if len(wanted) <= 5:
            start = datetime.combine(real.astimezone(zone).date(), time.fromisoformat(wanted), tzinfo=zone)
        else:
            start = datetime.fromisoformat(wanted)
    except ValueError:
        raise ImproperlyConfigured("NUANCAN_NOW reads 11:05 or 2026-03-01T11:05") from None
    return (start if start.tzinfo else start.replace(tzinfo=zone)) - real


NUANCAN_CLOCK_SHIFT = _clock_shift()

# --- the trial's town: how large `manage.py demo` builds it --------------------------------------------------------
NUANCAN_TOWN = os.environ.get("NUANCAN_TOWN", "full")
NUANCAN_CHECKINS = environment.number("NUANCAN_CHECKINS")

# --- the house -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "canteen",
    "ordering",
    "settlement",
    "kiosk",
    "django.contrib.admin.apps.SimpleAdminConfig",  # below the rooms, whose templates come first
]
MIDDLEWARE = [
    "canteen.config.middleware.RequestIdMiddleware",
    "canteen.config.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "canteen.config.problem_pages.ProblemPagesMiddleware",
    "canteen.config.doorkeeper.DoorkeeperMiddleware",
]
ROOT_URLCONF = "canteen.config.urls"
WSGI_APPLICATION = "canteen.config.wsgi.application"
AUTH_USER_MODEL = "canteen.Staff"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "canteen.gateways.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
elif MODE == "demo":
    PASSWORD_HASHERS = ["canteen.gateways.hashers.TrialHasher"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "canteen.config.navigation.navigation",
            ]
        },
    }
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"

# --- words ---------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "canteen" / "locale"]
USE_I18N = True

# --- browser -------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"

# Files are served from the rooms themselves: nothing to collect, nothing stale; an ETag makes the second visit cheap.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60
# In production files are listed with their lengths at the start. A trial looks for a file when it is asked for: changed
# while it runs, a longer one would be cut off. So do tests, whose clients load the middleware anew each.
WHITENOISE_AUTOREFRESH = MODE != "production"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "canteen.config.problem_pages.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
# A policy in its editor sends a field for each thing that could be asked of each tier: twelve layers of six tiers are
# some 1,500 fields, and nothing that was typed may be lost.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_HANDLERS = ["canteen.gateways.uploads.BoundedMemory"]  # lists hold ID numbers: no temporary files (S1)
if MODE == "production":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# --- tasks: the broker is a doorbell, never a store ----------------------------------------------------------------
CELERY_BROKER_URL = os.environ.get("NUANCAN_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    _queue = VAR_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
# Trials of policies wait in a queue of their own. A worker that is told nothing works both off; in a large town one of
# them takes the trials alone, and no list waits behind a trial (docs/operations.md).
CELERY_TASK_QUEUES = tuple(Queue(name) for name in ("celery", "trials"))  # type: ignore[no-untyped-call]  # kombu has none
CELERY_TASK_ROUTES = {"settlement.tasks.try_policies": {"queue": "trials"}}
CELERY_TIMEZONE = TIME_ZONE

# --- log -----------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO" if MODE != "test" else "WARNING"},
}
