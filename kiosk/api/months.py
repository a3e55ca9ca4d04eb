"""What of a month needs the devices: submission, which names silent ones, and the workbook, which names each one."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from canteen.auth import StaffSession, acting
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.wire import Sent, Text
from kiosk.operations.months import submit_month
from kiosk.queries.month_sheet import XLSX, month_sheet
from kiosk.queries.signing import Signing, signing_of

router = Router(auth=StaffSession(now), tags=["months"])


class Submitted(Schema):
    """The devices that may still hold meals of the month."""

    silent_kiosks: list[dict[str, Any]]


class SigningShown(Schema):
    """What is signed: `digest` stands for the figures, `mark` for the questions and the silent devices with them.

    Both are sent back with a submission or an approval. `mark` is empty where there is nothing beside the figures; the
    questions themselves are at /months/{books_id}/questions.
    """

    digest: str
    mark: str
    silent_kiosks: list[dict[str, Any]]


class SubmissionSent(Sent):
    """`digest` and `mark` are those that were shown."""

    digest: Text
    mark: Text = ""
    reason: Text = ""


@router.get("/months/{books_id}/signing", response=SigningShown, summary="What a month's signature is given for")
def get_signing(request: HttpRequest, books_id: UUID) -> Signing:
    """Answer with what is handed in, or approved, beside the figures of the statement, and with the marks of both."""
    return signing_of(actor=acting(request), books_id=books_id, on=service_day(now()))


@router.post("/months/{books_id}/submission", response=Submitted, summary="Submit a month's books")
def post_submission(request: HttpRequest, books_id: UUID, sent: SubmissionSent) -> dict[str, object]:
    """From now on no new service facts enter; answer with the devices to ask about (D15, S4)."""
    silent = submit_month(
        actor=acting(request),
        books_id=books_id,
        reason=sent.reason,
        seen_digest=sent.digest,
        seen_mark=sent.mark,
        now=now(),
    )
    return {"silent_kiosks": [kiosk.to_json() for kiosk in silent]}


@router.get("/months/{books_id}/workbook", response=None, summary="A sealed month as xlsx")
def get_workbook(request: HttpRequest, books_id: UUID) -> HttpResponse:
    """Answer with the same bytes every time."""
    sheet = month_sheet(actor=acting(request), books_id=books_id)
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(sheet.name)}"}
    return HttpResponse(sheet.body, content_type=XLSX, headers=named)
