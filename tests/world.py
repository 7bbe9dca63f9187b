"""Small handbooks and a case to act on: the world in which the tests of the journey take place.

Sara works at social services and opens the case. Farid (Försäkringskassan) and Vera (health care) are outside: what
they say is registered by Sara. Jonas works at Jobbtorg, which is here, and leads boxes in Sara's process. Olle works at
an authority that has nothing to do with the case. Kim is the person.
"""

from __future__ import annotations

from samordna.handbooks.domain import Entry, Exit, Handbook, Party, Process, Referral, Step, Wait
from samordna.handbooks.journey import EMPTY, Event, Ruling, apply, decide
from samordna.handbooks.journey.moves import Accept, Complete, Move, Start
from samordna.handbooks.journey.state import SENT, Transfer
from samordna.kernel.period import Period
from samordna.kernel.text import Text

SARA, FARID, VERA, JONAS = "socialtjanst", "forsakringskassan", "halso-sjukvard", "jobbtorg"
OLLE, TEAM, KIM = "arbetsformedlingen", "finsamteam", "individ"


def box(step_id: str, *exits: Exit, **fields: object) -> Step:
    """A box with its exits; a number is title enough."""
    return Step(step_id, Text(f"Ruta {step_id}"), exits=exits, **fields)  # type: ignore[arg-type]


def way(exit_id: str, *to: str, **fields: object) -> Exit:
    """An exit."""
    return Exit(exit_id, Text(exit_id), to, **fields)  # type: ignore[arg-type]


def process(process_id: str, starters: tuple[str, ...], *steps: Step, forum: bool = False) -> Process:
    """A process that starts in its first box."""
    return Process(process_id, "1", Text(process_id), starters, (steps[0].id,), steps, forum=forum)


def handbook(*processes: Process, version: str = "1") -> Handbook:
    """A handbook in which everybody above takes part."""
    parties = [
        Party(SARA, Text("Socialtjänsten"), Text("socialsekreterare")),
        Party(FARID, Text("Försäkringskassan"), Text("handläggare"), outside=True),
        Party(VERA, Text("Hälso- och sjukvården"), Text("vårdkontakt"), outside=True),
        Party(JONAS, Text("Jobbtorg"), Text("jobbcoach")),
        Party(OLLE, Text("Arbetsförmedlingen"), Text("arbetsförmedlare")),
        Party(TEAM, Text("Finsamteamet"), Text("koordinator"), forum=True),
        Party(KIM, Text("Individen"), Text("")),
    ]
    return Handbook(
        "prov", version, Text("Prov"), "Provkommun", "Prov", Period(), processes,
        {p.id: p for p in parties}, {"outcomes": OUTCOMES},
    )  # fmt: skip


OUTCOMES = {
    entry.id: entry
    for entry in (
        Entry("work", Text("Arbete"), {"degree": {"from": 25, "to": 100}}),
        Entry("sjukersattning", Text("Sjukersättning"), {"degree": {"from": 25, "to": 100}}),
        Entry("job-seeking", Text("Söker arbete")),
        Entry("moved", Text("Flyttat"), {"everywhere": True}),
        Entry("declined", Text("Tackar nej"), {"everywhere": True}),
    )
}

SOC = process(
    "soc",
    (SARA,),
    box("1", way("vidare", "2")),
    box(
        "2",
        way("klart", "4"),
        way("om", "1"),
        way("fk", "3", categories=("health",), consent="informationsutbyte"),
        way("jobbtorg", "5", categories=("work",), consent="informationsutbyte"),
        way("vard", "vard/1"),
        way("bada", "3", "5"),
        way("arbete", "outcome:work"),
        way("ersattning", "outcome:sjukersattning"),
        way("soker", "outcome:job-seeking"),
        choose="any",
        referrals=(
            Referral("begar", Text("Begär vård"), "vard/2", ("health",), "informationsutbyte"),
            Referral("af", Text("Fråga AF"), "party:" + OLLE),
            Referral("rad", Text("Fråga vården"), "party:" + VERA, consult=True),
            Referral("rad-fk", Text("Rådfråga FK"), "3", consult=True),
        ),
        waits=(Wait("for-sjuk", Text("För sjuk"), "avvakta-omprovning"),),
    ),
    box("3", way("ater", "4", returns=True), way("vidare", "6"), lead=FARID),
    box("4", way("vidare", "1"), way("tillbaka", "2"), way("dubbelt", "1", "2")),
    box("5", way("ater", "4", returns=True), way("klar", "outcome:work"), lead=JONAS),
    box("6", way("ater", "4", returns=True), lead=FARID),
    box("7"),
)
CARE = process(
    "vard",
    (VERA,),
    box("1", way("ater", "soc/4", returns=True), way("vidare", "2"), way("till-jobbtorg", "jobbtorg/1")),
    box("2", way("ater", "soc/4", returns=True), way("klar", "outcome:work")),
)
JOBBTORG = process("jobbtorg", (JONAS,), box("1", way("ater", "soc/1", returns=True), way("klar", "outcome:work")))
PROV = handbook(SOC, CARE, JOBBTORG)


class Case:
    """A case as the tests see it: do something, or look at why it cannot be done."""

    def __init__(self, of: Handbook = PROV) -> None:
        self.handbook, self.state = of, EMPTY
        self.events: list[Event] = []

    def do(self, move: Move) -> Event:
        """Make a move that must be allowed; its event."""
        ruling = decide(self.handbook, self.state, move)
        assert ruling.event, f"{move} → {ruling.decision.code}: {ruling.decision.reason}"
        self.events.append(ruling.event)
        self.state = apply(self.state, ruling.event)
        return ruling.event

    def ask(self, move: Move) -> Ruling:
        """What the ruling would be; nothing changes."""
        return decide(self.handbook, self.state, move)

    def why_not(self, move: Move) -> str:
        """The code of the refusal; "ok" when there is none."""
        ruling = self.ask(move)
        assert bool(ruling) == (ruling.event is not None)
        assert ruling or str(ruling.decision.reason)
        return ruling.decision.code

    def take(self, box_id: str, *exits: str, **fields: object) -> Event:
        """Complete the open box by its exits."""
        return self.do(Complete(position=self.at(box_id), exits=exits, **fields))  # type: ignore[arg-type]

    def accept(self, **fields: object) -> Event:
        """The receiver accepts what was last sent, told by letter when outside."""
        sent = self.sent()
        via = "letter" if sent.receiver in self.state.outside else ""
        return self.do(Accept(transfer=sent.id, **{"via": via, **fields}))  # type: ignore[arg-type]

    def at(self, box_id: str) -> int:
        """The position open in a box, "4" or "vard/1"."""
        for position in self.state.positions.values():
            if box_id in (position.step, f"{self.state.runs[position.run].process}/{position.step}"):
                return position.id
        raise AssertionError(f"{box_id} is not open; open are {self.boxes}")

    def sent(self) -> Transfer:
        """What was last sent and is not answered."""
        return [t for t in self.state.transfers.values() if t.status == SENT][-1]

    def status(self, box_id: str) -> str:
        """Whether an open box is open or awaiting an answer."""
        return self.state.positions[self.at(box_id)].status

    @property
    def boxes(self) -> list[str]:
        """Every open box."""
        return self.state.boxes()

    @property
    def ball(self) -> str:
        """Who has the ball."""
        return self.state.ball


def started(at: str = "2", of: Handbook = PROV) -> Case:
    """Sara's case, standing in a box of social services' process."""
    case = Case(of)
    case.do(Start(process="soc", party=SARA, steps=(at,)))
    return case
