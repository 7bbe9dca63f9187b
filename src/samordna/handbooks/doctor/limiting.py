"""Can every time limit be counted, started, ended and acted on as the register says (D27), and is every guard real?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from samordna.handbooks.doctor.surroundings import Surroundings, at, within
from samordna.handbooks.domain import Entry, Handbook
from samordna.kernel.finding import Finding
from samordna.kernel.text import Message, say
from samordna.law.ages import ENDS, STARTS
from samordna.rules.limits import (
    ANSWERED,
    AT_LEAST,
    AT_MOST,
    BOX,
    EVENT,
    FACT,
    INCOMING,
    KINDS,
    MORE_THAN,
    NEXT,
    NONE,
    ONLY_IN_BOX,
    PREVIOUS,
    SENT,
    STATUTE,
    UNITS,
    WAIT,
    WHOLE_CASE,
    Limit,
    Sign,
    limit,
)

LENGTHS = (*UNITS, "local", "value", "values", "table")
# Every key that an entry may have beside its id and title.
KEYS = frozenset({
    *LENGTHS, "kind", "starts", "starts_title", "begins", "met", "scope", "proposal", "count", "direction", "day_one",
    "shift", "pausable", "extendable", "warn", "who", "missed", "health", "law", "source", "note", "register_id",
})  # fmt: skip
# Keys whose value is one of a few words.
WORDS: Mapping[str, tuple[str, ...]] = {
    "count": (AT_MOST, MORE_THAN, AT_LEAST),
    "direction": ("after", "before"),
    "scope": (ONLY_IN_BOX, WHOLE_CASE),
    "shift": (NONE, NEXT, PREVIOUS),
}
ACTIONS = (
    "radar", "warn", "reminder", "escalate", "list", "rebook", "trend", "query", "query-letter", "decide",
)  # fmt: skip
SIGNS = {"begins": (BOX, SENT, INCOMING, WAIT), "met": (BOX, FACT, ANSWERED)}
# What may come to a unit and start a time limit (D16).
COMES = ("message", "enquiry", "summons", "contact")
OWNER, HOLDER = "owner", "holder"
PERSON = "individ"
# The fact whose values are the kinds of benefit that the re-application guard knows (D28).
BENEFITS = "benefit_kind"


def deadlines(handbook: Handbook, around: Surroundings) -> Iterator[Finding]:
    """Time limits that lack something, use words that nobody knows, or name what does not exist."""
    for entry in handbook.registers.get("deadlines", {}).values():
        yield from _incomplete(entry)
        yield from _unknown_words(entry)
        yield from _law_values(entry, around)
        if not _readable(entry):
            continue
        counted = limit(entry.id, entry.title, entry.data)
        yield from _signs(handbook, entry, counted)
        yield from _pauses(handbook, entry, counted)


def guards(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Boxes that guard a kind of benefit that there is not: nobody would be warned (D28)."""
    fact = handbook.entry("facts", BENEFITS)
    values = fact.data.get("values") if fact else None
    kinds = list(values) if isinstance(values, Mapping) else []
    for process, step in handbook.every_step():
        for kind in step.guards:
            if kind not in kinds:
                said = say("The box guards “{kind}”, which is no kind of benefit.", kind=kind)
                yield at("error", "guard-unknown", (process, step), said, _one_of(kind, kinds))


def _incomplete(entry: Entry) -> Iterator[Finding]:
    data = entry.data
    lacks: list[Message | str] = []
    if data.get("kind") not in KINDS:
        lacks.append("kind:")
    if not str(data.get("starts", "")).startswith((f"{EVENT}:", f"{FACT}:")):
        lacks.append("starts:")
    if not any(key in data for key in LENGTHS):
        lacks.append(say("length"))
    for what in lacks:
        said = say("The deadline “{deadline}” has no {what}.", deadline=entry.id, what=what)
        mend = say("See the format page: kind, starts, and a length or “local” with a proposal.")
        yield within("error", "deadline-incomplete", entry, said, mend)
    if str(data.get("starts", "")).startswith(f"{EVENT}:") and not _titled(data.get("starts_title")):
        said = say("The deadline “{deadline}” starts from an event that has no words.", deadline=entry.id)
        mend = say("Add “starts_title:” in Swedish and English: what has happened when the time begins.")
        yield within("error", "deadline-start-untitled", entry, said, mend)


