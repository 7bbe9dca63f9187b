"""How is the demonstration set up? As the real thing, but with invented people and a sign-in by one click.

These settings are used by `samordna demo` alone. Nothing else may name them: `one_click` does not load otherwise.
"""

from __future__ import annotations

import os

from samordna.platform import databases
from samordna.platform.settings import *  # noqa: F403
from samordna.platform.settings import AUTHENTICATION_BACKENDS as REAL_BACKENDS

DEMO = True
DATABASES = {
    "default": databases.configured()
    if os.environ.get(databases.VARIABLE)
    else databases.sqlite(databases.folder() / "demonstration.sqlite3")
}
AUTHENTICATION_BACKENDS = [*REAL_BACKENDS, "samordna.platform.one_click.OneClick"]
SECOND_FACTOR_REQUIRED = False
ROOT_URLCONF = "samordna.platform.demonstration_urls"
# Letters are written to files, so that nobody invented gets any.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
FILES_FOLDER = databases.folder() / "demonstration-files"
EMAIL_FILE_PATH = str(databases.folder() / "demonstration-mail")
