"""How are the files of a case shown, and what can be chosen about a new one?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samordna.attachments import policy, registers
from samordna.attachments.domain import MIB, AttachmentKept
from samordna.attachments.queries import incoming
from samordna.cases import queries as cases
from samordna.consents import registers as words
from samordna.desk.case_gather import Read
from samordna.desk.case_names import Names, at
from samordna.desk.typed import Typed
from samordna.forms import documents
from samordna.kernel.text import Text
from samordna.web.i18n import _, day_words, language, render

Option = tuple[str, str]
# Where on the form each thing that is lacking is mended.
PLACES = {
    "choose-kind": "field-kind", "choose-category": "field-category", "wrong-category": "field-category",
    "choose-sender": "field-sender", "came-later": "field-came", "dated-later": "field-dated",
    "not-taken": "field-file", "too-large": "field-file", "not-kept": "field-file", "reason-needed": "field-reason",
    "no-incoming": "field-incoming", "no-document": "field-document", "no-fact": "field-fact",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One file as it is read: what it is, whose, and what belongs with it. `ours` can be taken away by the reader."""

    id: int
    name: str
    title: Text
    kind: str
    size: str
    category: Text
    owner: str
    about: tuple[tuple[str, str], ...]
    links: tuple[Option, ...]
    href: str
    ours: bool


def shown(read: Read, kept: AttachmentKept, forms: Mapping[int, str]) -> Shown:
    """A file for the list. `forms` are the titles of the forms that the reader may see, by their ids."""
    seen, names = read.seen, read.names
    kinds, known = registers.kinds(), registers.type_of(kept.type)
    about = [
        (_("From"), kept.sender), (_("Dated"), day_words(kept.dated) if kept.dated else ""),
        (_("Came"), day_words(kept.came_on)), (_("About"), kept.words),
        (_("Kept by"), f"{names.who(kept.worker, kept.unit, kept.sphere)}, {day_words(kept.kept_on)}"),
    ]  # fmt: skip
    links = [(at("case-form", seen.id, pk), forms[pk]) for pk in (kept.document or 0,) if pk in forms]
    if kept.fact:
        links.append((f"{at('case-facts', seen.id)}#about-{kept.fact}", names.title("facts", kept.fact)))
    return Shown(
        kept.id, kept.name, kinds[kept.kind].title if kept.kind in kinds else Text(kept.kind),
        render(known.title) if known else kept.type, size_words(kept.size), words.title(kept.category),
        _owner(names, kept), tuple(pair for pair in about if pair[1]), tuple(links),
        at("case-attachment-file", seen.id, kept.id), kept.sphere in seen.scope.spheres and not seen.state.closed,
    )  # fmt: skip


def _owner(names: Names, kept: AttachmentKept) -> str:
    """The party whose file it is, for those of another authority; one's own need no name."""
    if kept.sphere in names.seen.scope.spheres:
        return ""
    return names.party(names.party_of_unit(kept.unit))


def size_words(size: int) -> str:
    """How large a file is, as people say it."""
    if size < MIB:
        return _("{count} kB").format(count=max(1, round(size / 1024)))
    return _("{count} MB").format(count=f"{size / MIB:.1f}".replace(".", "," if language() == "sv" else "."))


def form_titles(read: Read) -> dict[int, str]:
    """The forms of the case that the reader may see, by their ids."""
    return {each.id: render(each.form.title) for each in documents.of_case(read.seen, read.on)}


def _sizes() -> list[str]:
    """What is taken, those of the same largest size together."""
    together: dict[int, list[str]] = {}
    for each in registers.types():
        together.setdefault(each.largest // MIB, []).append(render(each.title))
    return [
        _("At most {size} MB: {types}").format(size=size, types=", ".join(titles))
        for size, titles in sorted(together.items(), reverse=True)
    ]


def choices(read: Read, typed: Typed) -> dict[str, object]:
    """Everything that can be chosen about a new file, and what stands in the form."""
    seen, none = read.seen, ("", _("None"))
    told = [each for each in cases.facts(seen, read.on).values() if each.sphere_id in seen.scope.spheres]
    categories = [(each, render(words.title(each))) for each in seen.handbook.registers["categories"]]
    certificates = policy.takes_certificates(seen.handbook.claims)
    return {
        "typed": typed,
        "kinds": [("", _("Choose")), *((each.id, render(each.title)) for each in registers.kinds().values())],
        "categories": [("", _("Choose")), *categories],
        "incoming": [none, *((str(pk), said) for pk, said in incoming(seen, read.on).items())],
        "documents": [none, *((str(pk), title) for pk, title in form_titles(read).items())],
        "facts": [none, *((each.fact, read.names.title("facts", each.fact)) for each in told)],
        "types": _sizes(),
        "accept": ",".join(f".{suffix}" for each in registers.types() for suffix in each.suffixes),
        "certificates": certificates,
    }  # fmt: skip
