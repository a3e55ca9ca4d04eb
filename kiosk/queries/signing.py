"""A month as it is handed in or signed: the statement with its thread and the devices that may still hold meals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from canteen.core.scope import Actor
from kiosk.queries.silent import silent_kiosks
from settlement.queries.months import BooksSeen
from settlement.queries.questions import QuestionSeen, thread
from settlement.queries.signing import mark_of
from settlement.queries.statement import StatementSeen, statement_of


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signature is given for: the digest of `statement`, and `mark`, which covers the other two (S4)."""

    statement: StatementSeen
    questions: tuple[QuestionSeen, ...]
    silent_kiosks: Sequence[Mapping[str, Any]]
    mark: str

    @property
    def digest(self) -> str:
        """What the seal will say."""
        return self.statement.digest


def signing_of(*, actor: Actor, books_id: UUID, on: date) -> Signing:
    """Return what is handed in, or signed, on a day; at most eight statements. NoSuchBooks."""
    statement = statement_of(actor=actor, books_id=books_id)
    questions = thread(books_id=books_id)
    silent = silent_named(books=statement.books, on=on)
    # Once books are handed in their devices are part of the digest.
    live = silent if statement.books.state == "open" else ()
    return Signing(statement, questions, silent, mark_of(questions=questions, silent_kiosks=live))


def silent_named(*, books: BooksSeen, on: date) -> Sequence[Mapping[str, Any]]:
    """Return the devices to ask about: as they are now, once the month is over; or as they were named at submission."""
    if books.state != "open":
        return books.silent_kiosks
    if on < books.next_first:
        return []
    return [kiosk.to_json() for kiosk in silent_kiosks(canteen_id=books.canteen_id, month=books.month)]
