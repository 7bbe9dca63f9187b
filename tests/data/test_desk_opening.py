"""Opening a case: the person known or written down, where they are now, or an enquiry; many from a file (D2, D15)."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
import typer
from django.test import Client
from typer.testing import CliRunner, Result

from samordna.cases import cli
from samordna.cases.commands import incoming
from samordna.cases.commands.incoming import Came
from samordna.cases.models import Case, Incoming, Position
from samordna.cases.places import passed
from samordna.handbooks.domain import Handbook, Process
from samordna.handbooks.queries import load
from samordna.people.commands import register_person
from samordna.people.domain import Details
from samordna.people.models import Person
from tests.cases_world import DAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.data]
KIM, OTHER = "198507099805", "196411139808"  # the Tax Agency's series for tests


def client(world: World, name: str = "sara") -> Client:
    made = Client()
    made.force_login(world.workers[name])
    return made


FORM = {
    "said": "yes", "number": "850709-9805", "given_name": "Kim", "family_name": "Ek", "language": "finska",
    "interpreter": "yes", "place": "soc-sjukskriven/1a", "note": "Kom via vårdcentralen",
}  # fmt: skip


def send(world: World, name: str = "sara", **changed: object):
    form = {**FORM, "form": str(uuid4()), **changed}
    return client(world, name).post("/desk/open/?lang=en", {k: v for k, v in form.items() if v is not None})


def known(world: World, given: str = "Kim", family: str = "Ek", number: str = KIM) -> int:
    details = Details(given_name=given, family_name=family)
    return register_person(act=world.act("sara"), scope=world.scope("sara"), details=details, number=number).pk


def test_the_form_offers_the_processes_that_the_unit_starts(world: World) -> None:
    said = client(world).get("/desk/open/?lang=en").content.decode()
    assert 'value="soc-sjukskriven/1a"' in said
    assert "jobbtorg/" not in said
    assert "Ny kontakt utan SGI" in client(world).get("/desk/open/?lang=sv").content.decode()
    assert client(world, "karin").get("/desk/open/").status_code == 403  # a coordinator opens no case


def test_a_person_is_written_down_and_the_case_opens_where_they_are(world: World) -> None:
    """D15: the boxes that must lie behind are before Samordna; nobody is asked why."""
    answer = send(world, place="soc-sjukskriven/3")
    case = Case.objects.get()
    box = Position.objects.get(case=case, closed_seq=None)
    assert answer.status_code == 302
    assert answer["Location"] == f"/cases/{case.pk}/boxes/{box.no}/"
    assert box.step == "3"
    person = Person.objects.get()
    assert (person.given_name, person.language, person.interpreter) == ("Kim", "finska", True)


@pytest.mark.parametrize("name", ["stockholm", "boras", "malmo", "gavle"])
def test_only_boxes_that_every_way_goes_through_are_said_to_be_behind(name: str) -> None:
    """Without a box that is behind, no way leads to where the person is."""
    book = load(f"{name}@2026.1")
    met = 0
    for process in book.processes:
        assert passed(book, process, process.first) == ()
        for step in process.by_id:
            for box in passed(book, process, step):
                met += 1
                assert step not in reached(book, process, without=box)
    assert met


def reached(book: Handbook, process: Process, without: str) -> set[str]:
    """The boxes that some way from a start leads to when one box is taken out."""
    found = {step for step in process.starts if step != without}
    while True:
        targets = {
            book.target(process.id, written)
            for step in found
            for way in process.by_id[step].exits
            for written in way.to
        }
        more = {t.step for t in targets if t.kind == "step" and t.process == process.id} - found - {without}
        if not more:
            return found
        found |= more


def test_a_double_click_opens_one_case_and_leads_to_it(world: World) -> None:
    """E12: the person written down the first time is not taken for somebody alike the second."""
    form = str(uuid4())
    send(world, form=form)
    again = send(world, form=form)
    assert again.status_code == 302
    assert f"/cases/{Case.objects.get().pk}/" in again["Location"]
    assert Person.objects.count() == 1


def test_somebody_known_by_the_number_is_asked_about_and_nothing_typed_is_lost(world: World) -> None:
    """D21: the duplicate check, within one's own authority."""
    person = known(world)
    answer = send(world)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Already known at your authority" in said
    assert "Kom via vårdcentralen" in said
    assert 'value="finska"' in said
    assert Case.objects.count() == 0
    assert send(world, same=str(person)).status_code == 302
    assert (Case.objects.get().person_id, Person.objects.count()) == (person, 1)


def test_look_alikes_are_a_question_and_never_a_refusal(world: World) -> None:
    person = world.person()
    said = send(world).content.decode()
    assert "Is it one of these?" in said
    assert send(world, same="new").status_code == 302
    assert Person.objects.count() == 2
    assert send(world, number=OTHER, same=str(person.pk)).status_code == 302
    assert Person.objects.get(pk=person.pk).numbers.get().digits == OTHER


def test_somebody_of_another_authority_is_not_hinted_at(world: World) -> None:
    """D21: the same number and name at another authority are nobody's business here."""
    team = world.person(unit="teamet")
    team.numbers.create(authority_id=team.authority_id, digits=KIM, valid_from=DAY)
    assert send(world).status_code == 302
    assert Case.objects.get().person_id != team.pk


def test_a_person_with_an_open_case_is_told_of_first(world: World) -> None:
    done = world.open()
    person = Case.objects.get(pk=done.case).person_id
    said = client(world).get(f"/desk/open/?person={person}&lang=en").content.decode()
    assert "Kim Ek" in said
    asked = send(world, person=person)
    assert "The person has an open case" in asked.content.decode()
    assert Case.objects.count() == 1
    assert send(world, person=person, again="yes").status_code == 302
    assert Case.objects.count() == 2


