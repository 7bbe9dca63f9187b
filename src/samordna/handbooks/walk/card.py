"""What stands on the card of a box, as plain data in the language spoken: for the screen and for `--json`."""

from __future__ import annotations

from datetime import date
from typing import Any

from samordna.handbooks.domain import Exit, Handbook, Process, Referral, Step
from samordna.handbooks.words import citation_words, deadline_words, leads, party_name, target_words
from samordna.law.domain import Law
from samordna.rules.queries import ids as table_ids
from samordna.rules.queries import load as load_table
from samordna.web.i18n import render

Card = dict[str, Any]


def card(handbook: Handbook, process: Process, step: Step, *, party: str, law: Law, on: date) -> Card:
    """Everything a worker of `party` sees in a box on the day `on`."""
    return {
        "process": process.id,
        "process_title": render(process.title),
        "id": step.id,
        "title": render(step.title),
        "phase": _titles(handbook, "phases", [step.phase] if step.phase else []),
        "leads": [party_name(handbook, step.lead or party)] if step.lead or party else leads(handbook, process, step),
        "parties": [party_name(handbook, p) for p in step.parties],
        "question": render(step.question) if step.question else None,
        "guidance": guidance_for(step, party),
        "checklist": list(step.checklist),
        "asks": _titles(handbook, "facts", step.asks),
        "forms": _titles(handbook, "forms", step.forms),
        "meetings": _titles(handbook, "meetings", step.meetings),
        "tables": [_table(use.table) for use in step.tables],
        "deadlines": [deadline_words(e, law, on) for e in (handbook.entry("deadlines", d) for d in step.deadlines) if e],
        "needs": [_need(handbook, n.kind, n.id) for n in step.needs],
        "law": [citation_words(law, provision, on) for provision in step.law],
        "exits": [_exit(handbook, process, e) for e in step.exits],
        "referrals": [_referral(handbook, process, r) for r in step.referrals],
        "waits": [{"id": w.id, "label": render(w.label)} for w in step.waits],
        "deviation": [{"was": d.was, "now": d.now, "why": d.why} for d in step.deviation],
        "source": f"{handbook.source}, {step.source}" if step.source else handbook.source,
    }


def guidance_for(step: Step, party: str) -> str:
    """The common text and the party's own, as Markdown; every party's text when the party has none of its own."""
    common = step.guidance.get("all", "")
    own = step.guidance.get(party, "")
    if common or own:
        return "\n\n".join(t.strip() for t in (common, own) if t)
    return "\n\n".join(text.strip() for text in step.guidance.values())


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
