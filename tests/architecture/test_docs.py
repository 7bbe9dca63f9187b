"""Can the documents be trusted? Links resolve, rules that are cited exist, and what is listed is complete."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from samordna.cli import app
from samordna.handbooks.examination import examine_all
from samordna.handbooks.queries import available, load
from tests.architecture.source import ROOT, SRC

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
RULES = {"D": 31, "E": 24}
# Joined here, so that this file does not hold what it looks for: places outside the project.
OUTSIDE = ["/" + "work/", ".." + "/shared", "/" + "root/", "seeds" + "/", "mission" + "-anchors"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def prose(path: Path) -> str:
    """The page without its code blocks."""
    return re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.M | re.S)


@cache
def anchors(path: Path) -> frozenset[str]:
    """Where a link into the page may point: its headings, as web pages name them, and its own anchors."""
    headings = re.findall(r"^#+ (.+)$", prose(path), flags=re.M)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return frozenset([*plain, *re.findall(r'<a id="([^"]+)">', prose(path))])


@cache
def project_files() -> tuple[Path, ...]:
    """The files of the project that are not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    except (OSError, subprocess.CalledProcessError):  # an unpacked sdist has no git
        return tuple(p for part in (SRC, DOCS, ROOT / "tests") for p in part.rglob("*") if p.is_file())
    return tuple(p for p in (ROOT / line for line in listed.split("\0") if line) if p.is_file())


def text(path: Path) -> str:
    """The text of a file, or nothing when it is no text."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_relative_links_resolve(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _hash, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{name(page)} links to {target}"
        if anchor:
            assert anchor in anchors(there), f"{name(page)} links to {target}; {name(there)} has no such heading"


def test_every_rule_has_one_anchor() -> None:
    """D1-D31 stand in domain.md and E1-E24 in engineering.md, each once."""
    for letter, page in (("d", "domain.md"), ("e", "engineering.md")):
        found = re.findall(rf'<a id="({letter}\d+)">', (DOCS / "explanation" / page).read_text("utf-8"))
        assert sorted(found) == sorted(f"{letter}{n}" for n in range(1, RULES[letter.upper()] + 1))


def test_cited_rules_exist() -> None:
    """A citation such as D7 or E5, in code, tests or documents, resolves."""
    for path in project_files():
        if path.suffix not in (".py", ".md"):
            continue
        for letter, number in re.findall(r"(?<![\w\[.:/-])([DE])(\d{1,2})\b(?!\()", text(path)):
            assert 1 <= int(number) <= RULES[letter], f"{name(path)} cites {letter}{number}"


def test_nothing_points_outside_the_project() -> None:
    for path in project_files():
        for word in OUTSIDE:
            assert word not in text(path), f"{name(path)} holds {word}"


def test_coverage_names_every_handbook_and_process() -> None:
    page = (DOCS / "reference" / "coverage.md").read_text("utf-8")
    for book in {a.id for a in available()}:
        for wanted in (book, *(p.id for p in load(book).processes)):
            assert f"`{wanted}`" in page, f"docs/reference/coverage.md says nothing about {wanted}"


def test_coverage_names_every_deadline_of_the_annex() -> None:
    page = (DOCS / "reference" / "coverage.md").read_text("utf-8")
    for book in {a.id for a in available()}:
        for entry in load(book).registers["deadlines"].values():
            assert f"`{entry.id}`" in page, f"docs/reference/coverage.md says nothing about {entry.id}"


def test_coverage_points_at_boxes_that_exist() -> None:
    page = (DOCS / "reference" / "coverage.md").read_text("utf-8")
    processes = {p.id: p for a in available() for p in load(a.id).processes}
    cited = [c for c in re.findall(r"`([\w-]+)/([\w-]+)`", page) if c[0] in processes]
    assert len(cited) > len(processes)
    for process, step in cited:
        assert step in processes[process].by_id, f"docs/reference/coverage.md names {process}/{step}"


def test_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"\n## [{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_command_is_described() -> None:
    page = DOCS / "reference" / "commands.md"
    for command in app.registered_commands:
        assert command.name in anchors(page), f"docs/reference/commands.md does not describe {command.name}"


def test_every_code_of_the_doctor_is_listed() -> None:
    """Codes are public and stable, so they stand in the reference."""
    listed = set(re.findall(r"`([a-z-]+)`", (DOCS / "reference" / "doctor.md").read_text("utf-8")))
    for path in (SRC / "handbooks" / "doctor").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("at", "about", "Finding")
            ):
                words = {a.value for a in node.args[:2] if isinstance(a, ast.Constant)} - {"error", "warning", "info"}
                assert words <= listed, f"docs/reference/doctor.md lacks {words - listed}"


def test_decisions_are_listed_and_shaped() -> None:
    listing = (DOCS / "adr" / "README.md").read_text("utf-8")
    for page in sorted((DOCS / "adr").glob("0*.md")):
        assert f"({page.name})" in listing
        headings = re.findall(r"^## (.+)$", page.read_text("utf-8"), flags=re.M)
        assert headings == ["Context", "Decision", "Consequences"], name(page)


def test_glossary_is_sorted_and_has_no_doubles() -> None:
    table = (DOCS / "glossary.md").read_text("utf-8").split("## Words on screen")[0]
    words = [row.split("|")[1].strip().lower() for row in table.splitlines() if row.startswith("| ")][1:]
    assert len(words) >= 60
    assert words == sorted(set(words))


def test_the_smallest_handbook_works(tmp_path: Path) -> None:
    """The example in the guide on writing handbooks is one that the doctor finds nothing wrong with."""
    page = (DOCS / "how-to" / "write-a-handbook.md").read_text("utf-8")
    example = re.search(r"^```yaml\n(id: .*?)^```", page, flags=re.M | re.S)
    assert example
    file = tmp_path / "exempel.yaml"
    file.write_text(example[1], "utf-8")
    for _book, findings in examine_all([load(str(file))], date(2026, 11, 22)):
        assert not findings
