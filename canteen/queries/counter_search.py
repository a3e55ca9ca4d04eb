"""Elders as a counter looks for them: by name, pinyin initials, phone's last four, card; masked, in its own regions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.core.identity import mask_name
from canteen.core.phone import TAIL_DIGITS
from canteen.core.scope import Actor, Role
from canteen.gateways import vault
from canteen.models import Elder, Fact
from canteen.queries.elders import PLACE_KINDS, NoSuchElder, in_scope
from canteen.queries.places import in_force

COUNTERS: Final = (Role.COUNTER, Role.MANAGER)
MOST_HITS: Final = 20
LONGEST_TYPED: Final = 40
_INITIALS: Final = re.compile(r"[a-z]{1,20}")
_DIGITS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class ElderHit:
    """Somebody found: what tells two namesakes apart, and nothing of number, category or means (S3)."""

    id: UUID
    name: str  # masked: 张*英
    birth_year: int
    village: str  # where she lives, or is registered


def elders_sought(*, actor: Actor, typed: str, on: date) -> tuple[ElderHit, ...]:
    """Return at most 20 elders that fit what was typed, by name; two statements, three where names hold it inside.

    Four digits are the end of a telephone number, letters the initials of a name, more digits a card; anything else
    is a name, those that begin so before those that hold it further in. OutOfScope.
    """
    actor.require_held(*COUNTERS)
    text = " ".join(typed.split())[:LONGEST_TYPED]
    if not text:
        return ()
    inside = in_scope(actor=actor, roles=COUNTERS, on=on)
    found = _first(inside.filter(_begins(text)), MOST_HITS)
    if _is_name(text) and len(text) > 1 and len(found) < MOST_HITS:
        known = [elder.id for elder in found]
        found += _first(inside.filter(name__contains=text).exclude(id__in=known), MOST_HITS - len(found))
    return _hits(found, on)


def elder_sought(*, actor: Actor, elder_id: UUID, on: date) -> ElderHit:
    """Return one elder of the counter's regions; two statements. OutOfScope, NoSuchElder."""
    actor.require_held(*COUNTERS)
    found = _first(in_scope(actor=actor, roles=COUNTERS, on=on).filter(id=elder_id), 1)
    if not found:
        raise NoSuchElder()
    return _hits(found, on)[0]


def _is_name(text: str) -> bool:
    return not _DIGITS.fullmatch(text) and not _INITIALS.fullmatch(text.lower())


def _begins(text: str) -> Q:
    if _DIGITS.fullmatch(text):
        if len(text) == TAIL_DIGITS:
            return Q(phone_tail_lookup=vault.lookup(text, purpose="phone tail"))
        return Q(credentials__code=text)
    if _INITIALS.fullmatch(text.lower()):
        # A name in Latin letters is typed as it is written; initials are small.
        return Q(initials__startswith=text.lower()) | Q(name__startswith=text)
    return Q(name__startswith=text) | Q(credentials__code=text.upper())


def _first(found: QuerySet[Elder], most: int) -> list[Elder]:
    return list(found.only("id", "name", "birth_on").order_by("name", "id")[:most])


def _hits(found: Sequence[Elder], on: date) -> tuple[ElderHit, ...]:
    """With the village each lives in; registered where nothing says that she lives elsewhere."""
    ids = [elder.id for elder in found]
    facts = Fact.objects.filter(in_force(on), elder_id__in=ids, kind__in=PLACE_KINDS, region__isnull=False)
    villages: dict[UUID, tuple[bool, str]] = {}
    for elder_id, kind, name in facts.order_by("from_on", "id").values_list("elder_id", "kind", "region__name"):
        lives = kind == Fact.Kind.RESIDENCE
        if lives or not villages.get(elder_id, (False, ""))[0]:
            villages[elder_id] = (lives, name)
    return tuple(
        ElderHit(elder.id, mask_name(elder.name), elder.birth_on.year, villages.get(elder.id, (False, ""))[1])
        for elder in found
    )
