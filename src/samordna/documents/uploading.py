"""How is an upload stopped that is larger than anything we take, without losing what was typed beside it?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

TOO_LARGE = "samordna.too_large"
# Somebody chose the wrong file: its rest is read away, so that the fields after it are kept. Beyond this many times the
# limit nobody waits for it.
PATIENCE = 4


class Bounded(FileUploadHandler):
    """First among the handlers: counts what comes, and lets nothing past the limit on to the disk."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.came = self.whole = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """How long the whole request says that it is."""
        self.whole = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Another file of the same form counts anew."""
        super().new_file(*args, **kwargs)
        self.came = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass it on; or skip this file, and remember that it was too large."""
        self.came += len(raw_data)
        if self.came > settings.UPLOADS_LARGEST:
            if self.request is not None:
                self.request.META.setdefault(TOO_LARGE, []).append(self.field_name)
            if self.whole > PATIENCE * settings.UPLOADS_LARGEST:
                raise StopUpload(connection_reset=True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""


def too_large(request: HttpRequest, field: str) -> bool:
    """Was the file of this field stopped? Then it is not among the request's files."""
    return field in request.META.get(TOO_LARGE, ())
