"""Signing in, signing out, and who one is."""

from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import acting, sign_in, sign_out
from canteen.core.scope import Actor, Role
from canteen.gateways.clock import now
from canteen.gateways.wire import Sent, Text

router = Router(tags=["session"])


class SignIn(Sent):
    login: Text
    password: Text


class DutyHeld(Schema):
    role: Role
    canteens: list[UUID]
    regions: list[UUID]


class Session(Schema):
    """Who is signed in, and how far the duties of today reach."""

    staff_id: UUID
    name: str
    duties: list[DutyHeld]


@router.get("", response=Session, summary="Who am I, and how far do my duties reach")
def get_session(request: HttpRequest) -> Session:
    """Answer with the duties in force today; a page learns its CSRF token along the way."""
    get_token(request)
    return _session(acting(request))


@router.post("", response={201: Session}, auth=None, summary="Sign in")
def post_session(request: HttpRequest, asked: SignIn) -> Status[Session]:
    """Begin a session. Needs the CSRF token, whose cookie comes with any answer of GET, a 401 too (S7)."""
    actor = sign_in(request=request, login_name=asked.login, password=asked.password, now=now())
    return Status(201, _session(actor))


@router.delete("", response={204: None}, summary="Sign out")
def delete_session(request: HttpRequest) -> Status[None]:
    """End the session, on the server too."""
    sign_out(request=request)
    return Status(204, None)


def _session(actor: Actor) -> Session:
    duties = [
        DutyHeld(role=duty.role, canteens=sorted(duty.canteens), regions=sorted(duty.regions)) for duty in actor.duties
    ]
    return Session(staff_id=actor.staff_id, name=actor.name, duties=duties)
