"""How is the web application set up? One module, read from the environment; safe by default, nothing to switch on.

The pages that exist so far read handbooks, law and tables, so there is no database, no session and no sign-in yet.
`docs/how-to/serve.md` lists the variables; `serving.py` refuses to start with values that are not safe.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from samordna.platform import logs

PACKAGE = Path(__file__).resolve().parents[1]
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")

DEBUG = False
# Nothing is signed yet, so a key per process will do until there are sessions.
SECRET_KEY = os.environ.get("SAMORDNA_SECRET_KEY") or secrets.token_urlsafe(50)
# The machine itself may always ask: a health check does, and its name cannot be forged from elsewhere to any use.
ALLOWED_HOSTS = [
    *LOCAL_HOSTS,
    *(host.strip() for host in os.environ.get("SAMORDNA_HOSTS", "").split(",") if host.strip()),
]
ROOT_URLCONF = "samordna.platform.urls"
WSGI_APPLICATION = "samordna.platform.wsgi.application"

INSTALLED_APPS: list[str] = []
DATABASES: dict[str, dict[str, str]] = {}
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
USE_I18N = False
DEFAULT_CHARSET = "utf-8"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "samordna.web.middleware.Language",
    "samordna.web.middleware.ContentErrors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(str(folder) for folder in PACKAGE.glob("*/jinja2")),
        "APP_DIRS": False,
        "OPTIONS": {"environment": "samordna.web.templates.environment"},
    }
]

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
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None

# What `check --deploy` asks for and we leave out, with the reason.
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # no CSRF middleware: every page answers GET and HEAD only, and nothing is changed
    "security.W005",  # HSTS for subdomains is for whoever owns them to decide
    "security.W021",  # HSTS preloading likewise
    # Without TLS (one's own machine, a closed network) there is nothing to redirect to; `serve` has that said aloud.
    *(() if BEHIND_TLS else ("security.W004", "security.W008")),
]

LOGGING = logs.configuration(os.environ.get(logs.VARIABLE, "text"))
