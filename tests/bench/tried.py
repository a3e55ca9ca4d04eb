"""What came of a trial in a large town: people who gain and lose, and every canteen, for its page to be bounded."""

from datetime import date
from uuid import UUID

from canteen.models import Canteen, Elder
from settlement.core.trial.meals import Eater, Meal, paid_of
from settlement.core.trial.pots import Budget, Pots
from settlement.core.trial.tally import Tally
from settlement.core.trial.told import told
from settlement.models import Trial


def tried(*, on: date) -> UUID:
    """Return a trial that is done, with as many people and canteens in what came of it as a page shows."""
    tally, paid = Tally(), (paid_of({"elder": 500, "fund:joint": 500}), paid_of({"elder": 400}))
    canteens = [str(each) for each in Canteen.objects.values_list("id", flat=True)]
    for number, elder_id in enumerate(Elder.objects.order_by("id").values_list("id", flat=True)[:200]):
        who, canteen = str(elder_id), canteens[number % len(canteens)]
        meal = Meal(who, who, canteen, on, on, "lunch", (), paid[number % 2], stands=False)
        tally.add(meal, Eater(date(1940, 1, 1), (), ()), paid[1 - number % 2])
    row = Trial.objects.filter(state="done").latest("id")
    row.result = told(tally, Pots(Budget.OPEN, {}, {}), from_on=on, until_on=on)
    row.save(update_fields=["result"])
    return row.id
