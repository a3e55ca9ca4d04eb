"""Money over HTTP, for staff with a session: facts that decide meals anew, funds, policies, months, holds, cash."""

from ninja import Router

from settlement.api.facts import router as facts_router
from settlement.api.funds import router as funds_router
from settlement.api.holds import router as holds_router
from settlement.api.months import router as months_router
from settlement.api.policies import router as policies_router
from settlement.api.questions import router as questions_router
from settlement.api.shifts import router as shifts_router

__all__ = ["router"]

router = Router()
_PARTS = (
    *(facts_router, funds_router, policies_router, months_router),
    *(questions_router, holds_router, shifts_router),
)
for _part in _PARTS:
    router.add_router("", _part)
