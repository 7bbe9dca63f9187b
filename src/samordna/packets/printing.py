"""How does a packet look on paper? The letter, a page to answer on with its reference code, and the reply as a letter.

Whoever has no Samordna reads it, ticks a box and posts the page back; the code on it leads to the open question.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from importlib.resources import files

import segno

from samordna.cases import letters
from samordna.cases.letters import Letter
from samordna.documents.embedding import Embedded, attach
from samordna.documents.markup import array, call, content, string, words
from samordna.documents.typesetting import typeset, typst_date
from samordna.packets.domain import ACCEPT, ANSWER, DECLINE, REPLIES, SAYS_NO, Packet
from samordna.web.i18n import _, day_words, language

TEMPLATE, PICTURE = "packet.typ", "reference.svg"
_LINES = 5


def pdf(letter: Letter, packet: Packet, data: Embedded, pages: Sequence[Embedded]) -> bytes:
    """A hand-over or a request as PDF (PDF/UA-1, PDF/A-3a), not yet sealed. `pages` are PDFs. TypesettingError."""
    parts = (letters.compose(letter), f'#import "{TEMPLATE}": *', *_slip(letter, packet), *map(_attach, pages))
    numbers = {f"{each.name}.json": json.dumps(list(each.data)).encode() for each in pages}
    return typeset("\n\n".join(parts), {**_files(packet.code), **numbers}, [data])


def _attach(file: Embedded) -> str:
    """A file that is no text: typst is given its bytes as numbers, because it takes every file for text."""
    return attach(file).replace(", ", f", bytes(json({string(file.name + '.json')})), ", 1)


def reply_pdf(packet: Packet, data: Embedded) -> bytes:
    """A reply as PDF, not yet sealed: it names nobody but the two authorities and their reference. TypesettingError."""
    return typeset("\n\n".join(_reply(packet)), _files(packet.code), [data])


def _files(code: str) -> dict[str, bytes]:
    return {
        letters.TEMPLATE: (files("samordna.cases") / letters.TEMPLATE).read_bytes(),
        TEMPLATE: (files(__package__) / TEMPLATE).read_bytes(),
        PICTURE: picture(code),
    }


def picture(code: str) -> bytes:
    """The reference code as a QR code (SVG): the code and nothing else (D23)."""
    made = io.BytesIO()
    segno.make(code, error="m", micro=False).save(made, kind="svg", border=2, scale=4)
    return made.getvalue()


def _slip(letter: Letter, packet: Packet) -> Iterable[str]:
    yield "#pagebreak(weak: true)"
    yield call("heading", words(_("Reply")), level="1")
    yield call("par", words(_("Tick what you answer and send this page to the address below. Whoever has Samordna can "
                              "take in the file instead, and reply with a packet.")))  # fmt: skip
    yield _reference(packet.code)
    rows = [(_("To"), ", ".join(letter.sender)), (_("Reference"), letter.reference)]
    if letter.due:
        rows.append((_("Answer by"), letter.due.isoformat()))
    yield _pairs(rows)
    yield call("heading", words(_("Our answer")), level="2")
    titles = _answers()
    yield f"#answers({array([content(words(titles[each])) for each in REPLIES[packet.kind]])});"
    yield call("heading", words(_("In your own words")), level="2")
    yield call(
        "par", words(_("Write about the person only what they have agreed to, or give this page to the person."))
    )
    yield f"#lines-to-write({_LINES});"
    yield call(
        "signed", date_word=content(words(_("Date"))), name_word=content(words(_("Signature and name"))),
        phone_word=content(words(_("Phone"))),
    )  # fmt: skip


def _answers() -> dict[str, str]:
    return {
        ACCEPT: _("We accept."), DECLINE: _("We decline. Write why below."), SAYS_NO: _("The person says no."),
        ANSWER: _("We answer below."),
    }  # fmt: skip


def answer_words(answer: str) -> str:
    """An answer in words, for pages and the reply itself."""
    return {
        ACCEPT: _("They accept"), DECLINE: _("They decline"), SAYS_NO: _("The person says no"), ANSWER: _("An answer"),
    }.get(answer, answer)  # fmt: skip


def _reference(code: str) -> str:
    alt = _("QR code with the reference {code}").format(code=code)
    return call("reference", word=content(words(_("Reference code"))), code=string(code), alt=string(alt))


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    return call("pairs", rows=array([array([content(words(a)), content(words(b))]) for a, b in rows if b]))


def _reply(packet: Packet) -> Iterable[str]:
    assert packet.reply is not None, "a reply says what is answered"
    title = _("Reply to your packet {code}").format(code=packet.receiver.reference)
    named = {
        "title": string(title), "author": string(packet.sender.authority), "lang": string(language()),
        "made": typst_date(packet.sealed_on), "foot": content(words(title)), "page_word": string(_("Page")),
    }  # fmt: skip
    arguments = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    yield f'#import "{letters.TEMPLATE}": *\n#import "{TEMPLATE}": *\n#show: letter.with({arguments})'
    yield call(
        "head", sender=_column(filter(None, (packet.sender.authority, packet.sender.unit))),
        receiver=_column(packet.receiver.lines or (packet.receiver.authority,)),
        facts=array([array([content(words(_("Date"))), content(words(packet.sealed_on.isoformat()))])]),
    )  # fmt: skip
    yield call("heading", words(title), level="1")
    said = _answers()[packet.reply.answer].split(".")[0]
    yield _pairs([
        (_("The answer"), said), (_("Day"), day_words(packet.reply.on)), (_("In our own words"), packet.reply.text),
        (_("Reference code"), packet.receiver.reference),
    ])  # fmt: skip


def _column(lines: Iterable[str]) -> str:
    return array([content(words(line)) for line in lines])
