"""Through which server does mail leave? SAMORDNA_MAIL says; without it, letters are kept as files (D23)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

VARIABLE, SENDER = "SAMORDNA_MAIL", "SAMORDNA_MAIL_FROM"
BACKENDS = "django.core.mail.backends."
# The scheme, and whether TLS is begun after the greeting or spoken from the start.
SCHEMES = {"smtp": (False, False, 25), "smtp+tls": (True, False, 587), "smtps": (False, True, 465)}


@dataclass(frozen=True, slots=True)
class Mail:
    """What Django wants to know."""

    backend: str
    folder: str = ""
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False


def configured(address: str, folder: Path) -> Mail:
    """From an address such as smtp+tls://user:password@mail.example.se; "" keeps letters in `folder`.

    Raises ValueError for another scheme.
    """
    if not address:
        return Mail(BACKENDS + "filebased.EmailBackend", str(folder / "mail"))
    parts = urlsplit(address)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError(f"{VARIABLE}: write smtp://, smtp+tls:// or smtps://, then user:password@host:port")
    starts, speaks, port = SCHEMES[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Mail(BACKENDS + "smtp.EmailBackend", "", parts.hostname, parts.port or port, user, password, starts, speaks)
