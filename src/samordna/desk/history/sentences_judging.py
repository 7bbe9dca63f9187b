"""How is a decision with a table said in a sentence? What was decided, what the table suggested, and why it differs.

As much as the reader may see: a judgement lies in the category of its table (D22, E7).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from samordna.cases import deciding
from samordna.cases.deciding import JUDGEMENT
from samordna.desk.boxes import deciding_box
from samordna.desk.case_names import day_words_of
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told


def _judged(told: Told) -> str:
    kept = next((part for part in told.act.said.values() if JUDGEMENT in part), None)
    position = int(told.plan.get("position", 0))
    if kept is None:
        if not position:
            return _("decided something that belongs to the case.")
        return _("decided something with a decision table in {box}.").format(box=told.box(position))
    made = deciding.of(kept[JUDGEMENT], kept["on"])
    table = deciding_box.table_of(told.names, made)
    where = {"table": render(table.title), "box": told.box(made.position)}
    where |= {"now": deciding_box.titles(table, made.chosen), "was": deciding_box.titles(table, made.was)}
    anew = _("decided anew by the table “{table}” in {box}: was “{was}”, is now “{now}”.")
    parts = [(anew if made.regrouped else _("decided by the table “{table}” in {box}: “{now}”.")).format(**where)]
    if made.on != made.told:
        parts.append(_("It concerns {day}.").format(day=day_words_of(made.on.isoformat())))
    if not made.followed:
        parts.append(_suggested(deciding_box.titles(table, made.suggested)))
    reason = deciding_box.why(made)
    return " ".join([*parts, *([_("Reason: {reason}").format(reason=reason)] if reason else [])])


def _suggested(titles: str) -> str:
    if not titles:
        return _("The table gave no answer.")
    return _("The table suggested “{suggested}”.").format(suggested=titles)


SENTENCES: dict[str, Callable[[Told], str]] = {deciding.JUDGED: _judged}
