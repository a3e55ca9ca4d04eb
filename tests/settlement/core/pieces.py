"""The smallest pieces of policy documents: conditions, tiers, places."""

from typing import Any

from tests.settlement.core.documents import Json

PLACES = {"regions": {"zhengguo": "正果镇", "paitan": "派潭镇"}, "canteens": {"youte": "优特社区食堂"}}
DAYS_2027 = {"dates": [{"from": "2027-01-01", "through": "2027-12-31"}]}


def fixed(yuan: str) -> Json:
    return {"fixed": yuan}


def share(percent: str) -> Json:
    return {"percent": percent, "of": "price", "round": "down"}


def ages(from_: int | None = None, below: int | None = None) -> Json:
    return {"age": {key: value for key, value in (("from", from_), ("below", below)) if value is not None}}


def category(name: str) -> Json:
    return {"category": name}


def both(*parts: Json) -> Json:
    return {"all": list(parts)}


def spends(**bounds: str) -> Json:
    return {"spend": {**bounds, "of": "price", "lines": ["set"]}}


def voucher(**more: Any) -> Json:
    title = {"zh": "券", "en": "Voucher"}
    return {
        "id": "voucher",
        "title": title,
        "kind": "voucher",
        "lines": ["set"],
        "worth": "2.00",
        "payer": "canteen",
        **more,
    }


def bonus(**more: Any) -> Json:
    title = {"zh": "充值", "en": "Top-up"}
    return {
        "id": "topup",
        "title": title,
        "kind": "bonus",
        "lines": ["set"],
        "pay": "300.00",
        "get": "200.00",
        "spend": "bonus_first",
        "payer": "canteen",
        **more,
    }


def nth(limit: str, ordinal: int) -> Json:
    return {"nth": {"limit": limit, "is": [ordinal]}}


def tiers(*pairs: tuple[Json | None, str], pick: str = "first") -> Json:
    """A layer's tiers of fixed sums; None is for everybody."""
    return {
        "tiers": [
            {**({} if when is None else {"when": when}), "formula": {"fixed": yuan}, **rank}
            for (when, yuan), rank in zip(
                pairs, [{"rank": len(pairs) - at} if pick == "ranked" else {} for at in range(len(pairs))], strict=True
            )
        ],
        "tiers_pick": pick,
    }
