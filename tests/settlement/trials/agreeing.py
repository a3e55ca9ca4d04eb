"""Tries every policy in force on all meals of a town, beside plain sums over the ledger that know nothing of trials."""

from collections import Counter
from datetime import date, datetime

from canteen.core.scope import Actor
from settlement.core.trial.pots import Budget
from settlement.models import Policy, Trial
from settlement.operations.trials import start_trial
from tests.settlement.adding_up import plain_months
from tests.settlement.trials.trying import work


def trials_agree(actor: Actor, *, from_on: date, until_on: date, now: datetime) -> Counter[str]:
    """Return by payer what the policies in force say otherwise than the ledger does, in fen.

    What the trials found in the ledger has to be all there is: what elders ate, whoever pays for it.
    """
    old, new = Counter[str](), Counter[str]()
    for policy in Policy.objects.filter(state="approved"):
        trial_id = start_trial(
            actor=actor,
            policy_id=policy.id,
            region_id=policy.region_id,
            from_on=from_on,
            until_on=until_on,
            budget=Budget.ALLOTTED,
            now=now,
        )
        work(now)
        result = Trial.objects.get(id=trial_id).result
        assert result is not None
        old.update(result["whole"]["old"])
        new.update(result["whole"]["new"])
    told = Counter[str]()
    for plain in plain_months().values():
        told.update({payer: fen for payer, fen in plain.whole.items() if payer not in ("guest", "staff")})
    assert +old == +told
    new.subtract(old)
    return Counter({payer: fen for payer, fen in new.items() if fen})
