"""A town large enough that a benchmark never serves one person twice in a sitting."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from canteen.core.sitting import ZONE
from canteen.models import Credential, Elder, Fact
from canteen.models.ids import new_id
from tests.town import Town, add_elder, small_town

CANTEENS = 4
KIOSKS = 2
ELDERS = 400
DAYS = 30


@dataclass(frozen=True, slots=True)
class Scan:
    """One card at one kiosk of one sitting, never the same twice."""

    kiosk: int
    card: str
    made_at: datetime


def build() -> Town:
    """Write the town down: meals for a month of days, elders with cards and a category each, room in the allotments."""
    today = datetime.now(UTC).astimezone(ZONE).date()
    days = tuple(today - timedelta(days=back) for back in range(1, DAYS + 1))
    town = small_town(canteens=CANTEENS, kiosks=KIOSKS, elders=0, days=days)
    for number in range(ELDERS):
        add_elder(
            town, number, birth_on=date(1936 + number % 24, 5, 1), categories=("dibao",) if number % 5 == 0 else ()
        )
    return town


def scans(town: Town) -> Iterator[Scan]:
    """Every card once in every sitting, spread over all kiosks; the order is the same in every run."""
    days = sorted({day for _, day, _ in town.meals}, reverse=True)
    kiosks = itertools.cycle(range(len(town.kiosks)))
    for day, hour in itertools.product(days, (11, 17)):
        made_at = datetime(day.year, day.month, day.day, hour, 5, tzinfo=ZONE).astimezone(UTC)
        for card in town.cards:
            yield Scan(next(kiosks), card, made_at)


def counted() -> dict[str, int]:
    """How large the registry is."""
    return {model.__name__: model.objects.count() for model in (Elder, Credential, Fact)}


def attempt(scan: Scan, sequence: int) -> dict[str, Any]:
    """The item of a batch that a kiosk would send for this scan."""
    return {
        "id": str(new_id()),
        "sequence": sequence,
        "kind": "present",
        "presented": scan.card,
        "made_at": scan.made_at.isoformat(),
    }
