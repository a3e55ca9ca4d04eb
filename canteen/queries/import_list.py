"""The list of lists that came from outside, and of those who send them."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Q, QuerySet

from canteen.core.intake.kinds import Kind
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor
from canteen.models import Import, Sender
from canteen.queries.imports import imports_of
from canteen.queries.intake import IMPORTERS
from canteen.queries.paging import Key, by_instant, every, page_of

LISTING: Final = Listing(sorts=("made", "file", "state"), filters=("kind", "state"), down=True)
KEYS: Final = {"made": by_instant("made_at"), "file": Key("file_name"), "state": Key("state")}
MOST_SENDERS: Final = 200


def import_page(*, actor: Actor, asked: Asked) -> Page[Import]:
    """Return the page of lists that was asked for, the latest first; two statements."""
    return page_of(found=_found(actor, asked), asked=asked, keys=KEYS)


def every_import(*, actor: Actor, asked: Asked) -> Iterator[Import]:
    """Yield the whole list that was asked for, in its order; one statement."""
    return every(found=_found(actor, asked), asked=asked, keys=KEYS)


def _found(actor: Actor, asked: Asked) -> QuerySet[Import]:
    found = imports_of(actor=actor).select_related("sender", "made_by", "region").defer("layout_sealed")
    if asked.search:
        found = found.filter(Q(sender__name__icontains=asked.search) | Q(file_name__icontains=asked.search))
    if asked.filters.get("kind") in set(Kind):
        found = found.filter(kind=asked.filters["kind"])
    if asked.filters.get("state") in Import.State.values:
        found = found.filter(state=asked.filters["state"])
    return found


def sender_names(*, actor: Actor) -> list[str]:
    """Return who has sent lists for the actor's regions before, by name."""
    regions = actor.regions(*{role for roles in IMPORTERS.values() for role in roles})
    return list(
        Sender.objects.filter(region_id__in=regions).order_by("name").values_list("name", flat=True)[:MOST_SENDERS]
    )
