"""What needs review, when, and what becomes of it when an owner registers a review, also when nothing was changed?

Helle owns the handbook; Sara works with cases, Ulla leads the unit, Ada administers, Axel audits. Gävle's routine says:
once a year, by the one who wrote it and somebody who checks, and the date changes even when the text does not.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from samordna.content.reading import ContentError
from samordna.handbooks import needing, published, queries, reviewing
from samordna.handbooks.commands import Reviewed, register_review
from samordna.handbooks.models import Review
from samordna.handbooks.queries import load
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.law.queries import load as load_law
from samordna.rules.clocks import LATE, RUNNING, SOON
from tests.cases_world import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.data]
# The packaged handbooks were reviewed on this day.
FILE = date(2026, 11, 22)
NEXT = date(2027, 11, 22)
ONE_DAY = timedelta(days=1)


def registers(world, on, handbook="gavle", *, who="helle", today=None, form=None, **more):
    day = today or on
    scope = world.scope(who)
    act = Act(id=form or uuid4(), by=scope.worker, at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC), on=day)
    review = Reviewed(on=on, who=more.pop("by", "Gunilla Berg"), **more)
    register_review(act=act, scope=scope, handbook=handbook, version="2026.1", review=review)


def standing(on, handbook="gavle"):
    return next(each for each in reviewing.standings(on) if each.book.id == handbook and each.current)


def refused(code):
    return pytest.raises(Refused, match=f"^{code}:")


# The clock of reviews (T12)


@pytest.mark.parametrize(
    ("on", "word"),
    [
        (FILE, RUNNING), (date(2027, 10, 21), RUNNING), (date(2027, 10, 22), SOON), (NEXT, SOON),
        (NEXT + ONE_DAY, LATE),
    ],
)  # fmt: skip
def test_a_review_is_due_a_year_after_the_last_and_warns_before(on, word):
    found = standing(on)
    assert (found.reviewed, found.due.due, found.word(on)) == (FILE, NEXT, word)


def test_the_date_says_how_it_is_counted():
    says = [str(step.says) for step in standing(FILE).due.because]
    assert says == ["Handboken gicks igenom: 2026-11-22.", "At most 1 år."]


def test_the_handbooks_own_time_between_reviews_comes_before_the_common_one():
    book = replace(load("gavle"), review_every={"months": 6})
    assert reviewing.next_review(book, FILE, FILE).due == date(2027, 5, 22)
    assert reviewing.next_review(replace(load("gavle"), review_every={}), FILE, FILE).due == NEXT


def test_a_leap_day_has_its_next_review_on_the_last_of_february():
    assert reviewing.next_review(load("gavle"), date(2028, 2, 29), date(2028, 3, 1)).due == date(2029, 2, 28)


def test_owners_are_reminded_of_what_is_near_or_late_in_the_newest_version():
    """What the digest of owners and reviewers asks."""
    assert reviewing.due_for_review(FILE) == []
    near = reviewing.due_for_review(NEXT)
    assert {each.book.id for each in near} == {each.id for each in queries.available()}
    assert all(each.current for each in near)


def test_a_handbook_that_nobody_has_reviewed_is_reminded_of(monkeypatch):
    never = replace(load("gavle"), reviewed=None)
    monkeypatch.setattr(reviewing, "_versions", lambda: iter([(never, True)]))
    (found,) = reviewing.due_for_review(FILE)
    assert (found.reviewed, found.due, found.word(FILE)) == (None, None, "")


# Registering one


def test_the_date_changes_even_when_the_text_does_not(world):
    """Gävle, Uppföljning av rutin."""
    on = date(2027, 3, 1)
    before = published.pinned("gavle", "2026.1")
    registers(world, on, reviewer="Lovisa Ström")
    found = standing(on)
    assert (found.reviewed, found.due.due, found.reviewer) == (on, date(2028, 3, 1), "Lovisa Ström")
    assert found.history[0].unchanged
    assert published.pinned("gavle", "2026.1") == before
    assert standing(on, "boras").reviewed == FILE, "one handbook is not another"


def test_every_review_is_kept_and_the_reviewer_stays_until_another_is_named(world):
    registers(world, date(2027, 3, 1), reviewer="Lovisa Ström")
    registers(world, date(2028, 3, 1), unchanged=False, note="Ny blankett behövs.")
    found = standing(date(2028, 3, 1))
    assert [(each.on, each.unchanged) for each in found.history] == [
        (date(2028, 3, 1), False), (date(2027, 3, 1), True),
    ]  # fmt: skip
    assert found.reviewer == "Lovisa Ström"
    registers(world, date(2029, 3, 1), reviewer="Ali Hassan")
    assert standing(date(2029, 3, 1)).reviewer == "Ali Hassan"


def test_a_double_click_registers_once(world):
    """E12."""
    form = uuid4()
    for _ in range(2):
        registers(world, date(2027, 3, 1), form=form)
    assert Review.objects.count() == 1


def test_the_row_is_its_own_record_of_the_act(world):
    """E3: who, when and in which act stand in the row."""
    form = uuid4()
    registers(world, date(2027, 3, 1), form=form, today=date(2027, 3, 2))
    row = Review.objects.get()
    assert (row.act, row.by_id, row.at.date()) == (form, world.workers["helle"].pk, date(2027, 3, 2))


def test_a_review_lies_neither_ahead_nor_before_the_last(world):
    with refused("not-yet"):
        registers(world, DAY + ONE_DAY, today=DAY)
    with refused("reviewed-later"):
        registers(world, FILE - ONE_DAY, today=DAY)
    registers(world, FILE, today=DAY)
    registers(world, date(2027, 3, 1))
    with refused("reviewed-later"):
        registers(world, date(2027, 2, 28), today=date(2027, 3, 2))
    assert Review.objects.count() == 2


def test_somebody_must_have_made_it_and_the_version_must_be(world):
    with refused("nobody"):
        registers(world, FILE, by="  ")
    with pytest.raises(ContentError):
        registers(world, FILE, "nonsens")
    assert not Review.objects.exists()


@pytest.mark.parametrize("who", ["sara", "ulla", "ada", "axel", "karin"])
def test_only_handbook_owners_register_reviews(world, who):
    with pytest.raises(Refused):
        registers(world, FILE, who=who)
    assert not Review.objects.exists()


# What needs somebody's eyes


def test_law_that_has_moved_on_the_day_is_found():
    book = load("tranas")
    old = replace(book, concepts=({"term": "SIP", "law": "sol-2001:2:7"},))
    (finding,) = needing.needs(old, load_law(), DAY, None).moved
    assert finding.code == "law-repealed"
    assert "sol-2025:10:8" in str(finding.mend)
    assert needing.needs(old, load_law(), date(2025, 6, 30), None).moved != (finding,)


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2025, 6, 30), False), (date(2025, 7, 1), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_law_that_changes_within_a_year_is_told_in_advance(on, expected):
    """Gävle's table of certificates rests on the rule that is said to begin on 1 July 2026."""
    found = needing.needs(load("gavle"), load_law(), on, None).changes
    assert ("sol-2025:12:intyg" in [change.id for change in found]) is expected


