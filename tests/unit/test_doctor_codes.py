"""Does the doctor name each thing that can be wrong, by its code and at its place, and nothing else besides?

One small sound handbook, broken in one way at a time. `also` are the codes that follow from the same break.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from samordna.content import reading
from samordna.handbooks import doctor
from samordna.handbooks.doctor import examine, referring
from samordna.handbooks.examination import surroundings
from samordna.handbooks.queries import load
from samordna.rules import checks

ROOT = Path(__file__).parents[2]
SOUND = ROOT / "tests/fixtures/sound/handbook.yaml"
TEXT = SOUND.read_text("utf-8")
ON = date(2026, 11, 22)
FIVE = '          - {id: vidare, label: {sv: Vidare, en: On}, to: "6"}\n'
FIVE_AGAIN = """\
      - id: "5"
        title: {sv: Insats, en: Measure}
        guidance: *text
        exits: [{id: vidare, label: {sv: Vidare, en: On}, to: "6"}]
        source: "ruta 5"
"""
TEAM_AGAIN = """\
  - id: team
    number: "4"
    title: {sv: Teamet, en: The team}
    starters: [socialtjanst]
    starts: ["2"]
    steps:
      - id: "2"
        title: {sv: Plan, en: Plan}
        guidance: *text
        exits: [{id: vidare, label: {sv: Vidare, en: On}, to: "outcome:work"}]
        source: "ruta 2"
