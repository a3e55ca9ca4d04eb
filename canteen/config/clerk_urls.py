"""Where the addresses of the clerk's desk lead: elders, cards, places, staff, devices, deeds."""

from typing import Final

from django.urls import URLPattern, URLResolver, include, path

from canteen.views import cards, deeds, elder_acts, elders, hours, organisations, place_acts, places, proposals, staff
from kiosk.views import canteen_closing, devices
from kiosk.views.cards import print_card
from settlement.views import facts, id_numbers, partings, withdrawals

ELDER_PAGES: Final = [
    path("elders", elders.elders, name="list"),
    path("elders/search", elders.seek, name="seek"),
    path("elders/registration", elder_acts.register, name="register"),
    path("elders/id-number", elder_acts.check, name="check"),
    path("elders/<uuid:elder_id>", elders.elder, name="elder"),
    path("elders/<uuid:elder_id>/fact", facts.record, name="record"),
    path("elders/<uuid:elder_id>/death", partings.death, name="death"),
    path("elders/<uuid:elder_id>/move", partings.move, name="move"),
    path("elders/<uuid:elder_id>/phone", elder_acts.phone, name="phone"),
    path("elders/<uuid:elder_id>/id-number", elder_acts.id_number, name="id-number"),
    path("elders/<uuid:elder_id>/id-number/correction", id_numbers.correct, name="correct-number"),
    path("facts/<uuid:fact_id>/end", facts.end, name="end"),
    path("facts/<uuid:fact_id>/withdrawal", withdrawals.withdraw, name="withdraw"),
]
CARD_PAGES: Final = [
    path("cards", cards.cards, name="list"),
    path("cards/search", cards.seek, name="seek"),
    path("elders/<uuid:elder_id>/card", cards.issue, name="issue-card"),
    path("elders/<uuid:elder_id>/printed-card", cards.issue_printed, name="issue-qr"),
    path("cards/<uuid:credential_id>/block", cards.block, name="block"),
    path("cards/<uuid:credential_id>/replacement", cards.replace, name="replace"),
    path("cards/<uuid:credential_id>/print", print_card, name="print"),
]
CANTEEN_PAGES: Final = [
    path("canteens", places.canteens, name="list"),
    path("canteens/registration", place_acts.register, name="register"),
    path("canteens/<uuid:canteen_id>", places.canteen, name="canteen"),
    path("canteens/<uuid:canteen_id>/hours", hours.change, name="hours"),
    path("canteens/<uuid:canteen_id>/hand-over", place_acts.hand_over, name="hand-over"),
    path("hand-over-proposals/<uuid:hand_over_proposal_id>", proposals.decide_hand_over, name="decide"),
    path("canteens/<uuid:canteen_id>/correction", place_acts.correct, name="correct"),
    path("canteens/<uuid:canteen_id>/closing", canteen_closing.close, name="close"),
    path("canteens/<uuid:canteen_id>/closing/withdrawal", canteen_closing.keep_open, name="keep-open"),
]
ORGANISATION_PAGES: Final = [
    path("organisations", organisations.organisations, name="list"),
    path("organisations/registration", place_acts.register_runner, name="register"),
    path("organisations/<uuid:organisation_id>", organisations.organisation, name="organisation"),
    path("organisations/<uuid:organisation_id>/account", proposals.account, name="account"),
    path("account-proposals/<uuid:account_proposal_id>", proposals.decide_account, name="decide"),
]
STAFF_PAGES: Final = [
    path("staff", staff.staff, name="list"),
    path("staff/registration", staff.register, name="register"),
    path("staff/<uuid:staff_id>", staff.person, name="person"),
    path("staff/<uuid:staff_id>/duty", staff.grant, name="grant"),
    path("staff/<uuid:staff_id>/reset", staff.reset, name="reset"),
    path("duties/<uuid:duty_id>/end", staff.end, name="end"),
    path("duty-proposals/<uuid:duty_proposal_id>", proposals.decide_duty, name="decide"),
]
DEVICE_PAGES: Final = [
    path("devices", devices.devices, name="list"),
    path("devices/enrolment", devices.enrolment, name="enrolment"),
    path("devices/<uuid:kiosk_id>/revocation", devices.revocation, name="revocation"),
]
DEED_PAGES: Final = [path("deeds", deeds.deeds, name="list")]

CLERK_PAGES: Final[list[URLPattern | URLResolver]] = [
    path("", include((ELDER_PAGES, "elders"))),
    path("", include((CARD_PAGES, "cards"))),
    path("", include((CANTEEN_PAGES, "canteens"))),
    path("", include((ORGANISATION_PAGES, "organisations"))),
    path("", include((STAFF_PAGES, "staff"))),
    path("", include((DEVICE_PAGES, "devices"))),
    path("", include((DEED_PAGES, "deeds"))),
]
