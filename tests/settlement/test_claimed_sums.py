"""What a claim takes of a limit in fen: written with the meal, told to the next, freed by its undoing (D8)."""

from dataclasses import replace
from uuid import UUID

import pytest

from settlement.core.split import split
from settlement.models import Claim
from settlement.operations import settle
from settlement.queries.settling import settling
from tests.settlement.acting import NOVEMBER, eat, undo
from tests.town import DAY, Town, at, small_town

pytestmark = pytest.mark.django_db


def used(town: Town, person_id: UUID) -> object:
    """What the next meal of that day is told of her claims."""
    return settling(
        person_id=person_id,
        service_on=DAY,
        sitting="lunch",
        canteen_id=town.canteens[0].id,
        month=NOVEMBER.first,
        region_path=[town.region.id, town.district.id],
    ).used


def test_the_next_meal_is_told_what_claims_took(monkeypatch: pytest.MonkeyPatch) -> None:
    def asking(policy: object, case: object) -> object:
        """Decide as ever, but say of each claim how much it took."""
        decided = split(policy, case)  # type: ignore[arg-type]  # as they came
        return replace(decided, claims=tuple(one._replace(fen=350) for one in decided.claims))

    monkeypatch.setattr(settle, "split", asking)
    town = small_town()
    receipt = eat(town, 0, at(11))
    assert list(Claim.objects.values_list("limit_key", "ordinal", "fen")) == [("sitting", 1, 350)]
    assert used(town, town.elders[0].id) == {("sitting", f"{DAY}/lunch"): {1: 350}}
    assert used(town, town.elders[1].id) == {}
    undo(town, receipt, at(11, 5))
    assert used(town, town.elders[0].id) == {}


def test_a_claim_of_a_limit_that_only_counts_takes_nothing() -> None:
    town = small_town()
    eat(town, 0, at(11))
    assert used(town, town.elders[0].id) == {("sitting", f"{DAY}/lunch"): {1: 0}}
