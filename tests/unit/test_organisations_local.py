"""What does an area decide itself, from when to when: its lengths, closed days, and the unread rules it follows? (D27)

Anneli administers Gävle, where Lovisa and Ali work with cases; Stefan administers Malmö.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from samordna.access.domain import system
from samordna.audit import verifying
from samordna.content import reading as content
from samordna.content.reading import ContentError
from samordna.journal.domain import Act
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.law.domain import Confidence
from samordna.law.following import unread
from samordna.law.queries import load as load_law
from samordna.organisations import choices, commands, queries
from samordna.organisations.domain import CLOSED, FOLLOW, LENGTH, Span
from samordna.organisations.models import LocalChoice
from samordna.organisations.policy import LOADER
from samordna.organisations.reading import packaged, read_area
from samordna.rules.limits import DAYS, WEEKS, WORKING_DAYS, Length
from tests.unit.test_organisations_file import TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.data]
ON = date(2026, 11, 22)
NEW_YEAR = date(2027, 1, 1)
ONE_DAY = timedelta(days=1)
RULE = "certificate.required_for_illness"


def act(by=0, on=ON, reason="", form=None):
    at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    return Act(id=form or uuid4(), by=by, at=at, on=on, reason=reason)


def loads(plan, on=ON):
    return commands.load_area(act=act(on=on), scope=system(LOADER, on), data=plan)


@pytest.fixture
def gavle():
    return loads(read_area("gavle")).area


def by(username="anneli.wik", reason=""):
    worker = queries.worker(username)
    return {"act": act(worker.pk, reason=reason), "scope": queries.scope_of(worker, ON)}


def length(area, deadline, number, unit=WEEKS, start=ON, end=None, **other):
    span = Span(start, end)
    return commands.decide_length(
        **by(**other), area=area, deadline=deadline, length=Length(number, unit), span=span
    )  # fmt: skip


def refused(code):
    return pytest.raises(Refused, match=f"^{code}:")


def lengths(area, *days, deadline="sip-start"):
    return [queries.local(area, day).lengths.get(deadline) for day in days]


def kinds(area):
    return list(Event.objects.filter(stream_id=area).order_by("seq").values_list("kind", flat=True))


# The file


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(content, "_cache_folder", lambda: None)

    def write(more):
        path = tmp_path / "prov.yaml"
        path.write_text(TEXT + more, "utf-8")
        return read_area(str(path))

    return write


FILE = """\
limits:
  - {deadline: sip-start, working_days: 5, to: 2026-07-01}
  - {deadline: sip-start, working_days: 3, from: 2026-07-01, reason: Avtalat}
closed_days:
  - {name: Klämdag, day: 2026-05-15}
  - {name: Jul, from: 2026-12-28, to: 2026-12-31}
follows:
  - {law: certificate.required_for_illness, follow: false, reason: Inte läst}
