"""Where does something drawn stand? One rectangle for the maps and for BPMN; units of the drawing, y downwards."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle that something drawn fills; on a map `key` says what (`step:5`, `leaf:5:0`, `start:1` …)."""

    x: float
    y: float
    width: float
    height: float
    key: str = ""

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def overlaps(self, other: Rect, slack: float = 0.01) -> bool:
        """True when the two share more than an edge."""
        return (
            self.x + slack < other.right
            and other.x + slack < self.right
            and self.y + slack < other.bottom
            and other.y + slack < self.bottom
        )

    def contains(self, other: Rect, slack: float = 0.01) -> bool:
        """True when `other` lies wholly inside."""
        return (
            self.x <= other.x + slack
            and self.y <= other.y + slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def moved(self, dx: float, dy: float) -> Rect:
        """The same rectangle somewhere else."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height, self.key)
