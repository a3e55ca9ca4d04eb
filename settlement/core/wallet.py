"""Wallet products at a meal: what of the elder's share somebody else bears, and what she has paid before."""

from settlement.core.case import Holding
from settlement.core.policy.program import Sold
from settlement.core.policy.values import Product
from settlement.core.shares import Numbers, Reason, Tender
from settlement.core.sheet import Due, Sheet


def use_wallet(sheet: Sheet) -> None:
    """Let what she holds pay of her share, product after product."""
    hers = [sheet.hers_of([at]) for at in range(len(sheet.left))]  # of each line, before any product pays
    for sold in sheet.plan.products:
        lines = sheet.at[sold.lines]
        most = None
        if sold.bonus_at_most is not None:
            price = sum([sheet.price[at] for at in lines])
            most = sold.bonus_at_most(price, sum([hers[at] for at in lines]), sheet)[0]
        _use_product(sheet, sold, lines, most)


def _use_product(sheet: Sheet, sold: Sold, lines: list[int], most: int | None) -> None:
    """Let a product she holds pay of what is still hers of these lines, and has not been paid by another one."""
    product, holding = sold.product, sheet.case.wallet.get(sold.product.id)
    hers = sheet.hers_of(lines) - sum(tender.fen for tender in sheet.tenders if lines_meet(tender, lines))
    if holding is None or hers <= 0 or sheet.is_spent(product.limits):
        return
    told: Numbers = ()
    if product.kind == "bonus":
        borne = _bonus_of(product, holding, hers)
        if most is not None and most < borne:
            borne, told = most, (("at_most_fen", most),)
        own = min(holding.own_fen, hers - borne)
    elif holding.uses <= 0:
        return
    else:
        own, borne = (0, min(product.worth_fen, hers)) if product.kind == "voucher" else (hers, 0)
    if borne and product.payer is not None:
        due = Due(product.id, product.limits, sheet.relieve(borne, lines), borne)
        reason = Reason(product.kind, product.id, None, (("borne_fen", borne), *told))
        sheet.charge(product.payer, product.id, due, reason)
    if own or borne:
        sheet.claimed.update(product.limits)
        sheet.tenders.append(Tender(product.id, own, borne, tuple(lines)))


def lines_meet(tender: Tender, lines: list[int]) -> bool:
    """Whether a tender has paid of one of these lines."""
    return not set(tender.lines).isdisjoint(lines)


def _bonus_of(product: Product, holding: Holding, fen: int) -> int:
    """Of what a top-up pays of so many fen, the bonus's part in fen, as the document says it is spent."""
    own, bonus = holding.own_fen, holding.bonus_fen
    fen = min(fen, own + bonus)
    if product.spend == "own_first":
        return fen - min(fen, own)
    if product.spend == "bonus_first":
        return min(fen, bonus)
    whole = own + bonus
    lift = {"down": 0, "half_up": whole // 2, "up": whole - 1}[product.rounding] if whole else 0
    borne = min(bonus, (fen * bonus + lift) // whole) if whole else 0
    return max(borne, fen - own)  # her own money is no more than it is
