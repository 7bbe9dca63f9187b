"""Does every map keep its boxes, words and lines apart? Read from the geometry, for all that is packaged."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise

import pytest

from samordna.handbooks.domain import Exit, Handbook, Party, Process, Referral, Step, Wait
from samordna.handbooks.map import Drawing, Highlight, Rect, draw
from samordna.handbooks.queries import available, load
from samordna.kernel.period import Period
from samordna.kernel.text import Text


def _text(words: str) -> Text:
    return Text(words, words)


def _exit(to: str, label: str = "Ja, det finns flera skäl") -> Exit:
    return Exit(f"till-{to}", _text(label), (to,))


def _knotted() -> Handbook:
    """Eighteen boxes in a knot: branches, loops, long ways back, two leads, requests and a very long word."""
    titles = {3: "Arbetsmarknadsförvaltningens rehabiliteringsutredning", 7: "Kort"}
    steps = []
    for n in range(1, 19):
        ahead = [
            to
            for to in (n + 1, n + 3 if n % 3 == 0 else 0, n - 4 if n % 5 == 0 else 0, n + 7 if n % 4 == 0 else 0)
            if 0 < to < 19
        ]
        exits = [_exit(str(to), f"Väg {n} till {to}, med en längre förklaring") for to in ahead] or [
            _exit("outcome:work")
        ]
        steps.append(
            Step(
                id=str(n),
                title=_text(titles.get(n, f"Ruta nummer {n} har en rubrik på två rader")),
                lead="vard" if n in (6, 7, 8) else "",
                question=_text("Vilken väg?") if len(exits) > 1 else None,
                parties=("vard",) if n == 2 else (),
                exits=(*exits, *([_exit("outcome:studies", "Studier")] if n % 6 == 0 else [])),
                referrals=(Referral("fraga", _text("Fråga vården om arbetsförmåga"), "party:vard"),)
                if n % 4 == 1
                else (),
                waits=(Wait("for-sjuk", _text("För sjuk just nu")),) if n == 5 else (),
            )
        )
    process = Process("prov", "1", _text("Provprocess"), ("kommun",), ("1", "4"), tuple(steps))
    parties = {p: Party(p, _text(p.capitalize()), Text()) for p in ("kommun", "vard")}
    return Handbook("prov", "1", _text("Prov"), "", "", Period(), (process,), parties)


PACKAGED = [(ref.id, process.id) for ref in available() for process in load(f"{ref.id}@{ref.version}").processes]
KNOTTED = _knotted()


@pytest.fixture(params=[("", ""), *PACKAGED], ids=lambda p: f"{p[0]}-{p[1]}" if p[0] else "knotted")
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return _drawn(*request.param)


@cache
def _drawn(name: str, process: str) -> Drawing:
    handbook = load(name) if name else KNOTTED
    return draw(handbook, handbook.by_id[process or "prov"], "en")


def test_no_box_lies_on_another(drawing: Drawing) -> None:
    assert not [(a.key, b.key) for a, b in combinations(drawing.boxes, 2) if a.overlaps(b)]


def test_no_words_lie_on_other_words(drawing: Drawing) -> None:
    assert not [(a.lines, b.lines) for a, b in combinations(drawing.labels, 2) if a.rect.overlaps(b.rect)]


def test_words_stand_in_their_own_box_and_in_no_other(drawing: Drawing) -> None:
    boxes = {box.key: box for box in drawing.boxes}
    for label in drawing.labels:
        own = boxes.get(label.inside)
        assert own is None or own.contains(label.rect), (label.inside, label.lines)
        assert not [b.key for b in drawing.boxes if b.key != label.inside and b.overlaps(label.rect)], label.lines


def test_everything_is_on_the_paper(drawing: Drawing) -> None:
    paper = Rect(0, 0, drawing.width, drawing.height)
    assert all(paper.contains(box) for box in drawing.boxes)
    assert all(paper.contains(label.rect) for label in drawing.labels)
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for line in drawing.lines for x, y in line.points)


def test_lines_are_straight_and_cross_no_box_and_no_words_of_others(drawing: Drawing) -> None:
    for line in drawing.lines:
        for (ax, ay), (bx, by) in pairwise(line.points):
            assert ax == bx or ay == by, "only across or straight down"
            piece = Rect(min(ax, bx), min(ay, by), abs(ax - bx), abs(ay - by))
            assert not [b.key for b in drawing.boxes if b.key not in (line.tail, line.head) and _crosses(b, piece)]
            assert not [
                t.lines for t in drawing.labels if not t.inside and t.rect.key != line.label and _crosses(t.rect, piece)
            ]


def _crosses(box: Rect, piece: Rect) -> bool:
    """True when a line (a rectangle without width or height) runs through the inside of the box."""
    return box.x < piece.right and piece.x < box.right and box.y < piece.bottom and piece.y < box.bottom


def test_lines_begin_and_end_at_their_boxes(drawing: Drawing) -> None:
    boxes = {box.key: box for box in drawing.boxes}
    for line in drawing.lines:
        for key, (x, y) in ((line.tail, line.points[0]), (line.head, line.points[-1])):
            box = boxes[key]
            assert box.x < x < box.right
            assert min(abs(y - box.y), abs(y - box.bottom)) <= 5


def test_a_map_stays_narrow_enough_to_be_read_on_paper(drawing: Drawing) -> None:
    assert drawing.width <= 1500
    assert drawing.min_width == int(drawing.width)


def test_pages_cover_the_map_once_without_cutting_a_box(drawing: Drawing) -> None:
    tops = [float(page.split('viewBox="0 ')[1].split()[0]) for page in drawing.pages(1500)]
    assert tops[0] == 0
    assert tops == sorted(tops)
    cut = [box.key for box in drawing.boxes for top in tops if box.y + 1 < top < box.bottom - 1]
    assert not cut


def test_pointing_out_boxes_keeps_everything_apart() -> None:
    shown = draw(KNOTTED, KNOTTED.processes[0], "en", highlight=Highlight(frozenset({"5"}), frozenset({"1", "2"})))
    test_no_box_lies_on_another(shown)
    test_no_words_lie_on_other_words(shown)
    assert "You are here" in shown.svg
    assert shown.svg.count("map-visited") == 2
