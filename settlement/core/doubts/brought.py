"""Doubts about what is included: what the other document says beside its layers does not come along with them."""

from typing import Final

from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import kinds_of_lines
from settlement.core.doubts.single import asks_discounted
from settlement.core.policy.values import Title

_BAND: Final = Title("老人自付（elder）", "what the elder pays (elder)")
_PRODUCTS: Final = Title("钱包产品（products）", "what a wallet may pay (products)")


def look_at_left_behind(search: Search) -> None:
    """The band and the products of an included document, where this one has none; of each document once."""
    policy = search.policy
    told: set[tuple[str, str]] = set()
    for one in policy.left_behind:
        for what, stays in ((_BAND, one.bands and not policy.bands), (_PRODUCTS, one.products and not policy.products)):
            if stays and (one.ref, what.en) not in told:
                told.add((one.ref, what.en))
                search.write(one.path, "left-behind", None, None, None, ref=one.ref, what=what)


def look_at_lost_discounts(search: Search) -> None:
    """Included layers that look at the discounted price, where the layer with the discount was not taken along."""
    lost = {one.path for one in search.policy.left_behind if one.discounts}
    for layer in search.policy.layers:
        if layer.discount:
            return
        if layer.path in lost and asks_discounted(layer):
            lost.remove(layer.path)
            search.tell(layer.path, "no-discount", [{}], kinds_of_lines(layer.lines))
