"""Tables of funds, policies, the ledger, claims, months, questions and what lists touch."""

from settlement.models.claims import Claim, Hold
from settlement.models.funding import Allotment, Fund, Part, Policy
from settlement.models.ledger import Account, Entry, Posting
from settlement.models.months import Books, Payable, Seal, SealedSums, Shift
from settlement.models.netting import Netting, Receivable
from settlement.models.questions import Question, QuestionedMeal
from settlement.models.touching import Touching
from settlement.models.trials import Trial

__all__ = [
    "Account",
    "Allotment",
    "Books",
    "Claim",
    "Entry",
    "Fund",
    "Hold",
    "Netting",
    "Part",
    "Payable",
    "Policy",
    "Posting",
    "Question",
    "QuestionedMeal",
    "Receivable",
    "Seal",
    "SealedSums",
    "Shift",
    "Touching",
    "Trial",
]
