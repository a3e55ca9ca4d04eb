"""Tables of places, people, credentials and deeds."""

from canteen.models.credentials import ENDS_ON, Credential
from canteen.models.deeds import Deed, DeedLink
from canteen.models.imports import ColumnMap, Import, ImportPart, ImportRow, Sender
from canteen.models.people import Elder, Fact, SamePerson
from canteen.models.places import (
    BankAccount,
    Canteen,
    Hours,
    Level,
    Organisation,
    Region,
    RegionCode,
    RegionParent,
    Tenure,
)
from canteen.models.proposals import AccountProposal, DutyProposal, HandOverProposal, Outcome
from canteen.models.staff import Duty, ResetCode, SignInAttempt, Staff

__all__ = [
    "ENDS_ON",
    "AccountProposal",
    "BankAccount",
    "Canteen",
    "ColumnMap",
    "Credential",
    "Deed",
    "DeedLink",
    "Duty",
    "DutyProposal",
    "Elder",
    "Fact",
    "HandOverProposal",
    "Hours",
    "Import",
    "ImportPart",
    "ImportRow",
    "Level",
    "Organisation",
    "Outcome",
    "Region",
    "RegionCode",
    "RegionParent",
    "ResetCode",
    "SamePerson",
    "Sender",
    "SignInAttempt",
    "Staff",
    "Tenure",
]
