"""What stands beside the figures is signed with them: another thread, or other silent devices, stop it (S4)."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from pytest_django.fixtures import Settings

from canteen.core.scope import Role
from kiosk.models import CheckIn, Contact, Kiosk
from settlement.operations.questions import answer_books, question_books
from tests.kiosk.attempts import card, take
from tests.settlement.acting import CLOSING, actor, books_of, hand_in, maker
from tests.settlement.test_api import signed_in
from tests.settlement.test_pages import entered, staffed
from tests.town import Town, at, stand
from tests.web import signed, signed_on

pytestmark = pytest.mark.django_db
Form = dict[str, str]


@pytest.fixture(autouse=True)
def _on_the_first_of_december(settings: Settings) -> None:
    stand(settings, CLOSING)


class Page:
    """Somebody at the page of a month's signing."""

    def __init__(self, login: str, month: str) -> None:
        self.client, self.month = entered(login), month

    def shown(self) -> Form:
        """What the form would send."""
        return signed_on(self.client, self.month)

    def signs(self, act: str, form: Form) -> str:
        """Send it; "changed", or nothing."""
        said = self.client.post(f"{self.month}/{act}", form, follow=True).content.decode()
        return "changed" if "账目、疑问或静默终端与您看到的不一致" in said else ""


class Api(Page):
    """The same over HTTP."""

    def __init__(self, login: str, month: str) -> None:
        self.web, self.month = signed_in(login), month

    def shown(self) -> Form:
        return signed(self.web.get(f"{self.month}/signing")[1])

    def signs(self, act: str, form: Form) -> str:
        code, told = self.web.post(f"{self.month}/{act}", form)
        return "" if code == 200 else str(told["code"]).removeprefix("books-")


def asked_and_answered(town: Town, text: str) -> None:
    """A third of finance asks, and who handed the month in answers."""
    books, third = books_of(town), actor(town.counter, Role.FINANCE, canteens=town.canteens)
    question = question_books(actor=third, books_id=books.id, text=text, now=CLOSING)
    answer_books(actor=maker(town), books_id=books.id, question_id=question, text="已核对。", now=CLOSING)


@pytest.mark.parametrize("way", [Page, Api])
def test_who_approves_has_seen_every_question_and_answer(way: Callable[[str, str], Page]) -> None:
    town = staffed()
    hand_in(maker(town), books_of(town))
    second = way("second", f"/months/{books_of(town).id}")
    before = second.shown()
    assert before["mark"] == ""
    asked_and_answered(town, "为何多一份？")
    once = second.shown()
    assert once["digest"] == before["digest"]
    asked_and_answered(town, "为何又多一份？")
    for stale in (before, once, {**once, "mark": "x"}):
        assert second.signs("approval", stale) == "changed"
    assert books_of(town).state == "answered"
    assert second.signs("approval", second.shown()) == ""
    assert books_of(town).state == "sealed"


def test_the_thread_stands_on_the_page_of_signing() -> None:
    town = staffed()
    hand_in(maker(town), books_of(town))
    asked_and_answered(town, "为何多一份？")
    page = entered("second").get(f"/months/{books_of(town).id}/signing").content.decode()
    assert [words in page for words in ("为何多一份？", "已核对。")] == [True, True]


def test_the_draft_says_what_the_page_of_signing_says() -> None:
    town = staffed()
    Kiosk.objects.create(canteen=town.canteens[0], name="后门", secret_digest="0" * 64, enrolled_at=at(7))
    client, path = entered("clerk"), f"/months/{books_of(town).id}"
    for act in ("submission", ""):
        page = client.get(f"{path}/signing").content.decode()
        sheet = openpyxl.load_workbook(BytesIO(client.get(f"{path}/workbook").content)).worksheets[0]
        told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
        devices = page.split("<dt>静默终端</dt>")[1].split("</dd>")[0]
        assert (told["静默终端"], re.findall("<b>(.*?)</b>", devices)) == ("后门、终端1", ["后门", "终端1"])
        digest = page.split("<dt>内容摘要（SHA-256）</dt>")[1].split("</dd>")[0]
        assert told["内容摘要（SHA-256）"] == "".join(re.findall("<span>(.*?)</span>", digest))
        assert "封账摘要（SHA-256）" not in told
        if act:
            client.post(f"{path}/{act}", signed_on(client, path))


@pytest.mark.parametrize("way", [Page, Api])
def test_who_hands_in_has_seen_which_devices_are_silent(way: Callable[[str, str], Page]) -> None:
    town = staffed()
    last = CheckIn.objects.get().sequence or 0
    take(town.kiosks[0], {**card(town.cards[1], at(11, 10)), "sequence": last + 3}, at(12))
    first = way("clerk", f"/months/{books_of(town).id}")
    before = first.shown()
    heard = Contact.objects.filter(kiosk=town.kiosks[0])
    heard.update(at=CLOSING)
    assert first.signs("submission", before) == "changed"
    assert first.signs("submission", {**before, "mark": ""}) == "changed"
    assert books_of(town).state == "open"
    seen = first.shown()
    assert seen["digest"] == before["digest"]
    heard.update(at=CLOSING + timedelta(seconds=30))  # it is up, and still lacks two
    assert first.signs("submission", seen) == ""
    told = [(one["missing"], one["unheard"]) for one in books_of(town).silent_kiosks]
    assert (books_of(town).state, told) == ("submitted", [(2, False)])
