"""How is an act on a file said in a sentence?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samordna.desk.sentences import Told

SENTENCES: dict[str, Callable[[Told], str]] = {}
