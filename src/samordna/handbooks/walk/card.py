"""What stands on the card of a box, as plain data in the language spoken: for the screen and for `--json`."""

from __future__ import annotations

from datetime import date
from typing import Any

from samordna.handbooks.domain import Exit, Handbook, Process, Referral, Step
from samordna.handbooks.words import citation_words, deadline_words, leads, party_name, target_words
from samordna.law.domain import Law
from samordna.rules.queries import ids as table_ids
from samordna.rules.queries import load as load_table
from samordna.web.i18n import _, render

Card = dict[str, Any]


def card(handbook: Handbook, box: tuple[Process, Step], *, party: str, runner: str = "", law: Law, on: date) -> Card:
    """Everything that is to be seen in a box on the day `on`: `party` leads it, `runner` runs the process (D4)."""
    process, step = box
    return {
        "process": process.id,
        "process_title": render(process.title),
        "id": step.id,
        "title": render(step.title),
        "phase": _titles(handbook, "phases", [step.phase] if step.phase else []),
        "leads": [party_name(handbook, step.lead or party)] if step.lead or party else leads(handbook, process, step),
        "parties": [party_name(handbook, p) for p in step.parties],
        "question": render(step.question) if step.question else None,
        "guidance": guidance_for(handbook, step, party, runner),
        "checklist": list(step.checklist),
        "asks": _titles(handbook, "facts", step.asks),
        "forms": _titles(handbook, "forms", step.forms),
        "meetings": _titles(handbook, "meetings", step.meetings),
        "tables": [_table(use.table) for use in step.tables],
        "deadlines": [
            deadline_words(e, law, on) for e in (handbook.entry("deadlines", d) for d in step.deadlines) if e
        ],
        "needs": [_need(handbook, n.kind, n.id) for n in step.needs],
        "law": [citation_words(law, provision, on) for provision in step.law],
        "exits": [_exit(handbook, process, e) for e in step.exits],
        "referrals": [_referral(handbook, process, r) for r in step.referrals],
        "waits": [{"id": w.id, "label": render(w.label)} for w in step.waits],
        "deviation": [{"was": d.was, "now": d.now, "why": d.why} for d in step.deviation],
        "source": ", ".join(part for part in (process.source or handbook.source, step.source) if part),
    }


def guidance_for(handbook: Handbook, step: Step, *parties: str) -> str:
    """The common text and those of the parties named, as Markdown; every party's text when none of them has one.

    Texts of several parties stand under the name of each.
    """
    common = step.guidance.get("all", "").strip()
    own = {p: step.guidance[p].strip() for p in dict.fromkeys(parties) if p in step.guidance and p != "all"}
    if not own and not common:
        own = {party: text.strip() for party, text in step.guidance.items()}
    named = len(own) > 1 or (common and own)
    texts = [f"**{party_name(handbook, p)}**\n\n{text}" if named else text for p, text in own.items()]
    return "\n\n".join(filter(None, [common, *texts]))


def ways(shown: Card) -> list[tuple[str, str, str]]:
    """The ways on from a box: what to type, what it is, and where it leads and on what."""
    return [
        *((e["id"], e["label"], _leads_to(e, e["to"])) for e in shown["exits"]),
        *((f"refer:{r['id']}", r["label"], _leads_to(r, [r["to"]])) for r in shown["referrals"]),
        *((f"wait:{w['id']}", w["label"], _("rest with a review date")) for w in shown["waits"]),
    ]


def _leads_to(way: Card, targets: list[str]) -> str:
    """Where a way leads, when it is taken, and on what it may share."""
    basis = _("on the basis of {basis}").format(basis=way["basis"]) if way["basis"] else ""
    return " · ".join(filter(None, ["→ " + "; ".join(targets), way.get("when"), basis]))


def _titles(handbook: Handbook, register: str, ids: Any) -> list[str]:
    entries = ((entry_id, handbook.entry(register, entry_id)) for entry_id in ids)
    return [render(entry.title) if entry else entry_id for entry_id, entry in entries]


def _table(table_id: str) -> str:
    """The title of a decision table and how to ask it."""
    return f"{render(load_table(table_id).title)} (samordna decide {table_id})" if table_id in table_ids() else table_id


def _need(handbook: Handbook, kind: str, entry_id: str) -> str:
    return _titles(handbook, f"{kind}s", [entry_id])[0]


def _exit(handbook: Handbook, process: Process, chosen: Exit) -> Card:
    return {
        "id": chosen.id,
        "label": render(chosen.label),
        "when": chosen.when,
        "to": [target_words(handbook, process.id, t) for t in chosen.to],
        "shares": _titles(handbook, "categories", chosen.categories),
        "basis": basis_words(handbook, chosen),
        "returns": chosen.returns,
    }


def _referral(handbook: Handbook, process: Process, asked: Referral) -> Card:
    return {
        "id": asked.id,
        "label": render(asked.label),
        "to": target_words(handbook, process.id, asked.to),
        "consult": asked.consult,
        "shares": _titles(handbook, "categories", asked.categories),
        "basis": basis_words(handbook, asked),
        "note": asked.note,
    }


def basis_words(handbook: Handbook, way: Exit | Referral) -> str:
    """The consent or the ground on which information may leave."""
    found = handbook.entry("consents", way.consent) or handbook.entry("grounds", way.ground)
    return render(found.title) if found else ""
