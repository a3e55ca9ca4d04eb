"""The shapes of wallet products: what an elder buys or is given before, and what it pays of her share at a meal."""

from typing import Any, Final

from settlement.core.policy.conditions import CONDITION, lines
from settlement.core.policy.formulas import ROUNDINGS, yuan_or_formula
from settlement.core.policy.layers import limits_of, title
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.payers import LAST, empty, payer, with_empty
from settlement.core.policy.shape import Found, Shape, fields, items, key, option, yuan
from settlement.core.policy.values import CANTEEN, Product

_MOST_PRODUCTS: Final = 20
# The kind of a product → the keys it needs beside those of every product.
KINDS: Final = {
    "bonus": ("pay", "get", "payer", "spend"),
    "voucher": ("worth", "payer"),
    "pass": ("pay",),
    "ticket": ("pay",),
}
_ALSO: Final = {"bonus": ("bonus_at_most",)}  # and those it may have
SPENDS: Final = ("in_proportion", "own_first", "bonus_first")


def products() -> Shape[tuple[Product, ...]]:
    """Top-ups with a bonus, vouchers, passes and tickets, in the order in which they pay."""
    needed = {"id": key(), "title": title(), "kind": option(tuple(KINDS)), "lines": lines()}
    borne = {"payer": payer((CANTEEN,), homes=False), "empty": empty(LAST)}
    optional: dict[str, Shape[Any]] = {
        "when": CONDITION,
        "limits": limits_of(),
        "pay": yuan(),
        "get": yuan(),
        "worth": yuan(),
        "spend": option(SPENDS),
        "round": option(ROUNDINGS),
        "bonus_at_most": yuan_or_formula(),
        **borne,
    }
    return items(fields(needed, optional, _built), most=_MOST_PRODUCTS)


def _built(reader: PolicyReader, found: Found, path: str) -> Product:
    wanted = (*KINDS.get(found["kind"], ()), *(("round",) if found["spend"] == "in_proportion" else ()))
    able = (*wanted, *_ALSO.get(found["kind"], ()))
    for name in ("pay", "get", "worth", "spend", "round", "bonus_at_most", "payer"):
        if found[name] is None and name in wanted:
            reader.wrong(f"{path}.{name}", "missing-key")
        if found[name] is not None and name not in able:
            reader.wrong(f"{path}.{name}", "not-of-this-kind", kind=found["kind"])
    bearer = found["payer"]
    if bearer is not None:
        bearer = with_empty(reader, bearer, found["empty"], path)
    elif found["empty"] is not None:
        reader.wrong(f"{path}.empty", "not-of-this-kind", kind=found["kind"])
    for index, name in enumerate(found["limits"] or ()):
        if name in reader.sums:
            reader.wrong(f"{path}.limits[{index}]", "sum-for-elder", id=name)
    return Product(
        id=found["id"],
        title=found["title"],
        kind=found["kind"],
        lines=found["lines"],
        when=found["when"],
        limits=found["limits"] or (),
        pay_fen=found["pay"] or 0,
        get_fen=found["get"] or 0,
        worth_fen=found["worth"] or 0,
        spend=found["spend"] or "",
        rounding=found["round"] or "",
        bonus_at_most=found["bonus_at_most"],
        payer=bearer,
    )
