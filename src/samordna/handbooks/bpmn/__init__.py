"""How does a handbook look to other tools? As BPMN 2.0: a collaboration that editors open and engines run.

`docs/reference/bpmn.md` says which element stands for what, and where an engine does the same as the journey.
"""

from __future__ import annotations

from samordna import __version__
from samordna.handbooks.bpmn import building, placing, xml
from samordna.handbooks.bpmn.model import Diagram, xml_id
from samordna.handbooks.domain import Handbook
from samordna.law import queries as library
from samordna.web import i18n


def export(handbook: Handbook, lang: str = "sv") -> str:
    """The handbook as BPMN 2.0 XML with diagram interchange, its words in `lang` ("sv" or "en").

    Deterministic: the same handbook and language give the same text. Raises ValueError for another language.
    """
    before = i18n.language()
    i18n.activate(lang)
    try:
        made = building.diagram(handbook, library.load())
        return xml.write(made, placing.place(made), lang, __version__)
    finally:
        i18n.activate(before)


__all__ = ["Diagram", "export", "xml_id"]
