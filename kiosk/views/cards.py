"""Printing a QR card: the code is signed and drawn here, for the registry below knows no keys of kiosks (K7)."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.exports import download
from canteen.gateways.forms import Form
from canteen.operations.credentials import ISSUERS
from canteen.operations.opening import print_credential
from canteen.queries.credentials import credential_holder
from canteen.queries.elder_page import elder_named
from canteen.queries.elders import RECORD_READERS
from kiosk.core.credential import QrCard
from kiosk.gateways.cards import PrintedCard, sheet_pdf
from kiosk.gateways.signatures import signed_text

PDF = "application/pdf"


@never_cache
@require_http_methods(["GET", "POST"])
def print_card(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Ask, then answer with the card as a page to print; who printed it is written down."""
    actor, at = acting(request), now()
    elder_id = credential_holder(credential_id=credential_id)
    who = elder_named(actor=actor, elder_id=elder_id, roles=ISSUERS, on=service_day(at))
    reads = actor.holds(*RECORD_READERS)
    act = Act(
        title=_("打印二维码卡"),
        button=_("下载可打印的卡（PDF）"),
        back=reverse("elders:elder", args=[elder_id]) if reads else reverse("cards:list"),
        back_words=who.name if reads else _("返回"),
        lead=_("打印的卡和原卡一样能用，请只交给本人；每次打印都会记下来。"),
        about=who.name,
    )

    def do(values: dict[str, object]) -> HttpResponse:
        found = print_credential(actor=actor, credential_id=credential_id, now=at)
        card = QrCard(bytes.fromhex(found.code), found.issued_on, found.expires_on)
        page = sheet_pdf([PrintedCard(found.name, signed_text(card), found.expires_on - timedelta(days=1))])
        return download(name=_("助餐卡") + ".pdf", body=page, content_type=PDF)

    return act_page(request, act=act, form=Form([]), do=do)
