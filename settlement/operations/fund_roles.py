"""Says by which role policies find a fund where they follow an elder home, such as "meals" (D9)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from canteen.core.errors import Conflict, Invalid
from canteen.core.keys import is_key
from canteen.core.scope import Actor, Role
from canteen.operations.deeds import do
from settlement.queries.funds import fund_by_key


class BadRole(Invalid):
    """A role is lower-case letters, digits and single hyphens, at most 40 characters; or empty."""

    code = "bad-role"
    zh = "用途代号只能用小写字母、数字和单个连字符，最多 40 个字符"


class RoleTaken(Conflict):
    """Another fund of this region has this role."""

    code = "role-taken"
    zh = "本区划已有资金使用这个用途代号"


def assign_role(*, actor: Actor, fund_key: str, role: str, now: datetime, reason: str = "") -> None:
    """Say what policies ask the fund's region for to find this fund; empty for nothing. Finance of its region does it.

    Meals that were served stay as they were split. OutOfScope, NoSuchFund, BadRole, RoleTaken.
    """
    actor.require_held(Role.FINANCE)
    if mistakes := mistaken_role(role=role):
        raise BadRole(mistakes)
    fund = fund_by_key(key=fund_key)
    actor.require_region(Role.FINANCE, region_id=fund.region_id)
    before, fund.role = fund.role, role
    try:
        with transaction.atomic():
            fund.save(update_fields=["role"])
            do(
                staff_id=actor.staff_id,
                verb="assign-role",
                subject_kind="fund",
                subject_id=fund.id,
                reason=reason,
                detail={"role": role, "before": before},
                now=now,
            )
    except IntegrityError:
        raise RoleTaken() from None


def mistaken_role(*, role: str) -> list[tuple[str, str]]:
    """Return what is wrong with a role: nothing where it is empty, or a key as policies write them."""
    good = not role or is_key(role)
    return [] if good else [("role", "must be lower-case letters, digits, single hyphens")]