def test_secondary_sources_that_the_handbook_rests_on_are_listed():
    assert "sol-2025:12:intyg" in needing.needs(load("gavle"), load_law(), DAY, None).unread
    assert "sol-2025:12:intyg" not in needing.needs(load("malmo"), load_law(), DAY, None).unread


def test_a_link_is_to_be_tried_once_in_the_time_between_reviews(world):
    """Mission T-link: the link library has a date of its own."""
    law, book = load_law(), load("stockholm")
    assert len(needing.needs(book, law, DAY, None).links) == 5
    assert needing.needs(book, law, NEXT, FILE).links == ()
    assert len(needing.needs(book, law, NEXT + ONE_DAY, FILE).links) == 5
    registers(world, FILE, "stockholm", links=True, today=DAY)
    assert reviewing.links_tried(standing(DAY, "stockholm")) == FILE
    registers(world, date(2027, 3, 1), "stockholm")
    assert reviewing.links_tried(standing(DAY, "stockholm")) == FILE, "a review that tried none is no trial"


def test_a_link_says_itself_when_it_was_tried():
    book = load("stockholm")
    links = [{**each, "last_checked": "2026-06-01"} for each in book.sections["links"]]
    tried = replace(book, sections={**book.sections, "links": links})
    assert needing.needs(tried, load_law(), date(2027, 6, 1), None).links == ()
    assert {each.tried for each in needing.needs(tried, load_law(), date(2027, 6, 2), None).links} == {
        date(2026, 6, 1)
    }  # fmt: skip


