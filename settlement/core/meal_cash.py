"""What is open of one meal on the account of the elder who ate it: what she has still to give, or gets back (D13)."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID


class Move(NamedTuple):
    """What one posting added to an elder's due, in fen; the order its entry names, and whether it was cash."""

    order_id: UUID | None
    is_cash: bool
    fen: int


def open_fen(*, order_id: UUID, due_fen: int, moves: Iterable[Move]) -> int:
    """Return what of a meal is unpaid, in fen; below zero, what was given for it and is to be handed back.

    `moves` are those on her account since the meal was first posted, in their order; `due_fen` is what she owes after
    them. Cash is for the meal that it names. Whenever cash, or a meal eaten out of a credit, leaves her owing nothing,
    every meal until then is paid. What an undo takes off pays for no other meal as long as it may be handed back.
    """
    listed = tuple(moves)
    standing_fen = due_fen - sum(move.fen for move in listed)
    found_fen = 0
    for move in listed:
        standing_fen += move.fen
        if move.order_id == order_id:
            found_fen += move.fen
        if standing_fen <= 0 and (move.is_cash or move.fen > 0):
            found_fen = 0
    return min(found_fen, max(0, due_fen))
