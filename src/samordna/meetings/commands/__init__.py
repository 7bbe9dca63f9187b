"""What can be done with a meeting? Booked, called to, answered, moved, held, told of; its tasks; times laid out."""

from __future__ import annotations

from samordna.meetings.commands.answering import answer_own
from samordna.meetings.commands.booking import answer, book, call, call_more, cancel, move, take_slot
from samordna.meetings.commands.following import Changed
from samordna.meetings.commands.holding import change_record, hold
from samordna.meetings.commands.slots import close_slot, offer_slots
from samordna.meetings.commands.tasks import Finished, add_task, change_task, finish_task
from samordna.meetings.commands.telling import Minutes, let_go, mail_calendar, send_minutes
from samordna.meetings.writing import Written

__all__ = [
    "Changed", "Finished", "Minutes", "Written", "add_task", "answer", "answer_own", "book", "call", "call_more",
    "cancel", "change_record", "change_task", "close_slot", "finish_task", "hold", "let_go", "mail_calendar", "move",
    "offer_slots", "send_minutes", "take_slot",
]  # fmt: skip
