"""Which tables rest on this provision or this value of the law?"""

from __future__ import annotations

from samordna.law.domain import Law
from samordna.rules.conditions import law_keys
from samordna.rules.domain import Table


def cites(table: Table, ref: str, law: Law) -> bool:
    """True when a row cites, waits for or gives way to the provision `ref` on some day, or looks up the value."""
    keys = law_keys(table)
    named = {cited for rule in table.rules for cited in rule.law if not cited.startswith("@")}
    named |= {other for rule in table.rules for other in (*rule.while_law, *rule.unless_law)}
    # A row that cites "@key" cites whatever provision the law names for the day: all of them are found.
    looked_up = {str(value.value) for key in keys for value in law.by_key.get(key, ())}
    return ref in keys or ref in named or ref in looked_up
