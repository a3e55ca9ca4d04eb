"""Pages of money: the grid of months, one statement, what one payer bears, single entries, and acts about books."""

from settlement.views.acts import answer, approve, question, withdraw
from settlement.views.fund import fund
from settlement.views.funds import fund_list, policy, policy_list
from settlement.views.grid import months
from settlement.views.holds import holds
from settlement.views.meals import meals
from settlement.views.shifts import close, shift, shifts
from settlement.views.statement import payer, statement
from settlement.views.touched import touched

__all__ = [
    "answer",
    "approve",
    "close",
    "fund",
    "fund_list",
    "holds",
    "meals",
    "months",
    "payer",
    "policy",
    "policy_list",
    "question",
    "shift",
    "shifts",
    "statement",
    "touched",
    "withdraw",
]
