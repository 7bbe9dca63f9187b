"""What does a process look like? A map drawn from the handbook itself: layout by Graphviz, the SVG by us."""

from samordna.handbooks.map.drawing import Highlight, Hrefs, draw
from samordna.handbooks.map.scene import Drawing, Label, Rect

__all__ = ["Drawing", "Highlight", "Hrefs", "Label", "Rect", "draw"]