# The page


def client(world, who="helle", lang="en"):
    found = Client(headers={"accept-language": lang}, SERVER_NAME="localhost")
    if who:
        found.force_login(world.workers[who])
    return found


def words(response):
    html = response.content.decode()
    assert "style=" not in html, "the content security policy refuses inline style (E21)"
    assert len(re.findall(r"<h1[ >]", html)) == 1
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands once on a page"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


PAGE = "/handbooks/review/"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_lists_every_handbook_with_its_owner_and_dates(world, lang):
    text = words(client(world, lang=lang).get(PAGE))
    for known in queries.available():
        assert load(known.id).owner.split(",")[0] in text
    assert {"en": "22 November 2027", "sv": "22 november 2027"}[lang] in text


def test_the_page_says_what_is_late_and_why(world, freezer_on):
    freezer_on(NEXT + ONE_DAY)
    text = words(client(world).get(PAGE))
    assert f"{len({each.id for each in queries.available()})} reviews are late." in text
    assert "Why this date?" in text


@pytest.fixture
def freezer_on(monkeypatch):
    def turn(day):
        monkeypatch.setenv("SAMORDNA_TODAY", day.isoformat())

    return turn


def send(world, who="helle", handbook="gavle", **fields):
    key = f"{handbook}-2026.1"
    data = {"form": str(uuid4()), **{f"{key}-{name.rstrip('_')}": value for name, value in fields.items()}}
    return client(world, who).post(f"{PAGE}{handbook}/2026.1/", data)


def test_a_review_is_registered_on_the_page(world):
    sent = send(world, on="2026-11-22", who_="Helle", reviewer="Lovisa Ström", found="unchanged")
    assert (sent.status_code, sent.headers["Location"]) == (302, PAGE)
    text = words(client(world).get(PAGE))
    assert "Helle , checked by Lovisa Ström" in text.replace("Helle,", "Helle ,")
    assert "Nothing was to be changed." in text
    assert "2026-11-22" in words(client(world).get("/handbooks/gavle/")), "the public page has the date too"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"on": "i dag", "who_": "Helle", "found": "unchanged"}, "must be a date"),
        ({"on": "2026-11-22", "who_": "", "found": "unchanged"}, "“Reviewed by” must be filled in"),
        ({"on": "2026-11-22", "who_": "Helle"}, "Choose one under “What came of it”"),
        ({"on": "2026-11-23", "who_": "Helle", "found": "unchanged"}, "not before"),
        ({"on": "2026-11-21", "who_": "Helle", "found": "unchanged"}, "reviewed later"),
        ({"on": "2026-11-22", "who_": "H" * 121, "found": "unchanged"}, "longer than 120"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(world, fields, said):
    response = send(world, **fields, note="Läst tillsammans.")
    assert response.status_code == 422
    assert said in words(response)
    assert "Läst tillsammans." in response.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("who", ["sara", "ulla", "ada", "axel"])
def test_nobody_else_sees_the_page(world, who):
    assert client(world, who).get(PAGE).status_code == 403
    assert client(world, who).post(f"{PAGE}gavle/2026.1/").status_code == 403


def test_who_is_not_signed_in_is_asked_to(world):
    response = client(world, "").get(PAGE)
    assert response.status_code == 302
    assert "next=/handbooks/review/" in response.headers["Location"]


def test_an_owner_has_the_page_in_the_menu(world):
    assert "What needs review" in words(client(world).get("/handbooks/"))
    assert "What needs review" not in words(client(world, "sara").get("/handbooks/"))
