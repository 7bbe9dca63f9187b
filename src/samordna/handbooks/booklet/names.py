"""What are the fields of free sections called in print? Handbooks write their keys in English."""

from __future__ import annotations

from samordna.web.i18n import _


def name_of(key: str) -> str:
    """The name of a field in the language spoken; a field that we do not know is named as it is written."""
    names = {
        "abbreviations": _("Abbreviations"),
        "links": _("Links"),
        "annexes": _("Annexes"),
        "instruments": _("Instruments"),
        "addresses": _("Addresses"),
        "mends": _("Mended here"),
        "mend": _("Mended here"),
        "right_when": _("The right support when"),
        "tests": _("Is to be tried"),
        "not_relevant": _("Not relevant when"),
        "criteria": _("Criteria"),
        "requires": _("Requires"),
        "warning": _("Watch out"),
        "internal": _("Inside the municipality"),
        "external": _("Outside the municipality"),
        "members": _("Members"),
        "entry": _("Way in"),
        "scope": _("For"),
        "not_for": _("Not for"),
        "built_on": _("Built on"),
        "offered_to": _("Offered to those with"),
        "check": _("Check"),
        "rule": _("Rule"),
        "example": _("Example"),
        "why": _("Why"),
        "leads": _("Leads to"),
        "note": _("Note"),
        "who": _("Who"),
        "when": _("When"),
        "source": _("Source"),
        "question": _("Question"),
        "party": _("Party"),
        "roles": _("Roles"),
        "way": _("Way on"),
        "affects": _("Affects"),
        "shown_to": _("Shown to"),
        "owner": _("Owner"),
        "ask": _("Ask"),
        "asks": _("Asks"),
        "steps": _("Steps"),
        "part": _("Part"),
        "was": _("The source"),
        "now": _("Here"),
        "purpose": _("Purpose"),
        "review": _("Review"),
        "contacts": _("Contacts"),
        "valid_from": _("Valid from"),
    }
    return names.get(key, key.replace("_", " ").capitalize())
