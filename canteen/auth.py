"""Who acts: a session becomes a member of staff, and staff an actor with the duties in force on the day (S3, S5)."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth import authenticate, get_user, login, logout, update_session_auth_hash
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from canteen.core.errors import Refused
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.models import Staff
from canteen.operations.sign_in import begin_sign_in, end_sign_in, login_typed
from canteen.queries.staff import NoSuchStaff, actor_by_id


class NotSignedIn(Refused):
    """Sign in first."""

    code = "not-signed-in"
    zh = "请先登录"


class WrongPassword(Refused):
    """The login name or the password is wrong."""

    code = "wrong-password"
    zh = "登录名或密码不正确"


class PasswordGiven(Refused):
    """Somebody else made your password; set one of your own first, on the page for it."""

    code = "password-given"
    zh = "您的密码是别人设的，请先改成自己的密码"


class NotFromHere(Refused):
    """This request lacks the token that our own pages send along."""

    code = "not-from-here"
    zh = "请求缺少校验令牌，请刷新页面后再试"


class NotForDevices(Refused):
    """Devices reach the addresses of kiosks only."""

    code = "not-for-devices"
    zh = "终端不能访问此地址"


def actor_of(*, staff_id: UUID, on: date) -> Actor:
    """Return who a member of staff is on a day: a duty on a region covers its subtree as it is that day (D4).

    NotSignedIn for somebody who does not exist or has left.
    """
    try:
        return actor_by_id(staff_id=staff_id, on=on)
    except NoSuchStaff:
        raise NotSignedIn() from None


def actor_of_request(*, request: HttpRequest, now: datetime) -> Actor:
    """Return who makes a request with a session, and with the duties of today, not of the sign-in (S5); NotSignedIn."""
    known = getattr(request, "auth", None)
    if isinstance(known, Actor):
        return known  # asked at the door already
    staff = get_user(request)
    if not isinstance(staff, Staff):
        raise NotSignedIn()
    actor = actor_of(staff_id=staff.id, on=service_day(now))
    request.auth = actor  # type: ignore[attr-defined]  # where ninja keeps it too
    request.user = staff
    return actor


def require_own_password(*, request: HttpRequest) -> None:
    """Pass whoever acts unless somebody else made the password and knows it; PasswordGiven."""
    if isinstance(request.user, Staff) and request.user.is_password_given:
        raise PasswordGiven()


def sign_in(*, request: HttpRequest, login_name: str, password: str, now: datetime) -> Actor:
    """Begin a session under a new key. NotFromHere, LockedOut; WrongPassword says the same of an unknown name."""
    require_own_page(request=request)
    name = login_typed(login_name)
    begin_sign_in(login=name, now=now)
    staff = authenticate(request, username=name, password=password)
    if not isinstance(staff, Staff):
        raise WrongPassword()
    end_sign_in(login=name)
    login(request, staff)
    return actor_of(staff_id=staff.id, on=service_day(now))


def sign_out(*, request: HttpRequest) -> None:
    """End the session, on the server too."""
    logout(request)


def renew_session(*, request: HttpRequest) -> None:
    """Let this session live on, under a new key, after its owner's password was set: all others have ended (S5)."""
    staff = Staff.objects.get(id=acting(request).staff_id)
    request.user = staff  # or Django would look again, and find the session that has just lost its word
    update_session_auth_hash(request, staff)


def require_own_page(*, request: HttpRequest) -> None:
    """Pass when a request that changes something carries the CSRF token; NotFromHere (S7)."""
    if check_csrf(request) is not None:
        raise NotFromHere()


class StaffSession(APIKeyCookie):
    """Lets staff with a session pass, as `request.auth: Actor`; what the API demands unless an address says otherwise.

    The clock is handed in by the edge. A request with an Authorization header is a device's, and refused whatever
    cookie it also carries (K10).
    """

    param_name = "sessionid"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(csrf=False)  # asked for below, so that its no has our own shape
        self.clock = clock

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:
        """Return the actor. NotForDevices, NotSignedIn, NotFromHere."""
        if "Authorization" in request.headers:
            raise NotForDevices()
        actor = actor_of_request(request=request, now=self.clock())
        require_own_page(request=request)
        return actor


def acting(request: HttpRequest) -> Actor:
    """Return the actor that was let in at the door; NotSignedIn where a route forgot to demand one."""
    actor = getattr(request, "auth", None)
    if not isinstance(actor, Actor):
        raise NotSignedIn()
    return actor
