"""Why could a file not be read or written? What the system says, as a message that is translated when it is shown."""

from __future__ import annotations

from samordna.kernel.text import Message, say

# The system's usual reasons, as it writes them; others stay in its own words.
USUAL = (
    say("No such file or directory"),
    say("Permission denied"),
    say("Is a directory"),
    say("Not a directory"),
    say("File exists"),
    say("File name too long"),
    say("Read-only file system"),
    say("No space left on device"),
)


def reason(problem: OSError) -> Message:
    """Why a file could not be read or written."""
    return Message(problem.strerror or str(problem))
