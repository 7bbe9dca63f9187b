"""How is the printable guide put together? Cover, how to read it, each process with map and boxes, registers.

Everything comes from the handbook and the law on the day; nothing here knows a municipality. The language is the one
spoken now.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from samordna.documents.markdown import to_typst
from samordna.documents.markup import array, call, content, string, words
from samordna.documents.typesetting import typeset, typst_date
from samordna.handbooks.booklet.boxes import Print, anchor, box
from samordna.handbooks.booklet.registers import registers
from samordna.handbooks.booklet.sections import sections
from samordna.handbooks.domain import Handbook, Process
from samordna.handbooks.map import Hrefs, draw
from samordna.handbooks.words import leads, party_name
from samordna.law.domain import Law
from samordna.web.i18n import _, language, render

TEMPLATE = "booklet.typ"
_PAGE_WIDTH, _PAGE_HEIGHT, _LARGEST = 516.0, 715.0, 0.70


def booklet(handbook: Handbook, law: Law, on: date, party: str = "") -> bytes:
    """The guide as PDF/UA. `on` is the day of printing and of the law; `party` keeps that party's texts only."""
    source, shown = compose(handbook, law, on, party)
    return typeset(source, shown)


def compose(handbook: Handbook, law: Law, on: date, party: str = "") -> tuple[str, dict[str, bytes]]:
    """The typst source of the guide and the files that it needs."""
    shown = Print(handbook, law, on, party)
    needed = {TEMPLATE: (files(__package__) / TEMPLATE).read_bytes()}
    parts = [_opening(shown), _cover(shown), call("contents", words(_("Contents"))), _reading(shown), _parties(shown)]
    for process in handbook.processes:
        parts.append(_process(shown, process, needed))
    extra = sections(shown)
    if extra:
        parts.append(call("heading", words(_("Background and support")), level="1") + "\n" + extra)
    tail = registers(shown)
    if tail:
        parts.append(call("heading", words(_("Registers")), level="1") + "\n" + tail)
    return "\n\n".join(parts), needed


def _opening(shown: Print) -> str:
    book = shown.handbook
    foot = _("{handbook}, version {version}").format(handbook=render(book.title), version=book.version)
    named = {
        "title": string(_title(shown)),
        "owner": string(book.owner or render(book.title)),
        "lang": string(language()),
        "made": typst_date(shown.on),
        "foot": content(words(foot)),
        "page_word": string(_("Page")),
    }
    arguments = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    return f'#import "{TEMPLATE}": *\n#show: booklet.with({arguments})'


def _title(shown: Print) -> str:
    title = render(shown.handbook.title)
    return f"{title} – {party_name(shown.handbook, shown.party)}" if shown.party else title


def _cover(shown: Print) -> str:
    book = shown.handbook
    valid = book.valid
    first = valid.start.isoformat() if valid.start else _("from the start")
    last = valid.last.isoformat() if valid.last else _("until further notice")
    facts = [
        (_("Owner"), book.owner),
        (_("Version"), book.version),
        (_("Valid"), f"{first} – {last}"),
        (_("Source"), book.source),
        (_("Builds on"), book.based_on),
        (_("Reviewed"), book.reviewed.isoformat() if book.reviewed else ""),
        (_("For"), party_name(book, shown.party) if shown.party else _("all parties")),
        (_("Printed"), shown.on.isoformat()),
    ]
    rows = [array([content(words(name)), content(words(value))]) for name, value in facts if value]
    return call(
        "cover",
        title=string(render(book.title)),
        kicker=string(_("Handbook for coordinated rehabilitation")),
        facts=array(rows),
        note=content(to_typst(book.description)),
    )


def _reading(shown: Print) -> str:
    lines = [
        _("The guide follows the case box by box. A box has the same number here, on the map and in the program."),
        _("**Led by** says who is responsible. The colour of the number is that party's colour on the map."),
        _("**Next** lists the ways on. To another party it is a hand-over, which the receiver must accept."),
        _("**Ask another party meanwhile** are requests: the box stays open until you go on."),
        _("**Rest here** always has a day when the decision to wait is reviewed."),
        _("The handbook advises: a box may be skipped or repeated with a reason. Only the law stops you."),
        _("**In law** gives the rules in force on the day of printing; a mark tells what we know only second-hand."),
        _("**Mended here** tells where the guide differs from its source, and why."),
    ]
    said = to_typst("\n".join(f"- {line}" for line in lines))
    return call("heading", words(_("How to read the guide")), level="1") + "\n" + said