def test_what_is_wrong_is_said_and_what_was_typed_stays(world: World) -> None:
    for changed, words in (
        ({"place": ""}, "Choose the box where the person is now."),
        ({"number": "850709-9806"}, "This is no personal number"),
        ({"family_name": ""}, "Write both a given name and a family name."),
        ({"on": "2030-01-01"}, "The day lies ahead."),
        ({"on": "i går"}, "Write the day as YYYY-MM-DD"),
        ({"protected": "yes", "phone": "070"}, "no address, phone number or e-mail is kept"),
    ):
        answer = send(world, **changed)
        said = answer.content.decode()
        assert answer.status_code == 400, words
        assert words in said
        assert "Kom via vårdcentralen" in said
        assert "<title>Error:" in said
    assert Person.objects.count() == 0


def test_before_the_person_has_said_yes_it_is_an_enquiry_and_nobody_is_written_down(world: World) -> None:
    """D2."""
    wrong = send(world, said="no")
    assert wrong.status_code == 400
    assert "Write who was in touch." in wrong.content.decode()
    answer = send(world, said="no", enquiry_sender="En syster", enquiry_what="Undrar om stöd", enquiry_how="phone")
    row = Incoming.objects.get()
    assert answer["Location"] == f"/desk/incoming/{row.pk}/"
    assert (row.kind, row.person_id, Case.objects.count(), Person.objects.count()) == ("enquiry", None, 0, 0)


def test_a_case_opened_from_what_came_in_takes_it_along(world: World) -> None:
    """D16."""
    came = Came("Undrar om stöd", "En syster", DAY, "phone", "enquiry")
    row = incoming.register(act=world.act("sara"), scope=world.scope("sara"), came=came)
    assert "Undrar om stöd" in client(world).get(f"/desk/open/?incoming={row}&lang=en").content.decode()
    assert send(world, incoming=row).status_code == 302
    assert Incoming.objects.get().case_id == Case.objects.get().pk


# From a file


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app, lambda: DAY)
    return CliRunner().invoke(app, [*arguments, "--lang", "en"])


def opened(file: Path, *more: str, by: str = "sara") -> Result:
    return run("open-cases", str(file), "--unit", "provet/oster", "--by", by, *more)


GOOD = (
    "number;given_name;family_name;process;box;since;protected\n"
    f"{KIM};Kim;Ek;soc-sjukskriven;3;2026-10-01;\n"
    ";Alva;Ö;soc-sjukskriven;1a;;ja\n"
)


def test_a_file_opens_many_cases_once(world: World, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(GOOD, "utf-8")
    tried = opened(file, "--dry-run")
    assert (tried.exit_code, Case.objects.count()) == (0, 0)
    assert "2 cases can be opened." in tried.output
    done = opened(file)
    assert done.exit_code == 0, done.output
    assert "2 cases were opened." in done.output
    assert sorted(Position.objects.values_list("step", flat=True)) == ["1a", "3"]
    assert Person.objects.get(given_name="Alva").protected
    again = opened(file, "--json")
    assert json.loads(again.stdout)["open_already"] == 2
    assert Case.objects.count() == 2


def test_every_wrong_line_is_named_and_nothing_is_opened(world: World, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(
        "number,given_name,family_name,process,box,since,protected\n"
        f"{KIM},Kim,Ek,soc-sjukskriven,1a,,\n"
        "123,Kim,Ek,soc-sjukskriven,1a,,\n"
        ",Kim,Ek,soc-sjukskriven,99,,\n"
        ",Kim,Ek,jobbtorg,1,,\n"
        ",Kim,,soc-sjukskriven,1a,,\n"
        ",Kim,Ek,soc-sjukskriven,1a,i går,\n"
        ",Kim,Ek,soc-sjukskriven,1a,,kanske\n"
        f"{KIM},Kim,Ek,soc-sjukskriven,1a,,\n",
        "utf-8",
    )
    said = json.loads(opened(file, "--json").stdout)
    assert [each["line"] for each in said["wrong"]] == [3, 4, 5, 6, 7, 8, 9]
    assert opened(file).exit_code == 2
    assert Case.objects.count() == 0


def test_a_file_without_the_headings_says_which(world: World, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("name,process\nKim,soc\n", "utf-8")
    said = opened(file)
    assert said.exit_code == 2
    assert "“name” is no column" in said.output
    assert "“box” is missing" in said.output


def test_only_somebody_with_a_post_in_the_unit_does_it(world: World, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(GOOD, "utf-8")
    for by in ("olle", "nobody"):
        assert opened(file, by=by).exit_code == 2
    assert opened(tmp_path / "none.csv").exit_code == 2
    assert Case.objects.count() == 0


def test_a_caseload_is_given_away_from_the_command_line(world: World) -> None:
    cases = [world.open().case for _ in range(3)]
    options = ("give-cases", "--unit", "provet/oster", "--from", "sara", "--to", "sigge")
    assert "3 cases would be given" in run(*options, "--by", "ulla", "--dry-run").output
    assert run(*options, "--by", "sara").exit_code == 2  # not hers to hand out
    assert run(*options, "--by", "ulla", "--reason", "Slutar").exit_code == 0
    sigge = world.workers["sigge"].pk
    assert set(Position.objects.filter(case_id__in=cases).values_list("worker_id", flat=True)) == {sigge}
    assert set(Case.objects.values_list("watcher_id", flat=True)) == {sigge}
