"""Where the addresses of the clerk's desk lead: elders, cards, places, staff, devices, deeds."""

from typing import Final

from django.urls import URLPattern, URLResolver, include, path

from canteen.views import cards, elder_acts, elders
from kiosk.views.cards import print_card

ELDER_PAGES: Final = [
    path("elders", elders.elders, name="list"),
    path("elders/search", elders.seek, name="seek"),
    path("elders/registration", elder_acts.register, name="register"),
    path("elders/id-number", elder_acts.check, name="check"),
    path("elders/<uuid:elder_id>", elders.elder, name="elder"),
    path("elders/<uuid:elder_id>/fact", elder_acts.record, name="record"),
    path("elders/<uuid:elder_id>/death", elder_acts.death, name="death"),
    path("elders/<uuid:elder_id>/move", elder_acts.move, name="move"),
    path("elders/<uuid:elder_id>/phone", elder_acts.phone, name="phone"),
    path("elders/<uuid:elder_id>/id-number", elder_acts.id_number, name="id-number"),
    path("facts/<uuid:fact_id>/end", elder_acts.end, name="end"),
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

CLERK_PAGES: Final[list[URLPattern | URLResolver]] = [
    path("", include((ELDER_PAGES, "elders"))),
    path("", include((CARD_PAGES, "cards"))),
]
