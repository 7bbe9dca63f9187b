"""Can somebody else see whether this goal was reached? A review by SMARTA that explains and suggests, and never stops.

Deterministic: words, numbers and dates of the register, and what the plan says beside the text. It judges how a goal is
written, never whether it is the right one (Rätt stöd, rätt försörjning: Specifika, Mätbara, Accepterade, Realistiska,
Tidsbestämda, Ansvarsfördelade).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from samordna.kernel.text import Message, say
from samordna.plans.domain import (
    ACCEPTED,
    MEASURABLE,
    REALISTIC,
    RESPONSIBLE,
    SPECIFIC,
    TIMED,
    Goal,
    Remark,
    Score,
    Words,
)

# How Swedish verbs end, and the nouns that are made of them (träna, träning); a stem of the register and one of these
# is the word.
ENDINGS = r"(?:a|ar|at|ade|ats|as|er|t|te|tt|r|s|en|et|it|de|dde|n?ing(?:en|ar|s)?|[ae]nde)?"
_DAY = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b(?:den|senast|till|före|innan) \d{1,2}/\d{1,2}\b|(?<![/\w])v(?:ecka|\.)?\s?\d{1,2}\b"
)
_SOON = re.compile(
    r"\b(?:(?:inom|om)\s+(?:\w+\s+){0,2}(?:dag|dagar|vecka|veckor|månad|månader|år|kvartal|termin)"
    r"|(?:närmaste|kommande|följande)\s+(?:\w+\s+)?(?:vecka|veckan|veckorna|månad|månaden|månaderna|året|åren|dagarna)"
    r"|(?:i|under)\s+(?:minst\s+)?(?:\w+)\s+(?:veckor|månader|dagar|år))\b"
)
# The verb that a goal begins with, or that stands after “ska”.
_BEGINS = re.compile(r"(?:^|[:.]\s|\b(?:ska|skall|kan|att)\s(?:\w+\s(?=\w+a\b))?)(?P<verb>[a-zåäö]{2,}a)\b(?=\s+\S)")
# Something that is, or is to be, done: "ska vara inlämnat", "är bokad", "har skickats".
_FINISHED = re.compile(
    r"\b(?:är|vara|ha|har|blivit|bli)\s+(?:\w+\s+)?\w+(?:at|ad|ats|ade|lt|tt|nt|mt|gt|kt|rt|ts|it|dd)\b"
)
_ONE = re.compile(r"(?:en|ett)\s+(?:dag|vecka|månad|jobb|kurs|möte|person)")
_CLOCK = re.compile(r"\b(?:kl\.?|klockan)\s?\d{1,2}(?:[.:]\d\d)?\b")


def review(goal: Goal, words: Words) -> tuple[Remark, ...]:
    """What each letter says of a goal, in their order."""
    text = _plain(goal.text)
    return (
        specific(text, words), measurable(text, words), accepted(goal), realistic(goal, text, words),
        timed(goal, text, words), responsible(goal),
    )  # fmt: skip


def specific(text: str, words: Words) -> Remark:
    """Does it say what somebody does, and with what?"""
    vague = _first(words.vague, text)
    act = _act(text, words)
    # One act that is known to be one is enough, whatever vague words stand beside it.
    if act and not (vague and not _counted(text, words) and not _act(text, words, known=True)):
        return Remark(SPECIFIC, True, say("It says what is done: “{words}”.", words=act))
    if vague:
        return Remark(
            SPECIFIC, False, say("“{words}” cannot be seen by anybody else.", words=vague),
            say("Say what the person does when it is so: “Promenerar till affären varje vardag”."),
        )  # fmt: skip
    return Remark(
        SPECIFIC, False, say("It does not say what is done."),
        say("Begin with what the person does, and with what: “Arbetstränar i köket på Jobbtorg”."),
    )  # fmt: skip


def measurable(text: str, words: Words) -> Remark:
    """Is there a number, how often, or something that is seen once it is done?"""
    found = _counted(text, words)
    if found:
        return Remark(MEASURABLE, True, say("It can be counted: “{words}”.", words=found))
    done = _done(text, words)
    if done and not _first(words.vague, text):
        return Remark(MEASURABLE, True, say("It is seen once it is done: “{words}”.", words=done))
    return Remark(
        MEASURABLE, False, say("Nothing in it can be counted or seen."),
        say("Add how much or how often: “två timmar, tre dagar i veckan”."),
    )  # fmt: skip


def accepted(goal: Goal) -> Remark:
    """Has the person agreed, on a day and in their own words?"""
    if goal.accepted_on and goal.own_words.strip():
        return Remark(ACCEPTED, True, say("The person agreed on {day}.", day=goal.accepted_on))
    if goal.accepted_on:
        return Remark(ACCEPTED, False, say("The person's own words are missing."), say("Write how the person says it."))
    return Remark(
        ACCEPTED, False, say("It is not said when the person agreed."),
        say("Ask the person, and write the day and their own words."),
    )  # fmt: skip


def realistic(goal: Goal, text: str, words: Words) -> Remark:
    """Is it tied to something that is known to work, or to an adaptation?"""
    if goal.rests_on.strip():
        return Remark(REALISTIC, True, say("It rests on: {what}.", what=goal.rests_on.strip()))
    fitted = _first(words.fitted, text)
    if fitted:
        return Remark(REALISTIC, True, say("An adaptation is named: “{words}”.", words=fitted))
    return Remark(
        REALISTIC, False, say("It is tied to nothing that is known to work."),
        say("Name an ability or an adaptation that it rests on."),
    )  # fmt: skip


def timed(goal: Goal, text: str, words: Words) -> Remark:
    """Is there a day by which it is to be reached?"""
    if goal.due:
        return Remark(TIMED, True, say("It is to be reached by {day}.", day=goal.due))
    found = dated(text, words)
    if found:
        return Remark(TIMED, True, say("It says when: “{words}”.", words=found))
    return Remark(TIMED, False, say("It has no day."), say("Set the day on which you see whether it was reached."))


def responsible(goal: Goal) -> Remark:
    """Is exactly one responsible?"""
    named = [each for each in goal.responsible if each.strip()]
    if len(named) == 1:
        return Remark(RESPONSIBLE, True, say("{who} is responsible.", who=named[0]))
    if not named:
        return Remark(RESPONSIBLE, False, say("Nobody is responsible."), say("Name one who is."))
    return Remark(
        RESPONSIBLE, False, say("{count} are responsible: then easily nobody is.", count=len(named)),
        say("Choose one, and let the others help."),
    )  # fmt: skip


def dated(text: str, words: Words) -> str:
    """The words that say when; empty when none do. What has already been is no time limit."""
    for pattern in (_DAY, _SOON, _during(words.times), _month(words.months)):
        for found in pattern.finditer(text):
            before = text[: found.start()].split()[-2:]
            if not _past(" ".join([*before, found[0]]), words):
                return found[0]
    return _first(words.when, text)


@lru_cache
def _during(times: tuple[str, ...]) -> re.Pattern[str]:
    """A preposition and a time of the year: “under våren”, “före nästa uppföljning”; never “i veckan”, how often."""
    lead = (
        r"(?:till|före|innan|inför|under|senast|fram till|tom|t\.? ?o\.? ?m\.?|till och med|från och med|"
        r"fr\.? ?o\.? ?m\.?|med start|kring|vid|sista|nästa|slutet av|början av|mitten av|i|på)"
    )
    between = r"(?:(?:nästa|barnens|denna|den|sista|första|kvartal|år)\s+)*"
    never = r"(?<!i veckan)(?<!i månaden)(?<!på \d)(?<!till \d)(?<!i \d)"
    return re.compile(rf"\b{lead}\s+{between}(?:{_or(times)}|20\d\d|\d)(?!\w){never}")


@lru_cache
def _month(months: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:den\s+)?(?:\d{{1,2}}(?::e|:a)?\s+)?\b(?:{_or(months)})\b")


def _past(said: str, words: Words) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", said) for each in words.past)


def _counted(text: str, words: Words) -> str:
    """A number with what is counted, a time of day, or how often."""
    for each in words.hollow:
        text = text.replace(each, " … ")
    number = rf"(?:\d[\d ]*(?:[.,–-]\d+)?|{_or(words.numbers)})"
    when = _SOON.search(text)
    for found in re.finditer(rf"(?<![\w/-]){number}\s*(?:\w+\s+)?\w*?(?:{_or(words.units)})(?!\w)", text):
        # "En dag" and "inom tre veckor" say when, not how much.
        if not _ONE.fullmatch(found[0]) and not (when and found[0].strip() in when[0]):
            return found[0]
    numbered = re.search(rf"\b(?:{_or(words.before)})\s+\d[\d–-]*", text) or re.search(r"\b\d/\d\s+tid\b", text)
    clock = numbered or _CLOCK.search(text)
    return clock[0] if clock else _often(text, words)


def _often(text: str, words: Words) -> str:
    return next((each for each in words.often if re.search(rf"{re.escape(each)}(?!\w)", text)), "")


def _act(text: str, words: Words, *, known: bool = False) -> str:
    """A verb of doing with something that it is done to; some verbs say enough by themselves.

    The verbs of the register, and unless `known` whatever verb a goal begins with or has after “ska”, when it is none
    of the vague.
    """
    begins = () if known else _BEGINS.finditer(text)
    found = [*re.finditer(rf"\b(?:{_or(words.acts)}){ENDINGS}\b", text), *begins]
    for each in sorted(found, key=lambda one: one.start("verb") if "verb" in one.groupdict() else one.start()):
        start = each.start("verb") if "verb" in each.groupdict() else each.start()
        said = re.split(r"[.;]", text[start:])[0].strip()
        if any(said.startswith(vague) for vague in words.vague):
            continue
        verb = said.split()[0] if said.split() else ""
        content = [w for w in re.findall(r"[\wåäö]+", said[len(verb) :]) if w not in words.empty]
        before = [w for w in re.findall(r"[\wåäö]+", text[:start]) if w not in words.empty]
        passive = verb.endswith(("as", "s", "t")) and before
        if content or passive or any(said.startswith(one) for one in words.alone):
            return said[:60]
    return ""


def _done(text: str, words: Words) -> str:
    """An act that is seen once it is done, or that is said to be done; not one that is only practised, or done more."""
    if _past(text, replace(words, past=words.less)):
        return ""
    found = _FINISHED.search(text)
    return found[0] if found else _first(words.done, text)


def _or(stems: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, stems), key=len, reverse=True))


def _first(stems: Iterable[str], text: str) -> str:
    for each in stems:
        found = re.search(rf"(?<!\w){re.escape(each)}\w*", text)
        if found:
            return found[0]
    return ""


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("\u00a0", " ").split())


def unclear(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """What could be clearer."""
    return tuple(each for each in remarks if not each.holds)


def advice(remarks: Iterable[Remark]) -> tuple[Message, ...]:
    """The suggestions, in the order of the letters."""
    return tuple(each.suggests for each in unclear(remarks) if each.suggests)


def score(remarks: Iterable[Remark]) -> Score:
    """How clear a goal is written, for follow-up: how many letters hold, of how many, and which do not."""
    every = tuple(remarks)
    return Score(sum(each.holds for each in every), len(every), tuple(each.letter for each in unclear(every)))
