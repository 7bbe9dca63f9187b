"""How is the web application set up? One module, read from the environment; safe by default, nothing to switch on.

`docs/how-to/serve.md` lists the variables; `serving.py` refuses to start with values that are not safe.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from samordna.platform import databases, logs, mail

PACKAGE = Path(__file__).resolve().parents[1]
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")

DEBUG = False
# True in `demonstration.py` alone.
DEMO = False
# On one's own machine a key per process will do: signing in again after a restart is all it costs.
SECRET_KEY = os.environ.get("SAMORDNA_SECRET_KEY") or secrets.token_urlsafe(50)
# Keys from before a change: what they signed still counts, nothing new is signed with them.
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SAMORDNA_FORMER_KEYS", "").split(",") if key.strip()]
# The machine itself may always ask: a health check does, and its name cannot be forged from elsewhere to any use.
ALLOWED_HOSTS = [
    *LOCAL_HOSTS,
    *(host.strip() for host in os.environ.get("SAMORDNA_HOSTS", "").split(",") if host.strip()),
]
ROOT_URLCONF = "samordna.platform.urls"
WSGI_APPLICATION = "samordna.platform.wsgi.application"

ROOMS = (
    "journal", "access", "handbooks", "organisations", "people", "consents", "cases", "deadlines", "forms",
    "attachments", "packets", "measures", "plans", "meetings", "notices", "audit",
)  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    *(f"samordna.{room}" for room in ROOMS),
    "samordna.platform.apps.PlatformConfig",
]
DATABASES = {"default": databases.configured()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organisations.Worker"
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
# Our own texts go through web.i18n; these are for the sign-in pages, whose texts are allauth's and Django's.
USE_I18N = True
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
DEFAULT_CHARSET = "utf-8"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "samordna.platform.signing_in.middleware.Session",
    "allauth.account.middleware.AccountMiddleware",
    "samordna.organisations.signed_in.Signed",
    "samordna.web.middleware.Language",
    "samordna.platform.signing_in.middleware.SecondFactor",
    "samordna.web.middleware.WholeTexts",
    "samordna.web.middleware.ContentErrors",
    "samordna.platform.answering.Answering",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(str(folder) for folder in PACKAGE.glob("*/jinja2")),
        "APP_DIRS": False,
        "OPTIONS": {"environment": "samordna.web.templates.environment"},
    },
    # allauth's pages and nothing else; `platform/framed.html` puts them into our frame (E20).
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(PACKAGE / "platform" / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    },
]

# Signing in. Argon2 hashes new passwords; an older hash is renewed when its owner signs in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Every account that can read cases needs a second factor; `serve` does not start with anything else.
SECOND_FACTOR_REQUIRED = os.environ.get("SAMORDNA_MFA", "required") != "off"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "samordna.platform.signing_in.adapter.Accounts"
MFA_ADAPTER = "samordna.platform.signing_in.adapter.SecondFactors"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True

# A session is idle for at most a working day, and gone when the browser closes; `Session` saves it once a minute (E15).
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "samordna.web.pages.form_not_trusted"
# A cookie is signed, not secret; what an act has to tell may name a person.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Shared by all processes: how often somebody has tried to sign in.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "platform_cache"}}
EMAIL = mail.configured(os.environ.get(mail.VARIABLE, ""), databases.folder())
EMAIL_BACKEND, EMAIL_FILE_PATH = EMAIL.backend, EMAIL.folder
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL.host, EMAIL.port, EMAIL.user, EMAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL.starts_tls, EMAIL.is_tls
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get(mail.SENDER, "samordna@localhost")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "static"
# File names carry the hash of what they hold, so a browser may keep them for ever; licences do not.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Z]{8}\.\w+$"
WHITENOISE_MAX_AGE = 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# A proxy in front speaks TLS and says so in X-Forwarded-Proto.
BEHIND_TLS = os.environ.get("SAMORDNA_TLS", "") == "1"
SECURE_SSL_REDIRECT = BEHIND_TLS
# The machine that asks whether we are alive stands behind the proxy.
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None

# Links in mail lead to the first name; where every chain stood each night is signed, if there is a lasting key (E4).
NAMED = ALLOWED_HOSTS[len(LOCAL_HOSTS) :]
SAMORDNA_URL = f"{'https' if BEHIND_TLS else 'http'}://{NAMED[0]}" if NAMED else ""
SAMORDNA_HEADS = str(databases.folder() / "heads") if os.environ.get("SAMORDNA_SECRET_KEY") else None

# Files of cases lie beside the database, outside what is served. An installation may take fewer types, or smaller ones.
FILES_FOLDER = databases.folder() / "files"
FILES_TYPES, FILES_MB = os.environ.get("SAMORDNA_FILE_TYPES", ""), os.environ.get("SAMORDNA_FILE_MB", "").strip()
# Nothing larger than this is read to its end, whatever it is for (bytes).
UPLOADS_LARGEST = 50 * 2**20
FILE_UPLOAD_HANDLERS = [
    "samordna.documents.uploading.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Where the key lies that packets are sealed with, beside the database and readable by its owner only.
KEY_FOLDER = str(databases.folder() / "keys")

# What `check --deploy` asks for and we leave out, with the reason.
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains is for whoever owns them to decide
    "security.W021",  # HSTS preloading likewise
    # Without TLS (one's own machine, a closed network) there is nothing to redirect to; `serve` has that said aloud.
    *(() if BEHIND_TLS else ("security.W004", "security.W008", "security.W012", "security.W016")),
]

LOGGING = logs.configuration(os.environ.get(logs.VARIABLE, "text"))
