"""Pages of money: the grid of months, one statement, what one payer bears, single entries, and acts about books."""

from settlement.views.acts import answer, approve, question, withdraw
from settlement.views.editor import policy_edit, policy_look, policy_new
from settlement.views.fund import fund
from settlement.views.fund_acts import fund_role
from settlement.views.funds import fund_list
from settlement.views.grid import months
from settlement.views.holds import holds
from settlement.views.meals import meals
from settlement.views.netting import advances, agree, propose, take_back
from settlement.views.policies import policy_list
from settlement.views.policy import policy
from settlement.views.policy_acts import policy_approve, policy_back, policy_check, policy_end, policy_withdraw
from settlement.views.policy_notice import policy_notice
from settlement.views.shifts import close, shift, shifts
from settlement.views.statement import payer, statement
from settlement.views.touched import touched
from settlement.views.trial import trial, trial_workbook
from settlement.views.trials import trial_cancel, trial_new, trial_progress, trials

__all__ = [
    "advances",
    "agree",
    "answer",
    "approve",
    "close",
    "fund",
    "fund_list",
    "fund_role",
    "holds",
    "meals",
    "months",
    "payer",
    "policy",
    "policy_approve",
    "policy_back",
    "policy_check",
    "policy_edit",
    "policy_end",
    "policy_list",
    "policy_look",
    "policy_new",
    "policy_notice",
    "policy_withdraw",
    "propose",
    "question",
    "shift",
    "shifts",
    "statement",
    "take_back",
    "touched",
    "trial",
    "trial_cancel",
    "trial_new",
    "trial_progress",
    "trial_workbook",
    "trials",
    "withdraw",
]