"""
BEFORE_SECOND = "  - id: forsakringskassan\n    number"
LAW = 'law: ["sol-2025:10:8"]\n        source: "ruta 2"'


@dataclass(frozen=True)
class Case:
    """Edits that break the sound handbook, and what the doctor then says."""

    code: str
    place: str
    edits: tuple[tuple[str, str], ...]
    also: frozenset[str] = field(default=frozenset())
    on: date = ON


def case(code, place, *edits, also=(), on=ON):
    return Case(code, place, tuple(edits), frozenset(also), on)


CASES = [
    case("dead-end", "sund/5", ("exits:\n" + FIVE, "exits: []\n"), also=["unreachable"]),
    case(
        "target-unknown", "sund/5", ('en: On}, to: "6"', 'en: On}, to: "66"'), also=["unreachable", "no-way-to-outcome"]
    ),
    case("target-unknown", "sund/3", ('to: "forsakringskassan/1"', 'to: "forsakringskassan/9"')),
    case("target-unknown", "sund/3", ("to: team,", "to: lag,")),
    case("self-loop", "sund/5", ('en: On}, to: "6"', 'en: On}, to: "5"'), also=["unreachable", "no-way-to-outcome"]),
    case("self-loop", "sund/4", ('en: Back}, to: "2"', 'en: Back}, to: "sund/4"'), also=["no-way-to-outcome"]),
    case("start-unknown", "sund", ('starts: ["1"]', 'starts: ["0"]'), also=["unreachable"]),
    case("start-missing", "sund", ('starts: ["1"]', "starts: []"), also=["unreachable"]),
    case("outcome-unknown", "sund/6", ("outcome:studies", "outcome:studier")),
    case("party-unknown", "sund/3", ("party:halso-sjukvard", "party:varden")),
    case("party-unknown", "sund/3", ("parties: [halso-sjukvard]", "parties: [varden]")),
    case("party-unknown", "sund/3", ("answered_by: teamet", "answered_by: laget"), also=["answer-without-box"]),
    case(
        "party-unknown",
        "sund/5",
        ('label: "Ruta 5"', 'label: "Ruta 5"\n        lead: ingen'),
        also=["handover-without-consent", "handover-without-categories"],
    ),
    case(
        "party-unknown",
        "sund",
        ("starters: [socialtjanst]", "starters: [socialtjansten, socialtjanst]"),
        also=["ground-within-sphere"],
    ),
    case(
        "exit-to-party",
        "sund/5",
        ('en: On}, to: "6"', 'en: On}, to: "party:vuxenenheten"'),
        also=["unreachable", "no-way-to-outcome"],
    ),
    case("request-to-outcome", "sund/3", ("to: team,", 'to: "outcome:work",')),
    case("unreachable", "sund/5", ('to: "5", when', 'to: "6", when')),
    case("no-way-to-outcome", "sund/5", ('to: "outcome:work"', 'to: "5"'), ('to: "outcome:studies"', 'to: "5"')),
    case(
        "process-without-outcome",
        "team",
        ('en: On}, to: "outcome:ordinary-planning"', 'en: On}, to: "1"'),
        ('en: "No"}, to: "outcome:ordinary-planning"', 'en: "No"}, to: "2"'),
        also=["no-way-to-outcome"],
    ),
    case("box-uncovered", "sund", ('"5", "6"]', '"5", "6", "7"]')),
    case(
        "answer-without-question",
        "sund/2",
        ("        question: {sv: Finns ett intyg?, en: Is there a certificate?}\n", ""),
    ),
    case(
        "choice-without-test",
        "sund/3",
        ("        question: {sv: Vem ska driva vidare?, en: Who shall drive on?}\n", ""),
    ),
    case("choice-without-test", "sund/6", ("        choose: any\n", "")),
    case(
        "answer-missing",
        "sund/2",
        ('          - {id: nej, label: {sv: Nej, en: "No"}, to: "4"}\n', ""),
        (", no-certificate: nej", ""),
        also=["unreachable"],
    ),
    case("answer-missing", "sund/5", ('label: "Ruta 5"', 'label: "Ruta 5"\n        question: {sv: Klart?, en: Done?}')),
    case("exit-without-when", "sund/3", (", when: Socialtjänsten räcker.", "")),
    case("wait-without-review", "sund/4", (", review: avvakta-omprovning", "")),
    case("step-twice", "sund/5", (BEFORE_SECOND, FIVE_AGAIN + BEFORE_SECOND)),
    case("process-twice", "team", ("  - id: team\n", TEAM_AGAIN + "  - id: team\n")),
    case("id-twice", "sund/6", ("{id: studier", "{id: arbete")),
    case("id-twice", "sund/3", ("{id: vuxen,", "{id: teamet,")),
    case("starter-missing", "forsakringskassan", ("starters: [forsakringskassan]", "starters: []")),
    case(
        "starter-cannot-hold",
        "forsakringskassan",
        ("starters: [forsakringskassan]", "starters: [individ]"),
        also=["ground-not-for-sender"],
    ),
    case(
        "starter-cannot-hold",
        "forsakringskassan",
        ("starters: [forsakringskassan]", "starters: [teamet]"),
        also=["ground-not-for-sender"],
    ),
    case(
        "lead-is-person",
        "sund/5",
        ('label: "Ruta 5"', 'label: "Ruta 5"\n        lead: individ'),
        also=["handover-without-consent", "handover-without-categories"],
    ),
    case("role-unknown", "sund/1", ("actors: [socialsekreterare]", "actors: [trollkarl]")),
    case("role-of-another-party", "sund/1", ("actors: [socialsekreterare]", "actors: [utredare]")),
    case("own-partner", "sund/3", ("party:vuxenenheten", "party:socialtjanst")),
    case("answer-without-box", "sund/3", ("answered_by: teamet", "answered_by: halso-sjukvard")),
    case("handover-without-consent", "sund/3", ("consent: fk-medgivande, when", "when")),
    case("handover-without-consent", "sund/3", ("consent: informationsutbyte, escalation", "escalation")),
    case("handover-without-consent", "sund/3", ("consent: finsamteam, answered_by", "answered_by")),
    case("handover-without-categories", "sund/3", ("categories: [contact, health], consent", "consent")),
    case("ground-not-for-sender", "sund/3", ("consent: fk-medgivande, when", "ground: harm-test-fk, when")),
    case("ground-within-sphere", "sund/3", ("consent: fk-medgivande, when", "ground: within-sphere, when")),
    case("consultation-unfounded", "sund/3", ("ground: within-sphere", "consult: true")),
    case("phase-unknown", "sund/1", ("phase: start", "phase: starta")),
    case("fact-unknown", "sund/1", ("asks: [certificate_from]", "asks: [certificate_form]")),
    case("form-unknown", "sund/3", ("forms: [ansokan]", "forms: [ansökan]")),
    case("meeting-unknown", "sund/3", ("meetings: [mote]", "meetings: [moten]")),
    case("deadline-unknown", "sund/4", ("deadlines: [kallelse]", "deadlines: [kallelsen]")),
    case("deadline-unknown", "sund/3", ("escalation: kallelse", "escalation: kallelsen")),
    case("deadline-unknown", "sund/4", ("review: avvakta-omprovning", "review: avvakta")),
    case("deadline-unknown", "mote", ("notice: kallelse", "notice: kallelsen")),
    case("consent-unknown", "sund/3", ("id: fk-medgivande}]", "id: medgivande}]")),
    case("consent-unknown", "mote", ("consent: informationsutbyte}", "consent: utbyte}")),
    case("ground-unknown", "sund/3", ("ground: within-sphere", "ground: inom-omradet")),
    case("category-unknown", "sund/3", ("categories: [contact, health]", "categories: [contact, halsa]")),
    case("table-unknown", "sund/2", ("table: lakarintyg", "table: intyg")),
    case("table-outcome-unknown", "sund/2", ("complete: ja", "komplett: ja")),
    case("suggestion-unknown", "sund/2", ("complete: ja", "complete: kanske")),
    case("law-value-unknown", "kallelse", ("weeks: 2", "value: no-such-value")),
    case("deadline-incomplete", "kallelse", ("kind: agreed", "kind: sometimes")),
    case("deadline-incomplete", "kallelse", (", weeks: 2", "")),
    case("deadline-incomplete", "kallelse", ('"event:invited"', "invited")),
    case("law-value-no-length", "kallelse", ("weeks: 2", "value: sjukersattning.to")),
    case("law-value-no-length", "kallelse", ("weeks: 2", "values: [af.exit_days]")),
    case(
        "deadline-start-untitled",
        "kallelse",
        ("starts_title: {sv: Kallelsen skickades, en: The invitation was sent}, ", ""),
    ),
    case("deadline-start-untitled", "kallelse", (", en: The invitation was sent}", "}")),
    case("deadline-key-unknown", "kallelse", ("extendable:", "extendable_by:")),
    case("deadline-key-unknown", "kallelse", ("weeks: 2,", "weeks: 2, fortnights: 1,")),
    case("deadline-word-unknown", "kallelse", ("weeks: 2,", "weeks: 2, count: about,")),
    case("deadline-word-unknown", "kallelse", ("weeks: 2,", "weeks: 2, direction: sideways,")),
    case("deadline-word-unknown", "kallelse", ("weeks: 2,", "weeks: 2, scope: everywhere,")),
    case("deadline-word-unknown", "kallelse", ("weeks: 2,", "weeks: 2, shift: somewhere,")),
    case("deadline-word-unknown", "kallelse", ("weeks: 2,", "weeks: two,")),
    case("deadline-word-unknown", "kallelse", ("warn: {days: 3}", "warn: {fortnights: 3}")),
    case("deadline-word-unknown", "kallelse", ("warn: {days: 3}", "warn: {days: -3}")),
    case("deadline-word-unknown", "kallelse", ("weeks: 2,", "local: snart, proposal: 14,")),
    case("deadline-word-unknown", "kallelse", ("{action: reminder}", "{action: shout}")),
    case("deadline-word-unknown", "kallelse", ("{action: reminder}", "shout")),
    case("deadline-word-unknown", "kallelse", ("[{box: sund/4}]", "sund/4")),
    case("deadline-word-unknown", "kallelse", ("[{box: sund/4}]", "[{dream: true}]")),
    case("deadline-word-unknown", "kallelse", ("[{box: sund/4}]", "[{fact: certificate_from}]")),
    case("deadline-word-unknown", "kallelse", ("[{box: sund/4}]", "[{incoming: parcel}]")),
    case("deadline-word-unknown", "kallelse", ("[{fact: certificate_from}]", "[{sent: true}]")),
    case("deadline-sign-unknown", "kallelse", ("[{box: sund/4}]", "[{box: sund/44}]")),
    case("deadline-sign-unknown", "kallelse", ("[{fact: certificate_from}]", "[{fact: certificate_form}]")),
    case("deadline-sign-unknown", "kallelse", ('"event:invited"', '"fact:certificate_form"')),
    case("deadline-never-paused", "kallelse", ("kind: agreed", "kind: statute")),
    case("deadline-never-paused", "kallelse", ("weeks: 2,", "weeks: 2, direction: before,")),
    case("deadline-never-paused", "kallelse", ("who: [socialtjanst]", "who: [forsakringskassan]")),
    case("deadline-extender-unknown", "kallelse", ("extendable: [owner]", "extendable: [chefen]")),
    case("deadline-extender-unknown", "kallelse", ("extendable: [owner]", "extendable: [individ]")),
    case("guard-unknown", "sund/2", ("guards: [sjukersattning]", "guards: [samordning]")),
    case("citation-unknown", "sund/2", (LAW, LAW.replace("10:8", "99:9"))),
    case("citation-unknown", "kallelse", ('law: "fvl:11"', 'law: "fvl:elva"')),
    case("law-repealed", "sund/2", (LAW, LAW.replace("sol-2025:10:8", "sol-2001:2:7"))),
    case("law-repealed", "sund claims", ("value: [one, two],", "value: [one, two], law: [sol-2001:2:7],")),
    case("law-repealed", "sund sections", ('law: ["sol-2025:10:8"]}]', 'law: ["sol-2001:2:7"]}]')),
    case("law-not-yet", "sund/2", also=["not-valid-today"], on=date(2025, 1, 1)),
    case("law-secondary", "sund/2", (LAW, LAW.replace("10:8", "12:4"))),
    case("not-valid-today", "sund", ("from: 2026-01-01", "from: 2027-01-01")),
    case("review-missing", "sund", ("review_every: {years: 1}\n", "")),
    case("review-overdue", "sund", ("reviewed: 2026-10-01", "reviewed: 2025-10-01")),
    case("title-missing", "sund/1", ("{sv: Kontakt, en: Contact}", "Kontakt")),
    case(
        "question-missing",
        "sund/2",
        ("question: {sv: Finns ett intyg?, en: Is there a certificate?}", "question: Finns?"),
    ),
    case("label-missing", "sund/4", ("{sv: Åter, en: Back}", "Åter")),
    case(
        "guidance-missing",
        "sund/5",
        (
            "phase: insats\n        guidance: *text\n        exits:\n          - {id: vidare",
            "phase: insats\n        exits:\n          - {id: vidare",
        ),
    ),
    case(
        "guidance-thin",
        "sund/4",
        (
            "phase: insats\n        guidance: *text\n        waits",
            'phase: insats\n        guidance: "Vänta."\n        waits',
        ),
    ),
    case("source-missing", "sund/6", ('        source: "ruta 6"\n', "")),
    case("numbering-mixed", "sund", ('label: "Ruta 6"', 'label: "Ruta (6)"')),
    case("form-label-twice", "sund", ('label: "bilaga 2"', 'label: "bilaga 1"')),
    case("form-section-twice", "sund", ('sections: ["1", "2"]', 'sections: ["1", "1"]')),
    case("ages-overlap", "sund", ("to: 30, outcome", "to: 31, outcome")),
    case("ages-overlap", "sund", ("to: 30, outcome", "to: 30, inclusive: true, outcome")),
    case("ages-overlap", "sund", ("to: 30, outcome", "outcome")),
    case("ages-gap", "sund", ("to: 30, outcome", "to: 29, outcome")),
    case("abbreviation-differs", "sund", ("SIP: samordnad", "SIP: särskild")),
    case("contradiction", "sund", ("value: [one, two]", "value: [one]")),
    case(
        "explanation-idle",
        "sund",
        ("processes:\n", "accepted: [{code: label-missing, why: Så ska det vara.}]\nprocesses:\n"),
    ),
]


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch):
    """Broken files leave nothing behind."""
    monkeypatch.setattr(reading, "_cache_folder", lambda: None)


@pytest.fixture(scope="module")
def around():
    """Everything around, with one neighbour that says the same as the sound handbook."""
    return replace(surroundings(ON, compare=False), others=(replace(load(str(SOUND)), id="granne"),))


def found(tmp_path, text, around):
    file = tmp_path / "handbook.yaml"
    file.write_text(text, "utf-8")
    return examine(load(str(file)), around)


def test_the_sound_handbook_is_sound(around):
    assert examine(load(str(SOUND)), around) == []


@pytest.mark.parametrize("broken", CASES, ids=[f"{i}-{c.code}" for i, c in enumerate(CASES)])
def test_one_break_gives_its_code_at_its_place(tmp_path, around, broken):
    text = TEXT
    for was, now in broken.edits:
        assert was in text
        text = text.replace(was, now, 1)
    findings = found(tmp_path, text, replace(around, on=broken.on))
    told = "\n".join(f"{f.code} {f.place}: {f.message}" for f in findings)
    assert any(f.code == broken.code and f"({broken.place})" in f.place for f in findings), told
    assert {f.code for f in findings} == {broken.code} | broken.also, told
    for finding in findings:
        assert str(finding.message)
        assert str(finding.mend)
        assert re.match(r".+:\d+ \(.+\)$", finding.place)


def request(party):
    return f"""\
          - id: {party}
            label: {{sv: Be om hjälp, en: Ask for help}}
            to: "party:{party}"
            categories: [work]
            consent: fk-medgivande
