"""How wide is a text before anybody has drawn it, and where does it break?

The table holds, in hundredths of the font size, the wider of Inter and of an Arial-metric font for each character, so
that a text that fits here fits in whichever of them the reader has. Characters outside the table count as wide.
"""

from __future__ import annotations

from functools import cache

MARGIN = 1.03
_UNKNOWN = 80
_VOWELS = tuple("aeiouyåäöé")

_REGULAR = {
    22: "'’", 24: "ijl", 28: " !,.:;I·", 33: "|", 36: "()/[\\]ft{}", 37: "r", 38: "”“", 40: '"', 45: "°",
    46: "-", 47: "^", 50: "*`", 52: "s", 54: "Jkxz", 56: "1?L_acvyåä§«»–•", 57: "7", 58: "euéü", 59: "hn",
    60: "oö", 61: "25Fgpqø", 62: "0689Zbd", 63: "#", 64: "$34T", 66: "+<=>~≥≤×", 67: "&BEKPSXYÉ", 68: "AVÅÄ",
    72: "DR", 73: "C", 74: "HUÜ", 75: "N", 78: "GOQÖ", 81: "w", 87: "m", 89: "%M", 92: "æ", 95: "W",
    100: "—…→←", 102: "@",
}  # fmt: skip
_BOLD = {
    24: "'", 28: " Iijl’", 29: ".·", 30: ",", 33: "!:;", 36: "|", 38: "/\\ft", 39: "()[]{}", 40: "r", 46: "°",
    47: '"-', 50: "`”“•", 54: "*", 56: "1J_sxz–", 57: "akåä", 58: "^cvy§", 59: "7eé", 60: "«»",
    61: "?FLhnouöüø", 62: "2pq", 63: "5bdg", 64: "#", 65: "$3689Z", 66: "T", 67: "+04<=>EPS~É≥≤×", 69: "X",
    70: "Y", 72: "&ABDKRVÅÄ", 73: "UÜ", 74: "CHN", 78: "GOQÖ", 84: "w", 89: "%", 90: "m", 91: "M", 92: "æ",
    100: "@—…→←", 101: "W",
}  # fmt: skip


@cache
def _table(bold: bool) -> dict[str, int]:
    return {char: width for width, chars in (_BOLD if bold else _REGULAR).items() for char in chars}


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of `text` in map units at font size `size`, a little on the wide side."""
    table = _table(bold)
    return sum(table.get(char, _UNKNOWN) for char in text) / 100 * size * MARGIN


def wrap(text: str, size: float, room: float, bold: bool = False, most: int = 0) -> tuple[str, ...]:
    """Break `text` into lines at most `room` wide; a longer word is divided. With `most`, the last line ends in "…"."""
    lines: list[str] = []
    line = ""
    for word in _divided(text.split(), size, room, bold):
        longer = word if not line else f"{line}{word}" if line.endswith("\u00ad") else f"{line} {word}"
        if line and width(longer, size, bold) > room:
            lines.append(line)
            longer = word
        line = longer
    lines.append(line)
    shown = [each.replace("\u00ad", "-") for each in lines if each]
    if most and len(shown) > most:
        return (*shown[: most - 1], _shortened(" ".join(shown[most - 1 :]), size, room, bold))
    return tuple(shown)


def _divided(words: list[str], size: float, room: float, bold: bool) -> list[str]:
    """Words no wider than the room: one that is wider is divided, with at least three letters on each side."""
    done: list[str] = []
    for word in words:
        rest = word
        while width(rest, size, bold) > room and len(rest) > 6:
            fits = max((n for n in range(3, len(rest) - 2) if width(rest[:n] + "-", size, bold) <= room), default=3)
            fits = next((n for n in range(fits, 2, -1) if _syllable(rest[n : n + 2])), fits)
            done.append(rest[:fits] + "\u00ad")
            rest = rest[fits:]
        done.append(rest)
    return done


def _syllable(start: str) -> bool:
    """True when a syllable may begin so: a consonant and a vowel."""
    return start[0] not in _VOWELS and start[1:] in _VOWELS


def _shortened(text: str, size: float, room: float, bold: bool) -> str:
    while text and width(text + "…", size, bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"
