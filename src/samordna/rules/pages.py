"""The pages of the decision tables: which there are, and for one the question, the answer to these facts, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from samordna.kernel.text import Text
from samordna.law import queries as law_queries
from samordna.law.domain import Law
from samordna.law.wording import CONFIDENCE, STANDING, days_of
from samordna.rules import answers, form, queries
from samordna.rules.conditions import shown, title_of
from samordna.rules.decide import LawOn, counts, decide
from samordna.rules.domain import Explanation, Facts, Table, TableError
from samordna.rules.matrix import Matrix, matrix
from samordna.web.day import today
from samordna.web.i18n import render as in_words
from samordna.web.terminal import QuestionError, read_day

# Names in the address that are no facts: the day, that the form was sent, and the language.
NOT_FACTS = ("on", "ask", "lang")
OK, WRONG = 200, 400


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of a table: the day (or why it cannot be read), and the facts name by name."""

    on: date
    typed_day: str
    wrong_day: QuestionError | None
    typed: Mapping[str, Sequence[str]]
    sent: bool


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every table with its question, where it comes from, what it asks and what it may answer."""
    return render(request, "rules/overview.html", {"tables": queries.load_all()})


@require_safe
def table(request: HttpRequest, table_id: str) -> HttpResponse:
    """One table: the form, and below it the answer when facts stand in the address. Raises ContentError."""
    found, law, asked = queries.packaged(table_id), law_queries.load(), _asked(request)
    law_on = LawOn(law, asked.on)
    shape, broken = _matrix(found, law_on)
    page = {
        "table": found,
        "pairs_of_outcomes": [(in_words(each.title), in_words(each.says)) for each in found.outcomes],
        "asked": asked,
        "on": asked.on,
        "matrix": shape,
        "broken": broken,
        "advice": answers.ADVICE,
        "standing": STANDING,
        "confidence_says": CONFIDENCE,
        "tail": "?" + urlencode({"on": asked.on.isoformat()}) if asked.typed_day else "",
        "citations": _citations(found, law, law_on) if shape else {},
    }
    if broken:
        return render(request, "rules/table.html", {**page, "fields": [], "problems": [], "others": [], "said": None})
    return _answered(request, (found, law, asked), page)


def _answered(request: HttpRequest, of: tuple[Table, Law, Asked], page: dict[str, object]) -> HttpResponse:
    """The page with the form and, for facts that can be read, the answer."""
    found, law, asked = of
    law_on = LawOn(law, asked.on)
    read = form.read(found, asked.typed, asked.on, law_on) if asked.sent else form.Read()
    said, problem = None, None
    if asked.sent and not read.problems and not asked.wrong_day:
        try:
            said = decide(found, read.given, asked.on, law)
        except TableError as error:
            problem = error
    data = {
        **page,
        "fields": form.fields(found, asked.typed, read.problems, law_on),
        "problems": read.problems,
        "others": form.elsewhere(found, read.problems),
        "unneeded": read.unneeded,
        "no_answer": problem,
        "said": answers.as_data(found, said, law) if said else None,
        "explained": _explained(found, said, read.known) if said else None,
    }
    wrong = read.problems or asked.wrong_day
    return render(request, "rules/table.html", data, status=WRONG if wrong else OK)


def _asked(request: HttpRequest) -> Asked:
    """What stands in the address. A day that cannot be read is kept as it was typed, and today is asked about."""
    typed = {name: values for name, values in request.GET.lists() if name not in NOT_FACTS}
    day, wrong = request.GET.get("on", "").strip(), None
    try:
        on = read_day(day, today)
    except QuestionError as problem:
        on, wrong = today(), problem
    return Asked(on, day, wrong, typed, bool(typed) or "ask" in request.GET)


def _matrix(found: Table, law_on: LawOn) -> tuple[Matrix | None, TableError | None]:
    """The table with the numbers of the day, or why it does not count on the day."""
    try:
        counts(found, law_on.on)
        return matrix(found, law_on), None
    except TableError as problem:
        return None, problem


def _citations(found: Table, law: Law, law_on: LawOn) -> dict[str, dict[str, str]]:
    """Everything that the rows cite, by id, as it stands on the day."""
    cited = {ref for rule in found.rules for ref in law_on.cited(rule)}
    return {ref: answers.citation(law, ref, law_on.on) for ref in cited}


@dataclass(frozen=True, slots=True)
class Explained:
    """What the answer rests on beside its reasons: the facts, ages by date, and what counted without being answered."""

    facts: tuple[tuple[str, str], ...]
    ages: tuple[tuple[str, str, str], ...]
    assumed: tuple[tuple[Text, Text], ...]
    numbers: Mapping[str, int]
    outcomes: Mapping[str, Text]


def _explained(found: Table, said: Explanation, known: Facts) -> Explained:
    return Explained(
        tuple((in_words(title_of(found, name)), in_words(shown(found, name, value))) for name, value in known.items()),
        tuple(
            (in_words(d.title), in_words(days_of(d.period)), in_words(shown(found, d.id, d.value)))
            for d in said.derived
        ),
        tuple((fact.title, fact.values.get(fact.default, Text(fact.default))) for fact in said.assumed),
        {rule.id: number for number, rule in enumerate(found.rules, 1)},
        {outcome.code: outcome.title for outcome in found.outcomes},
    )


urls: list[URLPattern] = [path("", overview, name="tables"), path("<str:table_id>/", table, name="table")]
