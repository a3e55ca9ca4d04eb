"""The kiosk's server as its page sees it: the wire contract over intercepted requests, with a network that can fail."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.test import Client
from playwright.sync_api import Route

Shells = dict[str, tuple[dict[str, str], bytes]]  # address → headers and body of a rendered page

ORIGIN = "https://kiosk.test"
PLAIN = "http://kiosk.test"  # what a trial without a certificate would open (K12)
STATIC = Path(__file__).resolve().parents[2] / "kiosk" / "static"
SPACE = UUID("0195f000-0000-7000-8000-000000000000")
LUNCH = datetime.fromisoformat("2026-11-21T11:05:00+08:00")
SALT = "00112233445566778899aabbccddeeff"
DEVICE = {
    "kiosk_id": str(uuid5(SPACE, "kiosk")),
    "token": "kiosk-1.secret",
    "canteen": {"id": str(uuid5(SPACE, "canteen")), "name": "向阳社区食堂"},
    "name": "门口一号",
}


def shells(*, language: str = "zh-hans") -> Shells:
    """Render the pages once, as the server would send them: path → (headers, body)."""
    client = Client(headers={"accept-language": language, "host": "localhost"})
    answers = {address: client.get(address) for address in ("/kiosk/", "/kiosk/enrol")}
    return {address: (dict(answer.headers), answer.content) for address, answer in answers.items()}


def pseudonym(code: str) -> str:
    """What the list knows a card number, or the hex card id of a QR, by."""
    return hashlib.sha256((SALT + code).encode()).hexdigest()[:16]


def proof_of(code: str) -> str:
    """What the list says with a price, and the promise brings back."""
    return "AAE" + hashlib.sha256(code.encode()).hexdigest()[:13]


@dataclass
class Diner:
    """An elder as the wire knows her: a masked name, a price already decided, and whether the list names her."""

    name: str = "张*三"
    fen: int = 400
    listed: bool = True
    blocked: bool = False

    @property
    def elder(self) -> str:
        return str(uuid5(SPACE, self.name))


@dataclass
class Wire:
    """Decides like the server and remembers what arrived. `network`: up, cut, lost (done, but no reply) or hanging."""

    shells: Shells
    diners: dict[str, Diner] = field(default_factory=dict)
    meals: list[dict[str, Any]] = field(default_factory=list)
    now: datetime = LUNCH
    network: str = "up"
    pin: str = "2468"
    revoked: bool = False
    poison: str | None = None  # a batch that holds this scan is not even read
    silent_about: str | None = None  # this scan gets no receipt
    until: datetime | None = None
    batches: list[list[dict[str, Any]]] = field(default_factory=list)
    check_ins: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    unchanged: int = 0  # how often a device that asked for the list had it already
    _hanging: list[Route] = field(default_factory=list)

    # --- network ----------------------------------------------------------------------------------------------------
    def route(self, route: Route) -> None:
        """Answer one intercepted request."""
        address = urlsplit(route.request.url)
        if f"{address.scheme}://{address.netloc}" not in {ORIGIN, PLAIN}:
            self.other.append(route.request.url)
            route.abort()
        elif address.path.startswith("/api/v1/kiosk/"):
            self._call(route, address.path.removeprefix("/api/v1/kiosk"))
        elif address.path in self.shells:
            headers, body = self.shells[address.path]
            route.fulfill(status=200, headers=headers, body=body)
        else:
            self._static(route, address.path)

    def _static(self, route: Route, address: str) -> None:
        file = STATIC / address.removeprefix("/static/")
        if not file.is_file():
            self.other.append(address)
            route.fulfill(status=404, body="")
            return
        kind = guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(status=200, content_type=kind, body=file.read_bytes())

    def _call(self, route: Route, address: str) -> None:
        self.asked.append(address)
        if self.network == "cut":
            route.abort("internetdisconnected")
            return
        if self.network == "hanging":
            self._hanging.append(route)
            return
        self._reply(route, address)

    def _reply(self, route: Route, address: str) -> None:
        number, answer = self.answer(address, json.loads(route.request.post_data or "null"))
        if self.network == "lost":
            route.abort("connectionreset")
            return
        tag = {"ETag": self.tag()} if address == "/list" and number == 200 else {}
        if tag and route.request.headers.get("if-none-match") == tag["ETag"]:
            self.unchanged += 1
            route.fulfill(status=304, headers={**tag, "Nuancan-Now": self.now.isoformat()})
            return
        route.fulfill(status=number, headers={"Content-Type": "application/json", **tag}, body=json.dumps(answer))

    def tag(self) -> str:
        """The tag of the list as it stands: the same as long as it says the same."""
        told = {key: value for key, value in self.price_list().items() if key not in {"now", "made_at"}}
        return f'W/"{hashlib.sha256(json.dumps(told).encode()).hexdigest()}"'

    def forget(self) -> None:
        """The page that asked is gone: nobody waits for the hanging answers any more."""
        self._hanging.clear()

    def release(self, then: str = "up") -> None:
        """Let the hanging requests through, in the order in which they came; those they bring forth find `then`."""
        self.network = then
        hanging, self._hanging = self._hanging, []
        for route in hanging:
            self._reply(route, urlsplit(route.request.url).path.removeprefix("/api/v1/kiosk"))

    # --- answers ----------------------------------------------------------------------------------------------------
    def answer(self, address: str, body: Any) -> tuple[int, dict[str, Any]]:
        """Return the HTTP number and JSON for a call."""
        if self.revoked and address != "/check-ins":
            return 403, {"type": "refused", "code": "device-unknown", "message": "Revoked.", "words": "终端已停用"}
        if address == "/list":
            return 200, self.price_list()
        if address == "/check-ins":
            return self._take(body["attempts"])
        if address == "/today":
            return 200, {"now": self.now.isoformat(), "served": len(self.served()), "items": self.today()}
        if address == "/counter/unlock":
            if body["pin"] != self.pin:
                return 403, {"type": "refused", "code": "pin-wrong", "message": "Wrong PIN.", "words": "口令不对"}
            until = (self.now + timedelta(minutes=10)).isoformat()
            return 200, {"staff": "李师傅", "token": "staff-token", "until": until}
        if address == "/enrol":
            if body["code"] != "123456789012":
                return 403, {
                    "type": "refused",
                    "code": "enrol-code-unknown",
                    "message": "Unknown.",
                    "words": "登记码不对",
                }
            return 200, DEVICE
        return 404, {"type": "not_found", "code": "not-found", "message": "Nothing here.", "words": "没有"}

    def _take(self, attempts: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        self.batches.append(attempts)
        if any(item["presented"] == self.poison for item in attempts if self.poison):
            return 422, {"type": "invalid", "code": "unreadable", "message": "No.", "words": "无法读取"}
        heard = [item for item in attempts if item["presented"] is None or item["presented"] != self.silent_about]
        return 200, {"now": self.now.isoformat(), "receipts": [self.receipt(item) for item in heard]}

    def price_list(self) -> dict[str, Any]:
        """The list of prices, with a full name and an ID number slipped in that the page must not keep."""
        return {
            "list_id": str(uuid5(SPACE, "list")),
            "made_at": self.now.isoformat(),
            "now": self.now.isoformat(),
            "canteen": DEVICE["canteen"],
            "service_on": "2026-11-21",
            "sitting": "lunch",
            "sitting_words": "午餐",
            "until": self.until.isoformat() if self.until else None,
            "meals": self.meals,
            "salt": SALT,
            "entries": {
                pseudonym(code): {
                    "m": self.meals[0]["id"],
                    "fen": diner.fen,
                    "n": diner.name,
                    "p": proof_of(code),
                    "full_name": "张小三",
                    "id_number": "330502194001011234",
                }
                for code, diner in self.diners.items()
                if diner.listed
            },
        }

    def receipt(self, item: dict[str, Any]) -> dict[str, Any]:
        """Decide an attempt once; the same id gets the stored receipt (R7)."""
        known = self.check_ins.get(item["id"])
        if known is None:
            known = self.check_ins[item["id"]] = {**self._decide(item), "id": item["id"], "item": item}
        return {key: value for key, value in known.items() if key not in {"item", "order_state"}}

    def _decide(self, item: dict[str, Any]) -> dict[str, Any]:
        blank = {"screen": "done", "reason": None, "name": None, "elder_fen": None, "counter": "已用餐"}
        if item["kind"] == "void":
            self.check_ins[item["of"]]["order_state"] = "voided"
            return {**blank, "decision": "voided", "counter": "已撤销"}
        if item["kind"] == "second":
            return {**blank, "decision": "served", "elder_fen": 1200}
        diner = self.diners.get(item["presented"])
        if diner is None or diner.blocked:
            words = "这张卡已挂失" if diner else "没有这张卡"
            return {**blank, "decision": "quarantined", "screen": "ask", "reason": "unknown", "counter": words}
        before = [kept for kept in self.check_ins.values() if kept["name"] == diner.name]
        if any(stands(kept) for kept in before):
            return {**blank, "decision": "repeat", "name": diner.name, "counter": "已登记过"}
        fen = min(diner.fen, item["promise"]["fen"]) if item["promise"] else diner.fen
        return {**blank, "decision": "served", "name": diner.name, "elder_fen": fen}

    def today(self) -> list[dict[str, Any]]:
        """The last check-ins, newest first."""
        by_name = {diner.name: diner for diner in self.diners.values()}
        return [
            {
                "id": kept["id"],
                "at": self.now.isoformat(),
                "name": kept["name"],
                "elder": by_name[kept["name"]].elder if kept["name"] in by_name else None,
                "decision": kept["decision"],
                "reason_words": kept["counter"],
                "elder_fen": kept["elder_fen"],
                "order_state": kept.get("order_state", "served"),
                "voidable": stands(kept),
            }
            for kept in reversed(self.check_ins.values())
        ]

    def served(self) -> list[dict[str, Any]]:
        """The check-ins that stand."""
        return [kept for kept in self.check_ins.values() if stands(kept)]


def stands(kept: dict[str, Any]) -> bool:
    """Say whether a check-in is a meal that nobody undid."""
    return kept["decision"] == "served" and kept.get("order_state") != "voided"


def meal(title: str, *dishes: str) -> dict[str, Any]:
    """A meal of the list."""
    return {"id": str(uuid5(SPACE, title)), "title": title, "price_fen": 1200, "dishes": list(dishes), "extras": []}
