"""What is a handbook as plain, public data? The JSON of `samordna export`; its keys are stable."""

from __future__ import annotations

from typing import Any

from samordna.handbooks.domain import Exit, Handbook, Process, Referral, Step
from samordna.web.i18n import render

Json = dict[str, Any]


def handbook_json(handbook: Handbook) -> Json:
    """The whole handbook. `lead` is the party that leads a box, `starter_leads` that it is whoever runs it (D4)."""
    return {
        "id": handbook.id,
        "version": handbook.version,
        "title": render(handbook.title),
        "owner": handbook.owner,
        "source": handbook.source,
        "valid": {"from": _iso(handbook.valid.start), "to": _iso(handbook.valid.end)},
        "based_on": handbook.based_on or None,
        "parties": [
            {
                "id": p.id,
                "name": render(p.name),
                "role": render(p.role),
                "sphere": p.sphere,
                "forum": p.forum,
                "outside": p.outside,
            }
            for p in handbook.parties.values()
        ],
        "processes": [process_json(process) for process in handbook.processes],
        "sections": handbook.sections,
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def process_json(process: Process) -> Json:
    """One process with its boxes."""
    return {
        "id": process.id,
        "number": process.number,
        "title": render(process.title),
        "starters": list(process.starters),
        "starts": list(process.starts),
        "forum": process.forum,
        "steps": [step_json(process, step) for step in process.steps],
    }


def step_json(process: Process, step: Step) -> Json:
    """One box. Targets are "8", "process/8" or "outcome:…"; a request may also go to "party:…"."""
    return {
        "id": step.id,
        "title": render(step.title),
        "phase": step.phase or None,
        "lead": step.lead or next(iter(process.starters), None),
        "starter_leads": not step.lead,
        "parties": list(step.parties),
        "question": render(step.question) if step.question else None,
        "choose": step.choose,
        "guidance": dict(step.guidance),
        "checklist": list(step.checklist),
        "asks": list(step.asks),
        "exits": [_exit(e) for e in step.exits],
        "referrals": [_referral(r) for r in step.referrals],
        "waits": [{"id": w.id, "label": render(w.label), "review": w.review} for w in step.waits],
        "needs": [{"kind": n.kind, "id": n.id, "law": n.law or None} for n in step.needs],
        "deadlines": list(step.deadlines),
        "forms": list(step.forms),
        "meetings": list(step.meetings),
        "tables": [use.table for use in step.tables],
        "law": list(step.law),
        "guards": list(step.guards),
        "source": step.source,
        "deviation": [{"was": d.was, "now": d.now, "why": d.why} for d in step.deviation],
    }


def _exit(chosen: Exit) -> Json:
    return {
        "id": chosen.id,
        "label": render(chosen.label),
        "to": list(chosen.to),
        "categories": list(chosen.categories),
        "consent": chosen.consent or None,
        "ground": chosen.ground or None,
        "returns": chosen.returns,
        "when": chosen.when,
    }


def _referral(asked: Referral) -> Json:
    return {
        "id": asked.id,
        "label": render(asked.label),
        "to": asked.to,
        "categories": list(asked.categories),
        "consent": asked.consent or None,
        "ground": asked.ground or None,
        "consult": asked.consult,
        "answered_by": asked.answered_by or None,
        "escalation": asked.escalation or None,
        "note": asked.note,
    }
