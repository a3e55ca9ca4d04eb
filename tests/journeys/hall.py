"""The canteen of the journeys, opened over HTTP by the people who would do it; its clock stands where it is set."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from canteen.models.ids import new_id
from tests.county import WORD, County, at, county
from tests.town import DOCUMENT
from tests.web import BASE, Web

DAY = date(2026, 11, 20)
GIVEN = "a first word at the desk"
FUNDS: tuple[dict[str, Any], ...] = (
    {"key": "district", "name": "南浔区民政", "source": "budget"},
    {"key": "town", "name": "镇财政", "source": "budget"},
    {"key": "charity", "name": "慈善总会", "source": "charity"},
    {
        "key": "joint",
        "name": "区镇联合资金",
        "source": "joint",
        "parts": [{"fund_key": "district", "weight": 1}, {"fund_key": "town", "weight": 1}],
    },
)


class Clock:
    """Stands in for `datetime` at the edge: everybody reads the same instant until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self, zone: object) -> datetime:
        """The instant the clock stands at."""
        assert zone is UTC
        return self.instant


class Hall:
    """A canteen with one kiosk, four funds, a policy and three cards; `set_clock` moves everybody's time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, document: dict[str, Any] | None = None) -> None:
        self._document = document or DOCUMENT
        self.clock = Clock(at(8, on=DAY))
        monkeypatch.setattr("canteen.gateways.clock.datetime", self.clock)
        self.made: County = county()
        self.canteen_id = str(self.made.here.canteen_id)
        self.elders = [str(elder_id) for elder_id in self.made.here.elders]
        self.cards = ["80000001", "80000002"]
        self._webs: dict[tuple[str, datetime], Web] = {}
        self._open()
        self.kiosk, self.header = self._enrol("门口")
        self._sequence = 0

    def set_clock(self, instant: datetime) -> None:
        """Move the clock for all."""
        self.clock.instant = instant

    def staff(self, login: str) -> Web:
        """Somebody's browser, signed in at this very instant: "here-clerk", "here-manager", "here-finance" …"""
        key = (login, self.clock.instant)
        if key not in self._webs:
            self._webs[key] = Web()
            assert self._webs[key].sign_in(login, WORD)[0] == 201
        return self._webs[key]

    def made_by(self, login: str, path: str, body: object) -> str:
        """Post as somebody, and return the id of what was made."""
        status, answer = self.staff(login).post(path, body)
        assert status == 201, answer
        return str(answer["id"])

    def _makes_an_own_password(self, login: str) -> None:
        """Before anything else, for the one it began with is known to whoever registered it."""
        browser = Client()
        assert browser.post("/login", {"login": login, "password": GIVEN}).status_code == 302
        own = {"old": GIVEN, "new": WORD, "again": WORD}
        assert browser.post("/me/password", own).status_code == 302

    def _open(self) -> None:
        for number, elder_id in enumerate(self.elders):
            self.made_by("here-clerk", f"/elders/{elder_id}/credentials", {"number": self.cards[number]})
        pin_staff = {"login": "window", "name": "窗口小林", "password": GIVEN, "pin": "2468"}
        self.counter_id = self.made_by("here-clerk", "/staff", pin_staff)
        self._makes_an_own_password("window")
        duty = {"role": "counter", "canteen_id": self.canteen_id, "from_on": "2026-01-01"}
        self.made_by("here-clerk", f"/staff/{self.counter_id}/duties", duty)
        for fund in FUNDS:
            self.made_by("here-finance", "/funds", fund | {"region_id": str(self.made.here.region_id)})
        for key in ("district", "town", "charity"):
            self.made_by("here-finance", f"/funds/{key}/appropriations", {"fen": 100_000})
        for key, fen in (("joint", 20_000), ("charity", 5_000)):
            self.allot(key, fen)
        region = {"region_id": str(self.made.here.region_id), "from_on": "2026-01-01", "document": self._document}
        self.policy_id = self.made_by("here-clerk", "/policies", region)
        _, answer = self.staff("here-finance").get(f"/policies/{self.policy_id}")
        shown = {"digest": answer["policy"]["digest"]}
        assert self.staff("here-clerk").post(f"/policies/{self.policy_id}/check", shown) == (204, None)
        approval = shown | {"mark": self.staff("here-finance").get(f"/policies/{self.policy_id}/difference")[1]["mark"]}
        assert self.staff("here-finance").post(f"/policies/{self.policy_id}/approval", approval) == (204, None)

    def allot(self, key: str, fen: int, month: str = "2026-11") -> str:
        """Let the canteen draw more of a fund in a month."""
        sent = {"canteen_id": self.canteen_id, "month": month, "fen": fen}
        return self.made_by("here-finance", f"/funds/{key}/allotments", sent)

    def offer(self, on: date = DAY, price_fen: int = 1000) -> str:
        """Register a lunch, publish it, and return its id."""
        meal = {"service_on": on.isoformat(), "sitting": "lunch", "title": "套餐", "price_fen": price_fen}
        sent = meal | {"canteen_id": self.canteen_id, "portions": 50, "dishes": ["红烧肉", "青菜"]}
        meal_id = self.made_by("here-manager", "/meals", sent)
        assert self.staff("here-manager").post(f"/meals/{meal_id}/publish", {}) == (204, None)
        return meal_id

    def _enrol(self, name: str) -> tuple[str, dict[str, str]]:
        status, opened = self.staff("here-manager").post(
            "/devices/enrolments", {"canteen_id": self.canteen_id, "name": name}
        )
        assert status == 201
        made = Client().post(f"{BASE}/kiosk/enrol", opened, content_type="application/json").json()
        return made["kiosk_id"], {"Authorization": f"Device {made['token']}"}

    # --- the kiosk ----------------------------------------------------------------------------------------------------

    def price_list(self) -> dict[str, Any]:
        """What the kiosk is told to promise."""
        answer: dict[str, Any] = Client().get(f"{BASE}/kiosk/list", headers=self.header).json()
        return answer

    def listed(self, card: str) -> dict[str, Any]:
        """A promise and its meal for a card, as the kiosk looks them up by pseudonym."""
        told = self.price_list()
        entry = told["entries"][hashlib.sha256((told["salt"] + card).encode()).hexdigest()[:16]]
        return {"meal": entry["m"], "promise": {"fen": entry["fen"], "list": told["list_id"], "proof": entry["p"]}}

    def item(self, kind: str, **more: Any) -> dict[str, Any]:
        """An attempt as the device stores it before it sends anything."""
        self._sequence += 1
        made_at = more.pop("made_at", self.clock.instant).isoformat()
        return {"id": str(new_id()), "sequence": self._sequence, "kind": kind, "made_at": made_at, **more}

    def present(self, card: str, **more: Any) -> dict[str, Any]:
        """Hold a card to the screen, and return the receipt."""
        return self.send(self.item("present", presented=card, **more))[0]

    def send(self, *items: Any) -> list[dict[str, Any]]:
        """Hand a batch in, and return its receipts."""
        sent = {"sent_at": self.clock.instant.isoformat(), "attempts": list(items)}
        response = Client().post(f"{BASE}/kiosk/check-ins", sent, content_type="application/json", headers=self.header)
        assert response.status_code == 200, response.content
        receipts: list[dict[str, Any]] = response.json()["receipts"]
        return receipts

    def unlock(self) -> str:
        """Unlock the counter strip by PIN, and return what its attempts carry."""
        answer = Client().post(
            f"{BASE}/kiosk/counter/unlock", {"pin": "2468"}, content_type="application/json", headers=self.header
        )
        return str(answer.json()["token"])

    def today(self) -> dict[str, Any]:
        """What the counter strip shows."""
        answer: dict[str, Any] = Client().get(f"{BASE}/kiosk/today", headers=self.header).json()
        return answer
