"""Look through a whole policy for what is probably not what was meant."""

from collections.abc import Collection

from settlement.core.doubts.amounts import look_at_amounts, look_at_ends
from settlement.core.doubts.between import look_at_ages_between
from settlement.core.doubts.borne import look_at_bearers
from settlement.core.doubts.brought import look_at_left_behind, look_at_lost_discounts
from settlement.core.doubts.carried import look_at_carried
from settlement.core.doubts.doubt import Doubt, Search
from settlement.core.doubts.floors import look_at_floors
from settlement.core.doubts.idle import look_at_forestalled, look_at_idle
from settlement.core.doubts.listed import look_at_bands, look_at_layer
from settlement.core.doubts.named import look_at_names
from settlement.core.doubts.parts import look_at_parts
from settlement.core.doubts.poorer import look_at_the_poorest
from settlement.core.doubts.portions import look_at_band_portions, look_at_portions
from settlement.core.doubts.single import look_at_calendar, look_at_discounts, look_at_limits, look_at_single
from settlement.core.doubts.unbound import look_at_unbound
from settlement.core.doubts.units import look_at_units
from settlement.core.doubts.whole import look_at_wholes
from settlement.core.doubts.young import look_at_the_young
from settlement.core.policy.document import Policy


def doubts(policy: Policy, *, years: Collection[int] = ()) -> tuple[Doubt, ...]:
    """Return what in a valid policy is probably not what was meant; nothing, for most.

    What stands in a document that it includes is that one's own. `years` are those in which it is to be in force, where
    somebody knows: a calendar is doubted in years whose holidays are not scheduled. Pure and bounded: of a document
    that asks about too much at once, less is said.
    """
    search = Search(policy)
    own = [(layer.path, layer) for layer in policy.layers if not layer.included]
    for path, layer in own:
        look_at_layer(search, layer, path)
    look_at_bands(search)
    look_at_ages_between(search)
    look_at_bearers(search)
    look_at_floors(search, own)
    look_at_the_young(search, own)
    look_at_single(search)
    look_at_limits(search)
    look_at_unbound(search)
    look_at_forestalled(search)
    look_at_portions(search, own)
    look_at_band_portions(search)
    look_at_discounts(search, own)
    look_at_lost_discounts(search)
    look_at_left_behind(search)
    look_at_carried(search, own)
    look_at_amounts(search, own)
    look_at_ends(search)
    look_at_parts(search, own)
    look_at_wholes(search)
    look_at_idle(search, own)
    look_at_units(search, own)
    look_at_names(search, own)
    look_at_calendar(search, own, years)
    look_at_the_poorest(search, own)
    return tuple(search.found)