def _parties(shown: Print) -> str:
    rows = []
    for party in shown.handbook.parties.values():
        notes = [
            _("forum") if party.forum else "",
            _("outside: answers are registered by others") if party.outside else "",
        ]
        name = f"#swatch({shown.colour(party.id)}); "
        cells = [name + words(render(party.name)), words(render(party.role)), words(", ".join(filter(None, notes)))]
        rows.append(array([content(cell) for cell in cells]))
    head = array([content(words(each)) for each in (_("Party"), _("Role"), _("Note"))])
    table = call("register", columns="(1.3fr, 1.2fr, 1.2fr)", head=head, rows=array(rows))
    return call("heading", words(_("Parties")), level="2") + "\n" + (table if rows else "") + _terms(shown)


def _terms(shown: Print) -> str:
    names = {"person": _("The person"), "worker": _("The worker"), "referral": _("A referral")}
    said = [f"**{names.get(key, key)}:** {render(text)}" for key, text in shown.handbook.terms.items()]
    if not said:
        return ""
    title = call("heading", words(_("Words used here")), level="2")
    return "\n" + title + "\n" + to_typst("\n".join(f"- {each}" for each in said))


def _process(shown: Print, process: Process, needed: dict[str, bytes]) -> str:
    title = f"{process.number}. {render(process.title)}" if process.number else render(process.title)
    starters = _(" or ").join(party_name(shown.handbook, each) for each in process.starters)
    parts = [
        call("heading", words(title), level="1"),
        to_typst(process.description),
        call("meta", words(_("Started by {parties}").format(parties=starters))),
        _overview(shown, process),
        _maps(shown, process, needed),
        "#pagebreak(weak: true)",
        *(box(shown, process, step) for step in process.steps if process.by_id[step.id] is step),
    ]
    return "\n".join(part for part in parts if part)


def _overview(shown: Print, process: Process) -> str:
    """The boxes with the pages they are on."""
    rows = []
    for step in process.steps:
        if process.by_id[step.id] is not step:
            continue
        name = f"label({string(anchor(process.id, step.id))})"
        cells = [
            call("strong", words(step.label or step.id)),
            call(f"link({name})", words(render(step.title))),
            words(_(" or ").join(leads(shown.handbook, process, step))),
            f"#context counter(page).at({name}).first();",
        ]
        rows.append(array([content(cell) for cell in cells]))
    head = array([content(words(each)) for each in (_("Box"), _("Title"), _("Led by"), _("Page"))])
    return call("register", columns="(auto, 2fr, 1.4fr, auto)", head=head, rows=array(rows)) if rows else ""


def _maps(shown: Print, process: Process, needed: dict[str, bytes]) -> str:
    """The map on as many pages as it takes at a size that can be read."""
    drawing = draw(shown.handbook, process, language(), Hrefs("", ""))
    largest = min(_PAGE_WIDTH / drawing.width, _LARGEST)
    tries = [(scale, drawing.pages(_PAGE_HEIGHT / scale)) for scale in (largest, largest * 0.94, largest * 0.88)]
    scale, pages = min(tries, key=lambda each: len(each[1]))
    shown_pages, elsewhere = [], _("The boxes are described on the pages that follow.")
    for index, svg in enumerate(pages, 1):
        name = f"map-{len(needed)}.svg"
        needed[name] = svg.encode()
        part = _("Map, part {part} of {parts}").format(part=index, parts=len(pages)) if len(pages) > 1 else _("Map")
        alt = f"{part}. {drawing.summary if index == 1 else elsewhere}"
        named = {"file": string(name), "alt": string(alt), "width": f"{drawing.width * scale:.1f}pt"}
        shown_pages.append(call("map-page", **named, caption=content(words(f"{render(process.title)}. {part}"))))
    return call("map-pages", "\n#pagebreak(weak: true)\n".join(shown_pages))
