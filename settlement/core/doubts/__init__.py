"""Doubts: what in a valid policy is probably not what was meant, each with somebody in whom it shows."""

from settlement.core.doubts.doubt import Doubt
from settlement.core.doubts.named import own_conditions
from settlement.core.doubts.search import doubts

__all__ = ["Doubt", "doubts", "own_conditions"]
