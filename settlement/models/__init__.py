"""Tables of funds, policies, the ledger, claims, months, questions and what lists touch."""

from settlement.models.claims import Claim, Hold
from settlement.models.funding import Allotment, Fund, Part, Policy
from settlement.models.ledger import Account, Entry, Posting
from settlement.models.months import Books, Payable, Seal, SealedSums, Shift
from settlement.models.questions import Question, QuestionedMeal
from settlement.models.touching import Touching

__all__ = [
    "Account",
    "Allotment",
    "Books",
    "Claim",
    "Entry",
    "Fund",
    "Hold",
    "Part",
    "Payable",
    "Policy",
    "Posting",
    "Question",
    "QuestionedMeal",
    "Seal",
    "SealedSums",
    "Shift",
    "Touching",
]
