"""The registry over HTTP: session, places, elders and their credentials, staff and deeds; for staff with a session."""

from ninja import Router

from canteen.api import elders, places, session, staff
from canteen.auth import StaffSession
from canteen.gateways.clock import now

router = Router(auth=StaffSession(now))
router.add_router("/session", session.router)
for part in (places, elders, staff):
    router.add_router("", part.router)
