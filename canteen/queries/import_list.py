"""The list of lists that came from outside, and of those who send them."""

from typing import Final

from canteen.core.intake.kinds import Kind
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor
from canteen.models import Import, Sender
from canteen.queries.imports import imports_of
from canteen.queries.intake import IMPORTERS
from canteen.queries.paging import by_instant, page_of

LISTING: Final = Listing(sorts=("made",), filters=("kind", "state"), down=True)
KEYS: Final = {"made": by_instant("made_at")}
MOST_SENDERS: Final = 200


def import_page(*, actor: Actor, asked: Asked) -> Page[Import]:
    """Return the page of lists that was asked for, the latest first; two statements."""
    found = imports_of(actor=actor).select_related("sender", "made_by", "region")
    if asked.filters.get("kind") in set(Kind):
        found = found.filter(kind=asked.filters["kind"])
    if asked.filters.get("state") in Import.State.values:
        found = found.filter(state=asked.filters["state"])
    return page_of(found=found, asked=asked, keys=KEYS)


def sender_names(*, actor: Actor) -> list[str]:
    """Return who has sent lists for the actor's regions before, by name."""
    regions = actor.regions(*{role for roles in IMPORTERS.values() for role in roles})
    return list(
        Sender.objects.filter(region_id__in=regions).order_by("name").values_list("name", flat=True)[:MOST_SENDERS]
    )
