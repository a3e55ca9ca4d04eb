"""What concerns whoever is signed in: who am I, how far do my duties reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.scope import Actor, Role
from canteen.queries.names import canteen_names

MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A duty in words: the role, and where."""

    words: str
    places: str


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Answer with the reader's name and duties."""
    actor = acting(request)
    return render(request, "canteen/me.html", {"actor": actor, "duties": duties_shown(actor=actor)})


def duties_shown(*, actor: Actor) -> list[DutyShown]:
    """Return the duties in force, in words; the first few places of each by name."""
    names = canteen_names(canteen_ids={canteen for duty in actor.duties for canteen in duty.canteens})
    return [DutyShown(role_words(duty.role), _places(names, duty.canteens)) for duty in actor.duties]


def role_words(role: Role) -> str:
    """Return what a role is called."""
    return {
        Role.COUNTER: _("窗口"),
        Role.MANAGER: _("食堂负责人"),
        Role.CLERK: _("民政经办"),
        Role.FINANCE: _("财务"),
        Role.AUDITOR: _("审计"),
        Role.SUPPORT: _("技术支持"),
    }[role]


def _places(names: Mapping[UUID, str], canteens: frozenset[UUID]) -> str:
    """The first few names, and how many there are when not all are shown."""
    known = sorted(names[each] for each in canteens)
    shown = _("、").join(known[:MOST_NAMED])
    if len(known) <= MOST_NAMED:
        return shown
    return _("%(shown)s等 %(count)d 处") % {"shown": shown, "count": len(known)}
