"""The shapes of who pays: the canteen, suspense, a fund by its key, or the fund of her home."""

from collections.abc import Sequence
from typing import Final

from settlement.core.case import LEVELS
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.shape import Found, Schema, Shape, fields, flag, key, option
from settlement.core.policy.shown import choices
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE, Empty, FundOf, Payer

BETWEEN: Final = ("canteen", "elder", "hold", "next")  # what an empty fund may be followed by inside the layers,
LAST: Final = ("canteen", "hold")  # and where the elder's share is settled already and no layer comes any more
WHOSE: Final = ("registration", "residence", "canteen")


def _fund() -> Shape[Payer]:
    def build(reader: PolicyReader, found: Found, path: str) -> Payer:
        return Payer(FUND + found["fund"], found["fund"])

    return fields({"fund": key()}, {}, build)


def _fund_of() -> Shape[Payer]:
    def build(reader: PolicyReader, found: Found, path: str) -> Payer:
        home = FundOf(found["fund_of"], found["level"], found["role"], found["advanced_by"])
        return Payer("", None, None, home)

    needed = {"fund_of": option(WHOSE), "level": option(LEVELS), "role": key()}
    return fields(needed, {"advanced_by": key()}, build)


_NOBODY: Final = Payer("")
_FUND: Final = _fund()
_FUND_OF: Final = _fund_of()


def payer(names: Sequence[str], *, homes: bool) -> Shape[Payer]:
    """One of a few names, a fund, or (where `homes`) the fund of her home region."""
    kinds: list[Schema] = [{"enum": list(names)}, _FUND.schema, *([_FUND_OF.schema] if homes else [])]
    schema: Schema = {"oneOf": kinds}
    known = ", ".join(choices(schema))

    def read(reader: PolicyReader, value: object, path: str) -> Payer:
        if _several(value):
            reader.wrong(path, "several-payers" if homes else "several-at-last")
            return _NOBODY
        if isinstance(value, dict):
            return (_FUND_OF if homes and "fund_of" in value else _FUND).read(reader, value, path)
        if isinstance(value, str) and value in names:
            return Payer(value)
        reader.unless_missing(value, path, "not-a-payer", known=known)
        return _NOBODY

    return Shape(read, schema)


def _several(value: object) -> bool:
    """Whether more than one payer is written where one belongs: in a list, or as the keys of funds."""
    if isinstance(value, dict):
        funds = value.get("fund")
        return isinstance(funds, dict | list) and len(funds) > 1
    return isinstance(value, list) and len(value) > 1


def empty(thens: Sequence[str]) -> Shape[Empty]:
    """What happens when a fund does not hold enough."""
    plain = option(thens)

    def then(reader: PolicyReader, value: object, path: str) -> str:
        if isinstance(value, str) and value in BETWEEN and value not in thens:
            reader.wrong(path, "empty-at-last")
            return thens[0]
        return plain.read(reader, value, path)

    needed = {"then": Shape(then, plain.schema), "part": flag()}
    return fields(needed, {}, lambda reader, found, path: Empty(found["then"], found["part"]))


def with_empty(reader: PolicyReader, payer: Payer, empty: Empty | None, path: str) -> Payer:
    """Put a payer together with what stands beside it in `empty`: needed with a fund, and with nobody else."""
    if payer is _NOBODY:  # was told already, and may have been meant as a fund
        return payer
    if payer.fund is None and payer.home is None:
        if empty is not None:
            reader.wrong(f"{path}.empty", "never-empty")
        return payer
    if empty is None:
        reader.wrong(f"{path}.empty", "missing-key")
    return Payer(payer.name, payer.fund, empty or Empty("hold", True), payer.home)


def promise_gap() -> Shape[Payer]:
    """Who pays what the elder was not told of (D11)."""

    def build(reader: PolicyReader, found: Found, path: str) -> Payer:
        return with_empty(reader, found["payer"], found["empty"], path)

    return fields({"payer": payer((CANTEEN, SUSPENSE), homes=False)}, {"empty": empty(LAST)}, build)