def _titled(written: object) -> bool:
    return isinstance(written, Mapping) and bool(written.get("sv")) and bool(written.get("en"))


def _unknown_words(entry: Entry) -> Iterator[Finding]:
    """Keys and words that would be passed over in silence."""
    data = entry.data
    for key in data:
        if key not in KEYS:
            said = say("The deadline “{deadline}” has a key “{key}” that nobody reads.", deadline=entry.id, key=key)
            yield within("error", "deadline-key-unknown", entry, said, _one_of(key, sorted(KEYS)))
    missed = data.get("missed")
    action = missed.get("action") if isinstance(missed, Mapping) else missed
    asked = [(key, data.get(key), known) for key, known in WORDS.items()]
    for key, word, known in (*asked, ("missed", action, ACTIONS)):
        if word is not None and word not in known:
            yield _wrong(entry, key, word, _one_of(str(word), known))
    for key in ("warn", "proposal"):
        length = data.get(key)
        if length is not None and not _is_length(length):
            yield _wrong(entry, key, _brief(length), say("Write a number of {units}.", units=", ".join(UNITS)))
    for unit in UNITS:
        if unit in data and not _whole(data[unit]):
            yield _wrong(entry, unit, data[unit], say("Write a whole number."))
    for key in ("begins", "met"):
        if key in data and not _is_signs(data[key]):
            mend = say("Write a list such as [{example}].", example="{box: process/step}, {sent: true}")
            yield _wrong(entry, key, _brief(data[key]), mend)


def _wrong(entry: Entry, key: str, word: object, mend: Message) -> Finding:
    said = say("The deadline “{deadline}” says {key}: {word}.", deadline=entry.id, key=key, word=str(word))
    return within("error", "deadline-word-unknown", entry, said, mend)


def _law_values(entry: Entry, around: Surroundings) -> Iterator[Finding]:
    """A length must be a length of the law, and an age an age."""
    for name in ("value", "values"):
        for key in _listed(entry.data.get(name)):
            known = around.law.by_key.get(key)
            if not known:
                said = say("The deadline “{deadline}” refers to the law value “{key}”, which does not exist.",
                           deadline=entry.id, key=key)  # fmt: skip
                yield within("error", "law-value-unknown", entry, said, _one_of(key, around.law.by_key))
                continue
            units = {value.unit for value in known}
            if not units <= (set(UNITS) if name == "value" else {*STARTS, *ENDS}):
                said = say("The deadline “{deadline}” counts by the law value “{key}”, which is in {unit}.",
                           deadline=entry.id, key=key, unit=", ".join(sorted(units)))  # fmt: skip
                mend = say("“value” names a length ({units}); “values” names ages.", units=", ".join(UNITS))
                yield within("error", "law-value-no-length", entry, said, mend)


def _signs(handbook: Handbook, entry: Entry, counted: Limit) -> Iterator[Finding]:
    """Starts and ends that could never come, since what they wait for does not exist."""
    if counted.fact and handbook.entry("facts", counted.fact) is None:
        yield _never(entry, "starts", counted.fact, _one_of(counted.fact, handbook.registers.get("facts", ())))
    for key, signs in (("begins", counted.begins), ("met", counted.met)):
        for sign in signs:
            if sign.kind not in SIGNS[key]:
                yield _wrong(entry, key, sign.kind, _one_of(sign.kind, SIGNS[key]))
            elif sign.kind == INCOMING and sign.what not in COMES:
                yield _wrong(entry, key, sign.what, _one_of(sign.what, COMES))
            elif not _exists(handbook, sign):
                known = handbook.registers.get("facts", ()) if sign.kind == FACT else _boxes(handbook)
                yield _never(entry, key, sign.what, _one_of(sign.what, known))


