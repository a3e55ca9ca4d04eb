"""What of a month needs the devices: submission, which names silent ones, and the workbook, which names each one."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from canteen.auth import StaffSession, acting
from canteen.gateways.clock import now
from canteen.gateways.wire import Sent, Text
from kiosk.operations.months import submit_month
from kiosk.queries.month_sheet import XLSX, month_sheet

router = Router(auth=StaffSession(now), tags=["months"])


class Submitted(Schema):
    """The devices that may still hold meals of the month."""

    silent_kiosks: list[dict[str, Any]]


class SubmissionSent(Sent):
    """`digest` is that of the statement that was shown."""

    digest: Text
    reason: Text = ""


@router.post("/months/{books_id}/submission", response=Submitted, summary="Submit a month's books")
def post_submission(request: HttpRequest, books_id: UUID, sent: SubmissionSent) -> dict[str, object]:
    """From now on no new service facts enter; answer with the devices to ask about (D15, S4)."""
    silent = submit_month(
        actor=acting(request), books_id=books_id, reason=sent.reason, seen_digest=sent.digest, now=now()
    )
    return {"silent_kiosks": [kiosk.to_json() for kiosk in silent]}


@router.get("/months/{books_id}/workbook", response=None, summary="A sealed month as xlsx")
def get_workbook(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Answer with the same bytes every time."""
    sheet = month_sheet(actor=acting(request), books_id=books_id)
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(sheet.name)}"}
    return HttpResponse(sheet.body, content_type=XLSX, headers=named)
