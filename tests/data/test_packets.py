"""A sealed packet: does only what may leave go in, is it answered by one act, and is everything odd refused? (D18, D20)

Sara at social services hands Kim's case over to Försäkringskassan, which is outside. "Elsewhere" is another
installation with a key of its own; Jonas stands for whoever takes the packet in there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import typer
from typer.testing import CliRunner, Result

from samordna.audit import verifying
from samordna.cases.commands import sending, working
from samordna.cases.models import Incoming, Transfer
from samordna.cases.queries import see
from samordna.consents import commands as consents
from samordna.consents.domain import Withdrawal
from samordna.documents import keys
from samordna.documents.embedding import embedded
from samordna.forms import commands as forms
from samordna.forms.commands import Given
from samordna.journal.append import DoneBefore
from samordna.journal.models import Event
from samordna.kernel.decision import Refused
from samordna.packets import cli, commands, own, queries, schema
from samordna.packets.commands import Said
from samordna.packets.domain import ACCEPT, ANSWER, DATA, DECLINE, Packet
from samordna.packets.models import File, Sealed, TakenIn
from tests.cases_world import DAY, World, build
from tests.desk_case_world import consent, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.KEY_FOLDER = str(tmp_path / "here")
    return build()


@contextmanager
def elsewhere(settings: Any) -> Iterator[None]:
    """As the other installation: with its key."""
    home = settings.KEY_FOLDER
    settings.KEY_FOLDER = str(Path(home).parent / "elsewhere")
    try:
        yield
    finally:
        settings.KEY_FOLDER = home


@pytest.fixture
def acquainted(world: World, settings: Any) -> None:
    """Each has made sure whose key the other has."""
    here = own.fingerprint()
    with elsewhere(settings):
        there = own.fingerprint()
        commands.trust(**world.by("ada"), fingerprint=here, name="Stadens installation")
    ids = [world.units["fk"].authority_id]
    commands.trust(**world.by("ada"), fingerprint=keys.spaced(there), name="Försäkringskassan", authorities=ids)


@pytest.fixture
def asked(world: World) -> tuple[int, int]:
    """Kim's case, in which Försäkringskassan has been asked about health and work; economy is closed."""
    person = world.person()
    case = world.open("sara", "soc-sjukskriven", "9", person=person).case
    tell = {"earlier_measures": "Praktik", "income_source": "Försörjningsstöd", "function_limits": "Svårt att stå"}
    working.tell(**world.by("sara"), case=case, position=the_box(case), typed=tell)
    consent(world, person.pk, "fk", categories=("contact", "health", "work"))
    sent = sending.refer(
        **world.by("sara", "Behöver samordning."), case=case, position=the_box(case), target="party:forsakringskassan",
        categories=("contact", "health", "work"), note="Kan ni ta emot?",
    )  # fmt: skip
    return case, sent.transfers[0]


def sealed(world: World, case: int, transfer: int, **more: Any) -> bytes:
    made = commands.seal(**world.by("sara"), case=case, transfer=transfer, **more)
    return queries.file_of(see(world.scope("sara"), case, world.day), made.packet, world.day)


def data_of(pdf: bytes) -> Packet:
    return schema.read(embedded(pdf)[DATA])


def wrong() -> list[Any]:
    """What `audit verify` finds in the rows that packets and cases have; the world itself was not made by commands."""
    return [each for each in verifying.verify().differences if each.table.startswith(("packets.", "cases."))]


def code(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return refusal.value.decision.code


def test_it_holds_what_may_leave_and_nothing_else(world: World, asked: tuple[int, int], acquainted: None) -> None:
    case, transfer = asked
    jobbplan = forms.begin(**world.by("sara"), case=case, form="jobbplan", values={"goal": "Arbete"}).document
    enquiry = forms.begin(
        **world.by("sara"), case=case, form="rehabiliteringsforfragan", values={"question": "Vad går?"}
    ).document
    with pytest.raises(Refused) as draft:
        sealed(world, case, transfer, forms=[enquiry])
    assert code(draft) == "form-not-sent"
    for each in (jobbplan, enquiry):
        forms.send(**world.by("sara"), case=case, document=each, given=Given(to_person=True, how="by-hand"))
    # The job plan tells of planning, which nothing opens to Försäkringskassan (D18).
    with pytest.raises(Refused) as closed:
        sealed(world, case, transfer, forms=[jobbplan])
    assert code(closed) == "consent-needed"
    assert closed.value.decision.law
    before = Event.objects.filter(stream_id=case).count()
    said = data_of(pdf := sealed(world, case, transfer, forms=[enquiry]))
    assert Event.objects.filter(stream_id=case).count() == before + 1
    assert (said.kind, said.sender.reference, said.receiver.unit) == ("referral", "OST-2026-0001", "Fk")
    assert {each.fact: each.value for each in said.told} == {
        "earlier_measures": "Praktik", "function_limits": "Svårt att stå",
    }  # fmt: skip
    assert said.asked
    assert said.asked.note == "Kan ni ta emot?"
    assert [(each.form, each.values) for each in said.papers] == [
        ("rehabiliteringsforfragan", {"question": "Vad går?"})
    ]  # fmt: skip
    assert embedded(pdf)[said.papers[0].file].startswith(b"%PDF-")
    assert b"rjningsst" not in b"".join(embedded(pdf).values())
    assert verifying.verify(case=case).differences == []


def test_after_a_withdrawal_nothing_is_sealed_or_given_out(world: World, asked: tuple[int, int]) -> None:
    """D20: the request is cancelled, and the file that was made before is not handed out."""
    case, transfer = asked
    same = uuid4()
    made = commands.seal(act=world.act("sara", form=same), scope=world.scope("sara"), case=case, transfer=transfer)
    with pytest.raises(DoneBefore):
        commands.seal(act=world.act("sara", form=same), scope=world.scope("sara"), case=case, transfer=transfer)
    seen = see(world.scope("sara"), case, world.day)
    assert queries.of_case(seen, world.day)[0].open
    assert queries.by_code(world.scope("sara"), queries.of_case(seen, world.day)[0].code.lower()) == (case, transfer)
    assert queries.by_code(world.scope("olle"), queries.of_case(seen, world.day)[0].code) is None
    receiver = world.units["fk"].sphere_id
    consents.withdraw(**world.by("sara"), person=seen.row.person_id, what=Withdrawal(receiver=receiver))
    with pytest.raises(Refused):
        commands.seal(**world.by("sara"), case=case, transfer=transfer)
    with pytest.raises(Refused) as closed:
        queries.file_of(see(world.scope("sara"), case, world.day), made.packet, world.day)
    assert code(closed) == "packet-closed"
    assert Sealed.objects.count() == 1


def test_it_is_taken_in_once_and_answered_in_one_act(
    world: World, asked: tuple[int, int], acquainted: None, settings: Any
) -> None:
    """The receiver accepts, then answers; each reply moves the case at home in one act (D8)."""
    case, transfer = asked
    pdf = sealed(world, case, transfer)
    with elsewhere(settings):
        taken = commands.take_in(**world.by("jonas"), data=pdf)
        came = Incoming.objects.get()
        assert (came.sender, came.person_id is None, came.unit_id) == ("Stad, Oster", True, world.units["torget"].pk)
        with pytest.raises(Refused) as again:
            commands.take_in(**world.by("jonas"), data=pdf)
        assert code(again) == "taken-in-before"
        found = queries.contents(queries.taken_in(world.scope("jonas"), taken))
        assert (found.packet, found.key_name) == (data_of(pdf), "Stadens installation")
        with pytest.raises(Refused):
            queries.taken_in(world.scope("olle"), taken)
        yes = commands.reply(**world.by("jonas"), packet=taken, said=Said(ACCEPT, "Kim är sjuk i ryggen."))
        with pytest.raises(Refused) as words:
            commands.reply(**world.by("jonas"), packet=taken, said=Said(ANSWER, "Vi tar emot."))
        assert code(words) == "consent-needed"
        answer = commands.reply(**world.by("jonas"), packet=taken, said=Said(ANSWER, "Vi tar emot.", by_person=True))
        with pytest.raises(Refused) as over:
            commands.reply(**world.by("jonas"), packet=taken, said=Said(DECLINE))
        assert code(over) == "cannot-say"
        files = [queries.reply_file(world.scope("jonas"), taken, each) for each in (yes, answer)]
    assert data_of(files[0]).reply
    # Words that nothing opens stay with whoever wrote them.
    assert data_of(files[0]).reply.text == ""
    before = Event.objects.filter(stream_id=case).count()
    commands.take_reply(**world.by("sara"), data=files[0])
    assert Transfer.objects.get(case_id=case, no=transfer).status == "accepted"
    with pytest.raises(Refused) as replayed:
        commands.take_reply(**world.by("sara"), data=files[0])
    assert code(replayed) == "taken-in-before"
    commands.take_reply(**world.by("sara"), data=files[1])
    assert Transfer.objects.get(case_id=case, no=transfer).status == "answered"
    assert Event.objects.filter(stream_id=case).count() == before + 2
    seen = see(world.scope("sara"), case, world.day)
    assert seen.state.transfers[transfer].answer == "Vi tar emot."
    assert [each.answer for each in queries.of_case(seen, world.day)[0].replies] == [ACCEPT, ANSWER]
    assert TakenIn.objects.count() == 3
    assert wrong() == []


def test_what_is_not_for_us_is_refused_with_the_reason(
    world: World, asked: tuple[int, int], settings: Any, tmp_path: Path
) -> None:
    """Unknown key, own packet, another receiver, somebody else's reply: each says what is wrong."""
    case, transfer = asked
    pdf, here = sealed(world, case, transfer), own.fingerprint()
    assert data_of(pdf).receiver.key == ""
    with pytest.raises(Refused) as mine:
        commands.take_in(**world.by("jonas"), data=pdf)
    assert code(mine) == "sealed-here"
    with elsewhere(settings):
        there = own.fingerprint()
        with pytest.raises(Refused) as foreign:
            commands.take_in(**world.by("jonas"), data=pdf)
        assert code(foreign) == "unknown-key"
        assert keys.spaced(here) in str(foreign.value.decision.reason)
        with pytest.raises(Refused) as role:
            commands.trust(**world.by("sara"), fingerprint=here, name="Staden")
        assert code(role) == "wrong-role"
        key = commands.trust(**world.by("ada"), fingerprint=here, name="Staden")
        commands.distrust(**world.by("ada"), key=key)
        with pytest.raises(Refused):
            commands.take_in(**world.by("jonas"), data=pdf)
        assert commands.trust(**world.by("ada"), fingerprint=here, name="Staden igen") == key
        taken = commands.take_in(**world.by("jonas"), data=pdf)
        no = commands.reply(**world.by("jonas"), packet=taken, said=Said(DECLINE))
        reply = queries.reply_file(world.scope("jonas"), taken, no)
    with pytest.raises(Refused) as unknown:
        commands.take_reply(**world.by("sara"), data=reply)
    assert code(unknown) == "unknown-key"
    ids = [world.units["fk"].authority_id]
    commands.trust(**world.by("ada"), fingerprint=there, name="Försäkringskassan", authorities=ids)
    addressed = sealed(world, case, transfer)
    assert data_of(addressed).receiver.key == there
    settings.KEY_FOLDER = str(tmp_path / "third")
    with pytest.raises(Refused) as other:
        commands.take_in(**world.by("jonas"), data=addressed)
    assert code(other) == "for-somebody-else"
    # A reply from elsewhere is a reply to Sara's unit only; nobody else's is told of it (D21).
    settings.KEY_FOLDER = str(tmp_path / "here")
    with pytest.raises(Refused) as outsider:
        commands.take_reply(**world.by("olle"), data=reply)
    assert code(outsider) == "reply-unknown"
    with pytest.raises(Refused) as kind:
        commands.take_in(**world.by("sara"), data=reply)
    assert code(kind) == "is-a-reply"
    commands.take_reply(**world.by("sara"), data=reply)
    assert Transfer.objects.get(case_id=case, no=transfer).status == "declined"
    assert wrong() == []
    # Whoever has changed a stored file is found out when it is asked for.
    File.objects.filter(pk=TakenIn.objects.get(sealed=None).hash).update(data=b"%PDF-")
    with pytest.raises(Refused) as gone:
        queries.taken_file(world.scope("jonas"), taken)
    assert code(gone) == "file-gone"


def test_the_key_that_others_may_read_is_not_used(world: World, settings: Any) -> None:
    own.fingerprint()
    file = Path(settings.KEY_FOLDER) / keys.PRIVATE
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(Refused) as refusal:
        own.key()
    assert code(refusal) == "no-key"


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app, lambda: DAY)
    return CliRunner().invoke(app, ["packet", *arguments, "--lang", "en"])


def test_the_terminal_reads_a_packet_and_trusts_a_key(
    world: World, asked: tuple[int, int], settings: Any, tmp_path: Path
) -> None:
    """Exit codes: 0 accepted, 1 refused with the reason, 2 not understood."""
    file, key = tmp_path / "packet.pdf", tmp_path / "key.pub"
    file.write_bytes(sealed(world, *asked))
    told = run("read", str(file)).output
    assert "The packet is whole." in told
    assert "Sealed by: this installation" in told
    assert "Kim Ek" in told
    assert run("key", "--pem", str(key)).exit_code == 0
    with elsewhere(settings):
        refused = run("read", str(file), "--json")
        assert (refused.exit_code, json.loads(refused.output)["code"]) == (1, "unknown-key")
        assert run("trust", "nothing", "--name", "Staden", "--by", "ada").exit_code == 2
        assert run("trust", str(key), "--name", "Staden", "--by", "sara").exit_code == 2
        assert run("trust", str(key), "--name", "Staden", "--by", "ada").exit_code == 0
        # The packet itself tells whose key it has, too.
        assert run("trust", str(file), "--name", "Stadens", "--by", "ada").exit_code == 0
        said = json.loads(run("read", str(file), "--json").output)
        assert (said["accepted"], said["sealed_by"]) == (True, "Stadens")
        assert said["packet"]["asked"]["note"] == "Kan ni ta emot?"
    file.write_bytes(file.read_bytes()[:-9])
    assert run("read", str(file)).exit_code == 1