"""


def test_a_file_says_what_the_area_decides(file):
    plan = file(FILE)
    assert [(c.kind, c.key, c.value, c.span) for c in plan.choices] == [
        (LENGTH, "sip-start", {"working_days": 5}, Span(date(2026, 1, 1), date(2026, 7, 1))),
        (LENGTH, "sip-start", {"working_days": 3, "reason": "Avtalat"}, Span(date(2026, 7, 1))),
        (CLOSED, "Klämdag", {}, Span(date(2026, 5, 15), date(2026, 5, 16))),
        (CLOSED, "Jul", {}, Span(date(2026, 12, 28), date(2026, 12, 31))),
        (FOLLOW, RULE, {"follow": False, "reason": "Inte läst"}, Span(date(2026, 1, 1))),
    ]


LINE = len(TEXT.splitlines()) + 2


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        ("limits:\n  - {deadline: sip-strat, days: 3}\n", LINE, "Did you mean “sip-start”?"),
        ("limits:\n  - {deadline: modellgranskning, days: 3}\n", LINE, "has a length of its own"),
        ("limits:\n  - {deadline: alder-granser, days: 3}\n", LINE, "has a length of its own"),
        ("limits:\n  - {deadline: sip-start}\n", LINE, "one length"),
        ("limits:\n  - {deadline: sip-start, days: 3, weeks: 1}\n", LINE, "one length"),
        ("limits:\n  - {deadline: sip-start, days: -1}\n", LINE, "greater than or equal to 0"),
        ("limits:\n  - {deadline: sip-start, days: 3}\n  - {deadline: sip-start, days: 4}\n", LINE + 1, "stands twice"),
        ("limits:\n  - {deadline: sip-start, days: 3, to: 2025-01-01}\n", LINE, "ends before it begins"),
        ("closed_days:\n  - {name: Lov}\n", LINE, "which days are closed"),
        ("closed_days:\n  - {name: Lov, from: 2026-05-15}\n", LINE, "which days are closed"),
        ("closed_days:\n  - {name: Lov, day: 2026-05-15, from: 2026-05-15, to: 2026-05-16}\n", LINE, "which days"),
        ("follows:\n  - {law: certificate.required, follow: true, reason: Ja}\n", LINE, f"Did you mean “{RULE}”?"),
        ("follows:\n  - {law: 'sol-2025:10:8', follow: false, reason: Nej}\n", LINE, "has been read"),
        ("follows:\n  - {law: fvl.delay_months, follow: false, reason: Nej}\n", LINE, "has been read"),
        ("follows:\n  - {law: bistand.long.months, follow: false, reason: Nej}\n", LINE, "no coming rule"),
        (f"follows:\n  - {{law: {RULE}, follow: false}}\n", LINE, "reason"),
        (f"follows:\n  - {{law: {RULE}, follow: nej, reason: Nej}}\n", LINE, "bool"),
    ],
)
def test_a_line_that_is_not_the_areas_to_write_is_an_error_with_line_and_mend(file, more, line, words):
    with pytest.raises(ContentError) as problem:
        file(more)
    assert problem.value.line == line
    assert words in f"{problem.value.message} {problem.value.mend}"
    assert str(problem.value.mend)


def test_every_packaged_area_decides_something_that_is_its_to_decide():
    for area in packaged():
        plan = read_area(area)
        assert {LENGTH, CLOSED} <= {choice.kind for choice in plan.choices}, area


def test_loading_brings_the_choices_and_loading_again_nothing(file):
    plan = file(FILE)
    loaded = loads(plan)
    assert [key for key in loaded.added if key[0] in (LENGTH, CLOSED, FOLLOW)] == [
        (LENGTH, "sip-start", "2026-01-01"), (LENGTH, "sip-start", "2026-07-01"), (CLOSED, "Klämdag", "2026-05-15"),
        (CLOSED, "Jul", "2026-12-28"), (FOLLOW, RULE, "2026-01-01"),
    ]  # fmt: skip
    again = loads(plan)
    assert (again.added, again.changed, again.ended) == ((), (), ())
    assert kinds(loaded.area) == ["area.loaded"]


def test_what_the_file_no_longer_says_ends_and_is_kept(file):
    """A choice of an area has a history: nothing is removed."""
    area = loads(file(FILE)).area
    loaded = loads(file("limits:\n  - {deadline: sip-start, working_days: 4}\n"))
    assert set(loaded.ended) == {
        (LENGTH, "sip-start", "2026-07-01"), (CLOSED, "Jul", "2026-12-28"), (FOLLOW, RULE, "2026-01-01"),
    }, "what was over has not ended now"  # fmt: skip
    assert lengths(area, ON - ONE_DAY, ON) == [Length(3, WORKING_DAYS), Length(4, WORKING_DAYS)]
    assert queries.local(area, ON).follows == {}
    assert LocalChoice.objects.filter(area=area).count() == 5
    assert date(2026, 12, 28) not in queries.local(area, ON).closed, "had not begun, so it never counts"
    assert date(2026, 5, 15) in queries.local(area, ON).closed, "was closed"


def test_every_packaged_area_says_on_a_day_what_counts():
    for area in packaged():
        pk = loads(read_area(area)).area
        assert queries.local(pk, ON).lengths, area
        assert queries.local(pk, date(2020, 1, 1)).lengths == {}, "before the area began"


# What counts on a day


def test_each_period_of_an_area_counts_its_own_days(file):
    area = loads(file(FILE)).area
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    assert lengths(area, date(2025, 12, 31), date(2026, 1, 1), before, after) == [
        None, Length(5, WORKING_DAYS), Length(5, WORKING_DAYS), Length(3, WORKING_DAYS),
    ]  # fmt: skip


def test_closed_days_are_known_whatever_the_day(file):
    """Dates are counted across years: the calendar is the same whichever day one asks on."""
    area = loads(file(FILE)).area
    closed = {date(2026, 5, 15), date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 30)}
    assert queries.local(area, ON).closed == closed == queries.local(area, date(2030, 1, 1)).closed


def test_an_area_has_nothing_of_another(gavle):
    malmo = loads(read_area("malmo")).area
    assert "underlag-rimlig-tid" in queries.local(gavle, ON).lengths
    assert "underlag-rimlig-tid" not in queries.local(malmo, ON).lengths
    assert queries.local(malmo, NEW_YEAR).follows == {"plan.authorities_must_join": False}
    assert queries.local(malmo, NEW_YEAR - ONE_DAY).follows == {}


# On the pages


def test_a_new_length_counts_from_its_day_and_the_one_before_until_then(gavle):
    length(gavle, "underlag-rimlig-tid", 4, start=NEW_YEAR)
    found = lengths(gavle, NEW_YEAR - ONE_DAY, NEW_YEAR, deadline="underlag-rimlig-tid")
    assert found == [Length(2, WEEKS), Length(4, WEEKS)]
    assert kinds(gavle) == ["area.loaded", "local.length-decided"]


def test_a_length_for_some_weeks_leaves_the_rest_as_it_was(gavle):
    start, end = date(2027, 6, 15), date(2027, 8, 15)
    length(gavle, "underlag-rimlig-tid", 6, start=start, end=end)
    days = (start - ONE_DAY, start, end - ONE_DAY, end)
    assert lengths(gavle, *days, deadline="underlag-rimlig-tid") == [
        Length(2, WEEKS), Length(6, WEEKS), Length(6, WEEKS), Length(2, WEEKS),
    ]  # fmt: skip


def test_a_length_without_a_last_day_counts_until_the_next_known(gavle):
    length(gavle, "sip-start", 2, DAYS, start=NEW_YEAR)
    length(gavle, "sip-start", 3, DAYS)
    assert lengths(gavle, ON, NEW_YEAR - ONE_DAY, NEW_YEAR) == [Length(3, DAYS), Length(3, DAYS), Length(2, DAYS)]


def test_the_same_first_day_is_decided_anew(gavle):
    first = length(gavle, "sip-start", 2, DAYS)
    again = length(gavle, "sip-start", 4, DAYS, end=NEW_YEAR)
    assert first == again
    assert lengths(gavle, ON, NEW_YEAR) == [Length(4, DAYS), Length(2, DAYS)], "the first goes on after the second"


def test_periods_never_overlap_and_none_is_removed(gavle):
    spans = [
        (ON, None), (date(2026, 12, 1), NEW_YEAR), (date(2026, 11, 1), date(2026, 12, 15)), (ON, date(2026, 11, 30)),
        (date(2026, 1, 1), None), (NEW_YEAR, date(2027, 2, 1)),
    ]  # fmt: skip
    for number, (start, end) in enumerate(spans, 1):
        length(gavle, "sip-start", number, DAYS, start=start, end=end)
        day = start
        for _ in range(400):
            rows = LocalChoice.objects.filter(area=gavle, key="sip-start", valid_from__lte=day)
            assert sum(row.valid_to is None or day < row.valid_to for row in rows) <= 1, day
            day += ONE_DAY
    assert lengths(gavle, NEW_YEAR) == [Length(6, DAYS)]


def test_days_are_closed_and_taken_back(gavle):
    day = date(2026, 12, 28)
    choice = commands.close_days(**by(), area=gavle, name="Julstängt", span=Span(day, date(2026, 12, 31)))
    assert {day, date(2026, 12, 30)} <= queries.local(gavle, ON).closed
    assert date(2026, 12, 31) not in queries.local(gavle, ON).closed
    commands.end_choice(**by(), area=gavle, choice=choice, on=ON)
    assert day not in queries.local(gavle, ON).closed
    assert kinds(gavle)[1:] == ["local.closed", "local.ended"]


def test_a_rule_is_followed_or_not_with_a_reason(gavle):
    start = date(2026, 7, 1)
    commands.follow_rule(
        **by(reason="Vi väntar på lagtexten"), area=gavle, ref=RULE, follow=False, span=Span(start, NEW_YEAR)
    )
    days = (start - ONE_DAY, start, NEW_YEAR - ONE_DAY, NEW_YEAR)
    assert [queries.local(gavle, day).follows.get(RULE) for day in days] == [None, False, False, None]
    row = next(each for each in choices.choices(gavle, ON) if each.kind == FOLLOW)
    assert row.value == {"follow": False, "reason": "Vi väntar på lagtexten"}
    with refused("no-reason"):
        commands.follow_rule(**by(), area=gavle, ref=RULE, follow=True, span=Span(ON))


def test_one_event_tells_the_rows_as_they_are_afterwards(gavle):
    """E3, E5: one act, one event, the after-image of every row it changed."""
    choice = length(gavle, "underlag-rimlig-tid", 4, start=NEW_YEAR, reason="Avtalat i styrgruppen")
    event = Event.objects.filter(stream_id=gavle).order_by("seq").last()
    told = json.loads(Payload.objects.get(stream_id=gavle, seq=event.seq).data)["rows"]
    assert all(label == "organisations.localchoice" for label, _ in told)
    images = {row["id"]: row for _, row in told}
    assert images[choice]["value"] == {"weeks": 4, "reason": "Avtalat i styrgruppen"}
    assert {row["valid_to"] for row in images.values()} == {None, "2027-01-01"}
    for pk, image in images.items():
        row = LocalChoice.objects.get(pk=pk)
        assert (image["value"], image["valid_from"]) == (row.value, row.valid_from.isoformat())


def test_what_is_over_stays_in_the_history(gavle):
    length(gavle, "underlag-rimlig-tid", 4, start=NEW_YEAR)
    over = choices.choices_over(gavle, NEW_YEAR)
    assert ("underlag-rimlig-tid", {"weeks": 2, "reason": "Så länge räcker det första löftet om underlag"}) in [
        (row.key, row.value) for row in over
    ]


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        ("modellgranskning", "own-length"), ("alder-granser", "own-length"), ("langvarigt-bistand", "own-length"),
        ("nonsens", "no-such-limit"), ("arena-kallelse", "no-such-limit"),
    ],
)  # fmt: skip
def test_a_length_that_is_fixed_or_of_another_handbook_is_refused(gavle, deadline, code):
    with refused(code):
        length(gavle, deadline, 1)
    assert kinds(gavle) == ["area.loaded"], "nothing was written"


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("sol-2025:10:8", "law-read"), ("fvl.delay_months", "law-read"), ("sjukersattning.full.from", "law-read"),
        ("fk.coordination.decision_days", "no-coming-rule"), ("hsl-1982:3f", "no-coming-rule"),
        ("nonsens", "no-such-rule"),
    ],
)  # fmt: skip
def test_law_that_has_been_read_is_never_switched_off(gavle, ref, code):
    with refused(code):
        commands.follow_rule(**by(reason="Vi vill inte"), area=gavle, ref=ref, follow=False, span=Span(ON))


def test_only_what_is_secondary_can_be_switched():
    law = load_law()
    found = unread(law)
    assert {RULE, "activity.required", "rehab.may_be_demanded", "plan.authorities_must_join"} <= set(found)
    for ref in found:
        assert (law.by_key.get(ref) or law.by_id[ref])[-1].confidence is Confidence.SECONDARY


@pytest.mark.parametrize("who", ["lovisa.strom", "gunilla.berg", "stefan.lindgren"])
def test_only_a_local_administrator_of_the_area_decides(gavle, who):
    loads(read_area("malmo"))
    with refused("not-admin"):
        length(gavle, "sip-start", 2, username=who)
    with refused("not-admin"):
        commands.close_days(**by(who), area=gavle, name="Stängt", span=Span(ON, NEW_YEAR))
    with refused("not-admin"):
        commands.follow_rule(**by(who, "Nej"), area=gavle, ref=RULE, follow=False, span=Span(ON))
    mine = LocalChoice.objects.filter(area=gavle).first()
    with refused("not-admin"):
        commands.end_choice(**by(who), area=gavle, choice=mine.pk, on=ON)


def test_nobody_ends_the_choice_of_another_area(gavle):
    malmo = loads(read_area("malmo")).area
    other = LocalChoice.objects.filter(area=malmo).first()
    with refused("no-such-choice"):
        commands.end_choice(**by(), area=gavle, choice=other.pk, on=ON)


def test_days_must_come_in_order(gavle):
    with refused("no-days"):
        length(gavle, "sip-start", 2, start=ON, end=ON)
    with refused("no-last-day"):
        commands.close_days(**by(), area=gavle, name="Stängt", span=Span(ON))


# The page


ONE_PAGE = "/organisation/areas/{}/"


@pytest.fixture
def page(gavle, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    loads(read_area("malmo"))

    def ask(verb="", who="anneli.wik", area=gavle, lang="en", **fields):
        client = Client(headers={"accept-language": lang}, SERVER_NAME="localhost")
        client.force_login(queries.worker(who))
        address = ONE_PAGE.format(area)
        if not verb:
            return client.get(address)
        sent = {f"{verb}-{name.rstrip('_')}": value for name, value in fields.items()}
        return client.post(f"{address}{verb}/", {"form": str(uuid4()), **sent})

    return ask


def words(response):
    html = response.content.decode()
    assert "style=" not in html, "the content security policy refuses inline style (E21)"
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands once on a page"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["Documents from a doctor are handed in within reasonable time i rimlig tid 3 weeks 2 weeks from"]),
        ("sv", ["Underlag från läkare lämnas i rimlig tid i rimlig tid 3 veckor 2 veckor från", "Läkarintyg krävs"]),
    ],
)
def test_the_page_says_what_the_source_leaves_open_and_what_is_decided(page, lang, said):
    text = words(page(lang=lang))
    for each in said:
        assert each in text
    assert "Årlig genomgång av handboken" not in text, "has a length of its own"


def test_each_form_carries_out_its_decision(page, gavle):
    sent = page("length", deadline="sip-start", number="2", unit="working_days", from_="2026-11-22", reason="Avtal")
    assert (sent.status_code, sent.headers["Location"]) == (302, ONE_PAGE.format(gavle))
    assert lengths(gavle, ON) == [Length(2, WORKING_DAYS)]
    page("closed", name="Klämdag", from_="2027-05-07")
    assert date(2027, 5, 7) in queries.local(gavle, ON).closed
    page("follow", rule=RULE, follow="no", from_="2026-11-22", last="2026-12-31", reason="Vi väntar på lagtexten")
    assert queries.local(gavle, ON).follows == {RULE: False}
    assert queries.local(gavle, NEW_YEAR).follows == {}
    text = words(page())
    assert "not followed" in text
    assert "Reason: Vi väntar på lagtexten" in text
    row = next(each for each in choices.choices(gavle, ON) if each.key == "sip-start")
    page("end", choice=str(row.pk), last="2026-12-31")
    assert lengths(gavle, NEW_YEAR - ONE_DAY, NEW_YEAR) == [Length(2, WORKING_DAYS), None]
    assert kinds(gavle)[1:] == ["local.length-decided", "local.closed", "local.follow-decided", "local.ended"]


@pytest.mark.parametrize(
    ("verb", "fields", "said"),
    [
        ("length", {"deadline": "sip-start", "number": "två", "unit": "days", "from_": "2026-11-22"}, "whole number"),
        (
            "length",
            {"deadline": "modellgranskning", "number": "2", "unit": "days", "from_": "2026-11-22"},
            "Choose one",
        ),
        ("length", {"deadline": "sip-start", "number": "2", "unit": "days", "from_": "i morgon"}, "must be a date"),
        ("closed", {"name": "", "from_": "2027-05-07"}, "must be filled in"),
        ("closed", {"name": "Lov", "from_": "2027-05-07", "last": "2027-05-06"}, "must not come before"),
        ("follow", {"rule": RULE, "follow": "no", "from_": "2026-11-22"}, "“Reason” must be filled in"),
        ("follow", {"rule": "sol-2025:10:8", "follow": "no", "from_": "2026-11-22", "reason": "x"}, "Choose one"),
        ("end", {"choice": "0", "last": "2026-12-31"}, "Choose one"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(page, gavle, verb, fields, said):
    response = page(verb, **fields)
    assert response.status_code == 422
    assert said in words(response)
    kept = [value for name, value in fields.items() if said != "Choose one" or name in ("from_", "reason")]
    assert all(value in response.content.decode() for value in kept)
    assert kinds(gavle) == ["area.loaded"]


def test_a_double_click_decides_once(page, gavle):
    """E12."""
    form, client = str(uuid4()), Client(SERVER_NAME="localhost")
    client.force_login(queries.worker("anneli.wik"))
    sent = {"form": form, "closed-name": "Klämdag", "closed-from": "2027-05-07"}
    for _ in range(2):
        assert client.post(ONE_PAGE.format(gavle) + "closed/", sent).status_code == 302
    assert kinds(gavle) == ["area.loaded", "local.closed"]


@pytest.mark.parametrize("who", ["lovisa.strom", "stefan.lindgren"])
def test_nobody_else_sees_the_page(page, who):
    assert page(who=who).status_code == 403
    assert page("closed", who=who, name="Klämdag", from_="2027-05-07").status_code == 403


def test_no_case_can_be_read_from_the_page(page):
    """A local administrator administers and reads no case: nothing of the page is about a person."""
    text = words(page())
    assert not any(prefix in text for prefix in ("GAS-", "GSV-"))


def test_what_the_events_tell_is_what_stands_in_the_rows(gavle):
    """E5: `samordna verify` finds no difference after decisions that split, resume and end each other."""
    length(gavle, "underlag-rimlig-tid", 6, start=NEW_YEAR, end=date(2027, 3, 1))
    commands.follow_rule(**by(reason="Inte läst"), area=gavle, ref=RULE, follow=False, span=Span(ON))
    choice = commands.close_days(**by(), area=gavle, name="Jul", span=Span(NEW_YEAR - ONE_DAY, NEW_YEAR))
    commands.end_choice(**by(), area=gavle, choice=choice, on=ON)
    found = verifying.verify()
    assert not found.differences
