"""A month is handed in by one and sealed by another; then nothing in it changes, and late facts go on (D15, D16)."""

import pytest

from settlement.models import Payable
from settlement.queries.closing import verify_seal
from settlement.queries.discrepancies import discrepancies
from tests.settlement.acting import books_of, close, eat, fund_month
from tests.town import at, small_town

pytestmark = pytest.mark.django_db


def test_a_sealed_month_is_apportioned_released_and_owed_to_the_fen() -> None:
    town = small_town(allotted_fen={})
    fund_month(town, allotted_fen={"joint": 2001, "charity": 1000})
    for number in range(3):
        eat(town, number, at(11, number))
    assert discrepancies(books=books_of(town)) == ()
    books = close(town)
    verified = verify_seal(books_id=books.id)
    assert verified is not None
    assert verified.whole
    owed = dict(Payable.objects.values_list("fund__key", "fen"))
    assert owed == {"district": 750, "town": 750, "charity": 300}
    assert discrepancies(books=books) == ()
