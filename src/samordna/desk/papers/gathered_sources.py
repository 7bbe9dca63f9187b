"""Where does the whole road find what it says? One small function for each source, and all of them in one table.

Everything comes through the queries of its room, so that nobody reads more here than on the page that it is from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from samordna.cases import deciding, guard, guard_registers, known
from samordna.cases.known import Answered, Earlier
from samordna.cases.queries import Seen
from samordna.cases.sources import Source
from samordna.content.values import text
from samordna.desk import guard_view
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.facts_view import source_words
from samordna.desk.measures import measure_view
from samordna.desk.papers import form_view
from samordna.desk.papers.form_view import FieldShown, Writing
from samordna.forms import documents, policy
from samordna.forms.kept import ANSWERED, Kept
from samordna.handbooks import published
from samordna.handbooks.domain import PERSON, Entry
from samordna.measures import gathered, queries, registers
from samordna.measures.domain import DECLINED, ENDED, PLANNED, MeasureKept
from samordna.measures.gathered import Claim, Link, Part
from samordna.meetings import queries as meetings
from samordna.meetings.domain import MeetingKept
from samordna.plans import queries as plans
from samordna.plans.kept import PlanKept
from samordna.rules.guard import REFUSED, Decided
from samordna.web.i18n import _, day_words, render

DOCTORS_FORM = "fraga-lakare-arbetsformaga"


@dataclass(frozen=True)
class Around:
    """What the sources read from: the case, who asks, and its facts, read once. `section` is the one that is made."""

    read: Read
    answers: Mapping[str, list[Answered]]
    history: Mapping[str, list[Earlier]]
    measures: list[MeasureKept]

    @property
    def seen(self) -> Seen:
        """The case as the reader may see it."""
        return self.read.seen

    @property
    def on(self) -> date:
        """The day."""
        return self.read.on

    @property
    def sphere(self) -> int:
        """The sphere that the reader works for now."""
        post = self.seen.scope.post
        return post.sphere if post else 0


def around(read: Read) -> Around:
    """The case with its facts and measures, read once."""
    seen, on = read.seen, read.on
    return Around(read, known.answers(seen, on), known.history(seen, on), queries.of_case(seen, on))


# Facts


def answered(about: Around, fact: str) -> list[Answered]:
    """The answers to a fact that were not taken away."""
    return [row for row in about.answers.get(fact, ()) if row.value is not None]


def claim(about: Around, row: Answered, link: str = "") -> Claim:
    """An answer as a claim. What another party has told has that party as its source."""
    names, seen = about.read.names, about.seen
    source = source_words(names, row.source)
    if not source and row.sphere not in seen.scope.spheres:
        party = next((p for p, seat in seen.seats.items() if seat.sphere == row.sphere), "")
        source = names.party(party)
    return Claim(
        title=names.title("facts", row.fact), what=names.value(row.fact, row.value), category=row.category,
        sphere=row.sphere, on=row.on, source=source, since=row.source.since, until=row.source.until,
        href=f"{at('case-facts', seen.id)}#about-{row.fact}", link=link,
    )  # fmt: skip


def facts(about: Around, named: Iterable[str]) -> Iterator[Claim]:
    """The answers to some facts."""
    for fact in named:
        yield from (claim(about, row) for row in answered(about, fact))


def told(about: Around, section: Entry) -> Part:
    """The facts of a section, those of its category that stand in no other, and what nobody has answered."""
    category = section.data.get("category", "")
    others = elsewhere(section.id)
    more = [f for f, rows in about.answers.items() if category and rows[0].category == category and f not in others]
    named = list(dict.fromkeys((*section.data.get("facts", ()), *more)))
    part = Part(list(facts(about, named)))
    asks = [fact for fact in section.data.get("asks", ()) if about.seen.handbook.entry("facts", fact)]
    if asks:
        there = [fact for fact in asks if answered(about, fact)]
        href = f"{at('case-facts', about.seen.id)}?add={asks[0]}#more"
        part.holes += gathered.unanswered(asks, there, section.title, href, "work")
    return part


def elsewhere(section: str) -> set[str]:
    """The facts that other sections name."""
    found: set[str] = set()
    for each in registers.sections().values():
        if each.id == section:
            continue
        data = each.data
        found |= {*data.get("facts", ()), *(fact for link in data.get("links", ()) for fact in link["facts"])}
        found |= set(data.get("certificates", {}).values())
    return found


# Measures


def tried(about: Around, section: Entry) -> Part:
    """The measures with what came of them, and what is missing about them."""
    seen = about.seen
    hrefs = {each.id: at("case-measure", seen.id, each.id) for each in about.measures}
    part = told(about, section)
    rows = [each for each in about.measures if each.status != PLANNED]
    part.claims += [_measure(about, each, hrefs[each.id]) for each in rows]
    own = [each for each in about.measures if each.sphere == about.sphere]
    earlier = any(answered(about, fact) for fact in section.data.get("facts", ())) or len(own) < len(about.measures)
    part.holes += gathered.measure_holes(own, about.on, hrefs, at("case-measure-record", seen.id), earlier)
    return part


def _measure(about: Around, one: MeasureKept, href: str) -> Claim:
    names = about.read.names
    source = source_words(names, Source(one.source, one.source_words))
    return Claim(
        title=one.title, what=measure_words(one), category=one.category, sphere=one.sphere, on=one.last,
        source=source or _("Written down by {who}").format(who=names.who(one.worker, one.unit, one.sphere)),
        since=one.started_on, until=one.ended_on or one.until, href=href,
    )  # fmt: skip


def measure_words(one: MeasureKept) -> str:
    """A measure in a line: where, how much, how it ended and what came of it."""
    said = [one.provider, f"{one.extent} %" if one.extent else ""]
    if one.status == DECLINED:
        why = measure_view.title("measure-declines", one.reason)
        said.append(_("Came to nothing: {why}").format(why=": ".join(filter(None, (why, one.words)))))
    elif one.status == ENDED:
        said.append(measure_view.title("measure-outcomes", one.outcome))
    else:
        said.append(measure_view.state(one)[0])
    said += [one.result, _("Arranged: {what}").format(what=one.adaptations) if one.adaptations else ""]
    return joined(said)


# The chain, and certificates


def chain(about: Around, section: Entry) -> Part:
    """What the documents show of each link, what has been judged, and the time that certificates cover."""
    seen, data, part = about.seen, section.data, Part()
    links = []
    for link in data["links"]:
        rows = [row for fact in link["facts"] for row in answered(about, fact)]
        part.claims += [claim(about, row, link["id"]) for row in rows]
        value = rows[0].value if rows else None
        state = gathered.state_of(value, data["missing"], data["unclear"])
        links.append(Link(link["id"], text(link["title"]), state))
    part.claims += facts(about, data["facts"])
    part.claims += _judged(about, data["tables"])
    ask = at("case-form-begin", seen.id, DOCTORS_FORM)
    part.holes += gathered.chain_holes(links, at("case-facts", seen.id), ask)
    part.claims += _certificates(about, data["certificates"], part)
    return part


def _certificates(about: Around, names: Mapping[str, str], part: Part) -> list[Claim]:
    """The certificates as claims; the time between them as holes, where the handbook asks for certificates at all."""
    asked = known.asking(about.seen.handbook)
    if not {names["from"], names["to"]} & set(asked):
        return []
    days = gathered.covered(_told_days(about, names))
    since = next((date.fromisoformat(row.value) for row in answered(about, names["since"])), None)
    part.holes += gathered.certificate_holes(days, since, about.on, at("case-facts", about.seen.id))
    rows = answered(about, names["from"])
    if not rows:
        return []
    first = claim(about, rows[0])
    return [
        Claim(what=_("Certificate"), category=first.category, sphere=first.sphere, on=first.on,
              source=first.source, href=first.href, since=each.first, until=each.last)
        for each in days
    ]  # fmt: skip


def _told_days(about: Around, names: Mapping[str, str]) -> Iterator[tuple[date | None, date | None]]:
    """What was told of the first and last day of certificates, act by act, the oldest first."""
    acts: dict[int, dict[str, str]] = {}
    for key in ("from", "to"):
        for each in about.history.get(names[key], ()):
            if isinstance(each.value, str):
                acts.setdefault(each.seq, {})[key] = each.value
    for seq in sorted(acts):
        yield _day(acts[seq].get("from")), _day(acts[seq].get("to"))


def _judged(about: Around, tables: Iterable[str]) -> Iterator[Claim]:
    """The latest judgements by the tables of the section."""
    book = about.seen.handbook
    for name, each in deciding.latest(
        deciding.judgements(about.seen, about.on), about.seen.scope.spheres
    ).items():  # fmt: skip
        if name not in tables:
            continue
        table = published.table(book.id, book.version, name)
        chosen = [render(table.outcome_by_code[code].title) for code in each.chosen if code in table.outcome_by_code]
        yield Claim(
            title=render(table.title), what=", ".join(chosen), category=table.category, sphere=each.sphere, on=each.on,
            source=_("Judged with the decision table"), href=at("case-event", about.seen.id, each.seq),
        )  # fmt: skip


# Answers on forms, decisions, meetings


def answers(about: Around, _section: Entry) -> Part:
    """What came back on forms, apart by kind of information; and the forms that nobody has answered."""
    part, seen = Part(), about.seen
    for kept in documents.of_case(seen, about.on):
        if kept.status == ANSWERED:
            part.claims += _answers(about, kept)
    for waiting in documents.waiting(seen, about.on):
        title, sent = waiting.kept.form.title, waiting.kept.sent_on or about.on
        if waiting.kept.status != ANSWERED:
            part.holes.append(gathered.no_answer(
                title, sent, at("case-form-answer", seen.id, waiting.kept.id), waiting.kept.form.category
            ))  # fmt: skip
    return part


def _answers(about: Around, kept: Kept) -> Iterator[Claim]:
    theirs = set(policy.others(kept.form, about.seen.own_parties))
    groups: dict[str, list[str]] = {}
    for part in form_view.parts(kept.form, Writing(kept.values)):
        for shown in part.fields if part.id in theirs else ():
            said = _field(shown)
            field = kept.form.fields.get(shown.name)
            if said and field:
                groups.setdefault(kept.form.category_of(field), []).append(f"{shown.title}: {said}")
    receiver = _receiver(about, kept.receiver)
    for category, lines in groups.items():
        yield Claim(
            title=render(kept.form.title), what=joined(lines), category=category,
            sphere=kept.sphere, on=kept.answered_on, href=at("case-form", about.seen.id, kept.id),
            source=_("Answer on the form, through {who}").format(who=receiver) if receiver else _("Answer on the form"),
        )  # fmt: skip


def _receiver(about: Around, receiver: str) -> str:
    """Through whom an answer came: a party that the reader knows of, the person, or a name."""
    if receiver == PERSON:
        return _("the person")
    return about.read.names.party(receiver) if receiver in about.seen.handbook.parties else receiver


def _field(shown: FieldShown) -> str:
    return shown.said or "; ".join(", ".join(cell for cell in row if cell) for row in shown.table)


def decisions(about: Around, _section: Entry) -> Part:
    """Decisions on benefits, and the refusals of which nobody knows why."""
    part, seen, book = Part(), about.seen, about.seen.handbook
    spheres = {each.seq: each.sphere for each in about.read.happened}
    href = at("case-benefits", seen.id)
    for each in guard.of(seen, about.on).decisions:
        title = guard_view.title(book, each.kind)
        part.claims.append(Claim(
            title=title, what=_decision(about, each), category=guard.CATEGORY, sphere=spheres.get(each.seq, 0),
            on=each.on, source=_("Decision of {day}").format(day=day_words(each.on)), href=href, until=each.until,
        ))  # fmt: skip
        if each.decision == REFUSED and not guard_registers.decisive(each.reason):
            part.holes.append(gathered.no_reason(title, each.on, href, guard.CATEGORY))
    return part


def _decision(about: Around, each: Decided) -> str:
    entry = guard_registers.refusal_reasons().get(each.reason)
    said = [guard_view.decision_words(about.seen.handbook, each.decision), render(entry.title) if entry else ""]
    return ". ".join(part for part in (*said, each.words) if part)


def met(about: Around, _section: Entry) -> Part:
    """The meetings that have been held, with what was said and agreed, apart by kind of information."""
    part = Part()
    for each in meetings.of_case(about.seen, about.on):
        if each.held_on:
            part.claims += _meeting(about, each, each.held_on)
    return part


def _meeting(about: Around, one: MeetingKept, held: date) -> Iterator[Claim]:
    groups: dict[str, list[str]] = {}
    for point in one.kind.points:
        value = one.said.get(point.id)
        if value not in (None, "", []) and not isinstance(value, list | dict):
            words = render(point.options[value]) if value in point.options else str(value)
            groups.setdefault(point.category, []).append(f"{render(point.title)}: {words}")
    if not groups:
        groups["plan"] = [_("The meeting was held.")]
    for category, lines in groups.items():
        yield Claim(
            title=render(one.kind.title), what=joined(lines), category=category,
            sphere=one.sphere, on=held, source=_("Minutes of the meeting"), since=held,
            href=at("case-meeting", about.seen.id, one.id) or at("case-meetings", about.seen.id),
        )  # fmt: skip


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def planned(about: Around, _section: Entry) -> Part:
    """The plans with what they say and the goals; the results of instruments; plans that nobody has followed up."""
    part = Part()
    for each in plans.of_case(about.seen, about.on):
        href = at("case-plan", about.seen.id, each.id) or at("case-plans", about.seen.id)
        part.claims += _plan(about, each, href)
        if each.late(about.on) and each.follow_up_on and each.sphere == about.sphere:
            title = each.title or each.kind.title
            part.holes.append(gathered.late_plan(title, each.follow_up_on, href, each.kind.category))
    href = at("case-plans", about.seen.id)
    part.claims += [
        Claim(title=render(each.kind.title), what=each.result, category=each.kind.category, sphere=each.sphere,
              on=each.on, source=_("Result of the instrument"), href=href)
        for each in plans.results(about.seen, about.on)
    ]  # fmt: skip
    return part


def _plan(about: Around, one: PlanKept, href: str) -> Iterator[Claim]:
    groups: dict[str, list[str]] = {}
    for point in one.kind.points:
        value = one.points.get(point.id)
        if value not in (None, "", []) and not isinstance(value, list | dict):
            words = render(point.options[value]) if value in point.options else str(value)
            groups.setdefault(point.category, []).append(f"{render(point.title)}: {words}")
    for goal in one.goals:
        said = goal.own_words or goal.wording
        groups.setdefault(one.kind.category, []).append(_("Goal: {goal}").format(goal=said))
    if not groups:
        groups[one.kind.category] = [_("The plan is there.")]
    owner = about.read.names.party(one.owner_party) if one.owner_party else ""
    for category, lines in groups.items():
        yield Claim(
            title=one.title or render(one.kind.title), what=joined(lines), category=category, sphere=one.sphere,
            on=one.agreed_on or one.begun_on, href=href, since=one.begun_on, until=one.ended_on,
            source=one.source or (_("Plan of {party}").format(party=owner) if owner else _("The plan")),
        )  # fmt: skip


def joined(lines: Iterable[str]) -> str:
    """Several sayings as sentences after each other."""
    return ". ".join(line.rstrip(".") for line in lines if line) + "."


# By the section of the register that they fill; a section that none fills has its facts only.
SOURCES: Mapping[str, Callable[[Around, Entry], Part]] = {
    "measures": tried, "chain": chain, "capacity": told, "medical": told, "answers": answers, "decisions": decisions,
    "plans": planned, "meetings": met,
}  # fmt: skip