def _never(entry: Entry, key: str, what: str, mend: Message) -> Finding:
    said = say("The deadline “{deadline}” waits in “{key}” for “{what}”, which does not exist.",
               deadline=entry.id, key=key, what=what)  # fmt: skip
    return within("error", "deadline-sign-unknown", entry, said, mend)


def _exists(handbook: Handbook, sign: Sign) -> bool:
    if sign.kind == FACT:
        return handbook.entry("facts", sign.what) is not None
    process, _, step = sign.what.partition("/")
    return sign.kind != BOX or handbook.step(process, step) is not None


def _boxes(handbook: Handbook) -> list[str]:
    return [f"{process.id}/{step.id}" for process, step in handbook.every_step()]


def _pauses(handbook: Handbook, entry: Entry, counted: Limit) -> Iterator[Finding]:
    """Nobody here stops a clock of the law or of another authority, nor one that counts backwards (D27)."""
    others = [handbook.parties[party] for party in counted.who if party in handbook.parties]
    reason: Message | None = None
    if counted.kind == STATUTE:
        reason = say("it is set by law")
    elif counted.before:
        reason = say("it is counted backwards from its day")
    elif others and len(others) == len(counted.who) and all(party.outside for party in others):
        reason = say("it is another authority's own")
    if counted.pausable and reason:
        said = say("The deadline “{deadline}” cannot be paused: {reason}.", deadline=entry.id, reason=reason)
        yield within("error", "deadline-never-paused", entry, said, say("Remove “pausable:”."))
    for party in counted.extendable:
        if party not in (OWNER, HOLDER) and (party not in handbook.parties or party == PERSON):
            said = say("The deadline “{deadline}” may be extended by “{party}”, who can extend nothing.",
                       deadline=entry.id, party=party)  # fmt: skip
            known = [OWNER, HOLDER, *(each for each in handbook.parties if each != PERSON)]
            yield within("error", "deadline-extender-unknown", entry, said, _one_of(party, known))


def _one_of(wrong: str, known: Iterable[str]) -> Message:
    listed = list(known)
    near = get_close_matches(wrong, listed, n=1)
    if near:
        return say("Did you mean “{near}”?", near=near[0])
    return say("Write one of: {known}.", known=", ".join(listed[:8]) or "–")


def _readable(entry: Entry) -> bool:
    """True when `limit` can read the entry; what it cannot read has been told already."""
    data = entry.data
    lengths = all(_whole(data[unit]) for unit in UNITS if unit in data)
    inner = all(data.get(key) is None or _is_length(data[key]) for key in ("warn", "proposal"))
    missed = data.get("missed")
    signs = all(key not in data or _is_signs(data[key]) for key in ("begins", "met"))
    lists = all(isinstance(data.get(key, ""), str | list | tuple) for key in ("who", "extendable", "values", "law"))
    return lengths and inner and signs and lists and (missed is None or isinstance(missed, Mapping))


def _is_signs(written: object) -> bool:
    return isinstance(written, list | tuple) and all(isinstance(sign, Mapping) and len(sign) == 1 for sign in written)


def _is_length(written: object) -> bool:
    if not isinstance(written, Mapping) or len(written) != 1:
        return False
    ((unit, number),) = written.items()
    return unit in UNITS and _whole(number)


def _whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0


def _brief(written: object) -> str:
    return str(dict(written)) if isinstance(written, Mapping) else str(written)


def _listed(value: object) -> list[str]:
    """Keys as they may be written: one, or a list; anything else is none."""
    if isinstance(value, str):
        return [value] if value else []
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []
