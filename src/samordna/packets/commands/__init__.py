"""Everything that can be done with packets: sealed, taken in, answered; and whose keys are trusted."""

from samordna.packets.commands.answering import Said as Said
from samordna.packets.commands.answering import reply as reply
from samordna.packets.commands.answering import take_reply as take_reply
from samordna.packets.commands.sealing import Written as Written
from samordna.packets.commands.sealing import seal as seal
from samordna.packets.commands.taking import take_in as take_in
from samordna.packets.commands.trusting import distrust as distrust
from samordna.packets.commands.trusting import trust as trust
