"""Wallet products at a meal: what of the elder's share somebody else bears, and what she has paid before."""

from settlement.core.case import Holding
from settlement.core.policy.values import Product
from settlement.core.shares import Reason, Tender
from settlement.core.sheet import Due, Sheet


def use_product(sheet: Sheet, product: Product, lines: list[int]) -> None:
    """Let a product she holds pay of what is still hers of these lines, and has not been paid by another one."""
    holding = sheet.case.wallet.get(product.id)
    hers = sheet.hers_of(lines) - sum(tender.fen for tender in sheet.tenders if lines_meet(tender, lines))
    if holding is None or hers <= 0 or sheet.is_spent(product.limits):
        return
    if product.kind == "bonus":
        own, borne = shared(product, holding, hers)
    elif holding.uses <= 0:
        return
    else:
        own, borne = (0, min(product.worth_fen, hers)) if product.kind == "voucher" else (hers, 0)
    if borne and product.payer is not None:
        due = Due(product.id, product.limits, sheet.relieve(borne, lines), borne)
        reason = Reason(product.kind, product.id, None, (("borne_fen", borne),))
        sheet.charge(product.payer, product.id, due, reason)
    if own or borne:
        sheet.claimed.update(product.limits)
        sheet.tenders.append(Tender(product.id, own, borne, tuple(lines)))


def lines_meet(tender: Tender, lines: list[int]) -> bool:
    """Whether a tender has paid of one of these lines."""
    return not set(tender.lines).isdisjoint(lines)


def shared(product: Product, holding: Holding, fen: int) -> tuple[int, int]:
    """Divide what a top-up pays into her own money and the bonus, as the document says; (own fen, bonus fen)."""
    own, bonus = holding.own_fen, holding.bonus_fen
    fen = min(fen, own + bonus)
    if product.spend == "own_first":
        return min(fen, own), fen - min(fen, own)
    if product.spend == "bonus_first":
        return fen - min(fen, bonus), min(fen, bonus)
    whole = own + bonus
    lift = {"down": 0, "half_up": whole // 2, "up": whole - 1}[product.rounding] if whole else 0
    borne = min(bonus, (fen * bonus + lift) // whole) if whole else 0
    return (fen - borne, borne) if fen - borne <= own else (own, fen - own)
