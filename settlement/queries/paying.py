"""Kinds of entries that put the price of meals on payers; the others move money between funds, or tender."""

from typing import Final

from settlement.models import Entry

PAYING: Final = (Entry.Kind.MEAL, Entry.Kind.REVERSAL, Entry.Kind.HOLD, Entry.Kind.CLEARING)
