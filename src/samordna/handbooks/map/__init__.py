"""What does a process look like? A map drawn from the handbook itself: layout by Graphviz, the SVG by us."""

from samordna.handbooks.geometry import Rect
from samordna.handbooks.map.drawing import Highlight, Hrefs, draw
from samordna.handbooks.map.scene import Drawing, Label

__all__ = ["Drawing", "Highlight", "Hrefs", "Label", "Rect", "draw"]
