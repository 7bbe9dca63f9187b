"""Which registers stand at the end of the guide: only what its boxes use, so that the list is short and true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samordna.documents.markdown import inline
from samordna.documents.markup import array, call, content, words
from samordna.handbooks.booklet.boxes import Print
from samordna.handbooks.domain import Entry
from samordna.handbooks.words import citation_words, kind_words, length_words, party_name
from samordna.web.i18n import _, language, render


def registers(shown: Print) -> str:
    """Time limits, consents, meetings, forms, words and citations."""
    parts = [
        _part(_("Time limits"), _deadlines(shown)),
        _part(_("Consents"), _consents(shown)),
        _part(_("Meetings"), _meetings(shown)),
        _part(_("Forms"), _forms(shown)),
        _part(_("Words that mean different things"), _concepts(shown)),
        _part(_("Law"), _law(shown)),
    ]
    return "\n".join(part for part in parts if part)


def _part(title: str, body: str) -> str:
    return call("heading", words(title), level="2") + "\n" + body if body else ""


def _table(head: list[str], rows: list[list[str]], widths: list[str]) -> str:
    """A table of markup cells with a heading row."""
    if not rows:
        return ""
    return call(
        "register",
        columns=array(widths),
        head=array([content(words(each)) for each in head]),
        rows=array([array([content(cell) for cell in row]) for row in rows]),
    )


def used(shown: Print, register: str) -> list[Entry]:
    """The entries of a register that some box uses, by title."""
    ids: set[str] = set()
    for _process, step in shown.handbook.every_step():
        ids |= {need.id for need in step.needs if f"{need.kind}s" == register}
        ids |= set(getattr(step, register, ())) if register in ("forms", "meetings", "deadlines") else set()
        if register == "deadlines":
            ids |= {wait.review for wait in step.waits} | {each.escalation for each in step.referrals}
        if register == "consents":
            ids |= {way.consent for way in step.exits} | {asked.consent for asked in step.referrals}
    entries = (shown.handbook.entry(register, each) for each in ids)
    return sorted((entry for entry in entries if entry), key=lambda entry: render(entry.title).casefold())


def _source(entry: Entry) -> str:
    return call("small", words(_plain(entry.data.get("source", ""))))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get(language()) or value.get("sv") or "")
    return ", ".join(str(each) for each in value) if isinstance(value, list | tuple) else str(value)


def _deadlines(shown: Print) -> str:
    rows = [
        [
            words(render(entry.title)),
            words(length_words(entry.data, shown.law, shown.on)),
            words(kind_words(entry)),
            _cell(_source(entry), _laws(shown, entry)),
        ]
        for entry in used(shown, "deadlines")
    ]
    return _table([_("Time limit"), _("Length"), _("Kind"), _("Source")], rows, ["1.5fr", "1.2fr", "1fr", "1.3fr"])


def _consents(shown: Print) -> str:
    ways = {"written": _("written"), "oral": _("oral")}
    rows = [
        [
            words(render(entry.title)),
            inline(_plain(entry.data.get("opens", ""))),
            words(", ".join(ways.get(str(form), str(form)) for form in entry.data.get("forms", ()))),
            _cell(inline(_plain(entry.data.get("period", ""))), _laws(shown, entry)),
        ]
        for entry in used(shown, "consents")
    ]
    return _table(
        [_("Consent"), _("Opens"), _("How it is given"), _("Period and law")],
        rows,
        ["1.2fr", "1.5fr", "0.9fr", "1.3fr"],
    )


def _meetings(shown: Print) -> str:
    rows = [
        [
            words(render(entry.title)),
            words(", ".join(party_name(shown.handbook, str(each)) for each in entry.data.get("convener", ()))),
            inline(_plain(entry.data.get("who", ""))),
            inline(_plain(entry.data.get("rule", ""))),
        ]
        for entry in used(shown, "meetings")
    ]
    return _table(
        [_("Meeting"), _("Called by"), _("Who takes part"), _("Rule")], rows, ["1.1fr", "1.1fr", "1.5fr", "1.3fr"]
    )


def _forms(shown: Print) -> str:
    rows = [
        [words(render(entry.title)), words(_plain(entry.data.get("label", ""))), _source(entry)]
        for entry in used(shown, "forms")
    ]
    return _table([_("Form"), _("Label"), _("Source")], rows, ["1.6fr", "0.8fr", "1.2fr"])


def _concepts(shown: Print) -> str:
    rows = [
        [
            words(_plain(concept.get("term", ""))),
            words(party_name(shown.handbook, _plain(concept.get("party", "")))),
            _cell(inline(_plain(concept.get("means", ""))), call("small", words(_plain(concept.get("source", ""))))),
        ]
        for concept in shown.handbook.concepts
    ]
    return _table([_("Word"), _("For"), _("Means")], rows, ["0.9fr", "1fr", "2.6fr"])


def _law(shown: Print) -> str:
    ids: dict[str, list[str]] = {}
    for _process, step in shown.handbook.every_step():
        for each in step.law:
            ids.setdefault(each, []).append(step.label or step.id)
    rows = [
        [words(citation_words(shown.law, each, shown.on)), words(_summary(shown, each)), words(_listed(boxes))]
        for each, boxes in sorted(ids.items())
    ]
    return _table([_("Provision"), _("Says, in our words"), _("Boxes")], rows, ["1.2fr", "2fr", "0.7fr"])


def _summary(shown: Print, provision: str) -> str:
    return render(shown.law.provision(provision, shown.on).says) if shown.law.in_force(provision, shown.on) else ""


def _listed(boxes: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(boxes))


def _laws(shown: Print, entry: Entry) -> str:
    ids = entry.data.get("law", ())
    listed = [ids] if isinstance(ids, str) else list(ids)
    return (
        call("small", words("; ".join(citation_words(shown.law, str(each), shown.on) for each in listed)))
        if listed
        else ""
    )


def _cell(*parts: str) -> str:
    return "#linebreak();".join(part for part in parts if part)