"""


def test_a_list_of_partners_that_is_not_mutual(tmp_path, around):
    back = 'to: "sund/3", categories: [decision], ground: harm-test-fk, returns: true'
    two = "title: {sv: Samordning, en: Coordination}\n"
    asked = "".join(map(request, ("halso-sjukvard", "vuxenenheten", "jobbtorg")))
    one_sided = TEXT.replace(back, 'to: "outcome:ordinary-planning"')
    new = "  - {id: jobbtorg, name: {sv: Jobbtorg, en: Jobbtorg}}\n  - {id: teamet,"
    one_sided = one_sided.replace("  - {id: teamet,", new, 1)
    one_sided = one_sided.replace(two, f"{two}        referrals:\n{asked}")
    (finding,) = found(tmp_path, one_sided, around)
    assert (finding.code, finding.severity) == ("partner-one-sided", "warning")
    assert finding.place.endswith("(forsakringskassan/2)")
    assert found(tmp_path, one_sided.replace(asked, asked + request("socialtjanst")), around) == []


def test_a_forum_may_be_consulted_in_its_own_box(tmp_path, around):
    title = "title: {sv: Tas ärendet upp?, en: Is it taken up?}"
    asks = 'referrals: [{id: rad, label: {sv: Råd, en: Advice}, to: "party:teamet", consult: true, note: Utan namn.}]'
    assert found(tmp_path, TEXT.replace(title, f"{title}\n        {asks}"), around) == []


def test_an_explained_warning_becomes_information_with_its_reason(tmp_path, around):
    why = "accepted: [{code: label-missing, at: sund/4, why: Etiketten är ett egennamn.}]\nprocesses:\n"
    text = TEXT.replace("{sv: Åter, en: Back}", "Åter").replace("processes:\n", why)
    (finding,) = found(tmp_path, text, around)
    assert (finding.code, finding.severity) == ("label-missing", "info")
    assert "Etiketten är ett egennamn." in str(finding.message)


def test_an_error_cannot_be_explained_away(tmp_path, around):
    why = "accepted: [{code: wait-without-review, at: sund/4, why: Vi vill inte.}]\nprocesses:\n"
    text = TEXT.replace(", review: avvakta-omprovning", "").replace("processes:\n", why)
    assert ("wait-without-review", "error") in {(f.code, f.severity) for f in found(tmp_path, text, around)}


@pytest.mark.parametrize("bands", ["[1, x]", "3", "[{from: ung, to: gammal}, {from: 20}]", "[{from: [1]}, {to: {}}]"])
def test_sections_of_any_shape_are_survived(tmp_path, around, bands):
    odd = f"sections: {{abbreviations: [SIP], age_bands: {bands}, law: {{a: [1]}}}}\n"
    assert found(tmp_path, re.sub(r"sections:\n(  .*\n)+", odd, TEXT, count=1), around) == []


def test_claims_of_any_shape_are_compared(tmp_path, around):
    text = TEXT.replace("value: [one, two]", "value: [{a: 1}, {b: 2}]")
    other = replace(load(str(SOUND)), id="annan", sections={})
    codes = [f.code for f in found(tmp_path, text, replace(around, others=(other,)))]
    assert codes == ["contradiction"]


def codes_in_source():
    """Every code with its severities, as written in the doctor's modules."""
    codes = {code: {"error"} for code in referring.UNKNOWN.values()}
    for file in Path(doctor.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                said = [a.value for a in node.args[:2] if isinstance(a, ast.Constant)]
                if node.func.id in ("at", "about", "within") and len(said) == 2:
                    codes.setdefault(said[1], set()).add(said[0])
                elif node.func.id == "Finding" and len(said) == 2:
                    codes.setdefault(said[0], set()).add(said[1])
    return codes


def test_every_code_has_a_case():
    assert set(codes_in_source()) == {c.code for c in CASES} | {"partner-one-sided"}


def rows(page, heading):
    """Code and severity of each row of the table under a heading."""
    part = page[page.index(heading) :].split("\n## ")[0]
    found = re.findall(r"^\| `([a-z-]+)` \| (error|warning|info) \| [^|]+ \| [^|]+ \|$", part, re.MULTILINE)
    assert len(found) == len({code for code, _ in found}) == part.count("\n| `")
    return {code: {severity} for code, severity in found}


def test_the_reference_page_lists_every_code_with_its_severity():
    page = (ROOT / "docs/reference/doctor.md").read_text("utf-8")
    assert rows(page, "## Handbooks") == codes_in_source()
    source = Path(checks.__file__).read_text("utf-8")
    assert set(rows(page, "## Decision tables")) == set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
