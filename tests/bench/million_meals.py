"""The SQL of single meals: order, line, entry, postings, claim, hold and check-in of each; some undone, some held."""

import json

from tests.bench.insert_select import insert_select, uuid_of

EXPLANATION = {
    "elder_fen": 400,
    "suspense_fen": 0,
    "shares": [
        {
            "payer": payer,
            "layer": layer,
            "line": 0,
            "fen": fen,
            "reason": {"code": code, "layer": layer, "tier": tier, "numbers": numbers},
        }
        for payer, layer, fen, code, tier, numbers in (
            ("fund:joint", "town", 500, "fixed", 0, {"fixed_fen": 500}),
            ("canteen", "canteen", 100, "fixed", None, {"fixed_fen": 100}),
            ("elder", "", 400, "remainder", None, {}),
        )
    ],
    "claims": [{"limit": "sitting", "period": "2026-11-20/lunch", "ordinal": 1}],
    "draws": {"joint": 500},
    "skipped": [],
}
EATEN_TWICE = {
    "elder_fen": 0,
    "suspense_fen": 1000,
    "shares": [
        {
            "payer": "suspense",
            "layer": "",
            "line": 0,
            "fen": 1000,
            "reason": {"code": "eaten-twice", "layer": "", "tier": None, "numbers": {}},
        }
    ],
    "claims": [],
    "draws": {},
    "skipped": [],
}
ENTRY, UNDONE, ORDER = uuid_of("e00"), uuid_of("e01"), uuid_of("001")


def rows() -> list[str]:
    """Return the statements that write every row of every meal, from the temporary table `posted`."""
    return [*_portions(), *_entries(), *_postings(), *_limits(), *_check_ins()]


def _portions() -> list[str]:
    return [
        insert_select(
            "ordering.Order",
            {
                "id": uuid_of("001"),
                "meal_id": "meal_id",
                "canteen_id": "canteen_id",
                "elder_id": "elder_id",
                "person_id": "elder_id",
                "service_on": "day",
                "sitting": "'lunch'",
                "origin": "'walk-in'",
                "state": "CASE WHEN voided THEN 'voided' ELSE 'served' END",
                "placed_at": "at",
                "served_at": "at",
            },
            "posted",
        ),
        insert_select(
            "ordering.Line",
            {
                "id": uuid_of("002"),
                "order_id": uuid_of("001"),
                "position": "0",
                "kind": "'set'",
                "name": "'套餐'",
                "fen": "1000",
            },
            "posted",
        ),
    ]


def _entries() -> list[str]:
    said, held = (f"'{json.dumps(each)}'::jsonb" for each in (EXPLANATION, EATEN_TWICE))
    explanation = f"CASE WHEN twice THEN {held} ELSE {said} END"
    about = {"books_id": "books_id", "service_on": "day", "order_id": ORDER, "policy_id": "policy.id"}
    policy = "posted CROSS JOIN settlement_policy policy"
    return [
        insert_select(
            "settlement.Entry",
            {"id": ENTRY, "kind": "'meal'", "recorded_at": "at", "explanation": explanation, **about},
            policy,
        ),
        insert_select(
            "settlement.Entry",
            {
                "id": UNDONE,
                "kind": "'reversal'",
                "reverses_id": ENTRY,
                "recorded_at": "at + interval '5 minutes'",
                "explanation": "'{}'::jsonb",
                **about,
            },
            f"{policy} WHERE voided",
        ),
    ]


def _postings() -> list[str]:
    paid = "(0, 'joint', 500), (1, 'borne', 100), (2, 'due', 400)"
    shares = f"(VALUES {paid}, (0, 'suspense', 1000)) share(position, payer, fen) ON twice = (share.payer = 'suspense')"
    rest = "WHEN held OR twice THEN suspense_id ELSE borne_id END"
    payer = f"CASE WHEN payer = 'joint' THEN joint_id WHEN payer = 'due' THEN due_id {rest}"
    posting = {"month": "month", "canteen_id": "canteen_id", "fen": "share.fen", "position": "share.position"}
    return [
        *(
            insert_select(
                "settlement.Posting",
                {
                    "id": uuid_of(kind, "n::bigint * 4 + share.position"),
                    "entry_id": of,
                    "debit_id": debit,
                    "credit_id": credit,
                    **posting,
                },
                f"posted JOIN {shares} {where}",
            )
            for kind, of, debit, credit, where in (
                ("f00", ENTRY, payer, "earned_id", ""),
                ("f01", UNDONE, "earned_id", payer, "WHERE voided"),
            )
        ),
    ]


def _limits() -> list[str]:
    return [
        insert_select(
            "settlement.Claim",
            {
                "id": uuid_of("c00"),
                "person_id": "elder_id",
                "limit_key": "'sitting'",
                "period": "day || '/' || n",
                "ordinal": "1",
                "entry_id": ENTRY,
                "released_by_id": f"CASE WHEN voided THEN {UNDONE} END",
            },
            "posted WHERE NOT twice",
        ),
        insert_select(
            "settlement.Hold",
            {
                "id": uuid_of("c01"),
                "entry_id": ENTRY,
                "canteen_id": "canteen_id",
                "fen": "CASE WHEN twice THEN 1000 ELSE 100 END",
                "reason": "CASE WHEN twice THEN 'eaten-twice' ELSE 'held' END",
                "opened_at": "at",
            },
            "posted WHERE (held OR twice) AND NOT voided",
        ),
    ]


def _check_ins() -> list[str]:
    return [
        insert_select(
            "kiosk.CheckIn",
            {
                "id": uuid_of("c02"),
                "kiosk_id": "kiosk.id",
                "attempt_id": uuid_of("c02"),
                "sequence": "n",
                "fingerprint": "md5(n::text) || md5(n::text)",
                "kind": "'present'",
                "canteen_id": "posted.canteen_id",
                "presented_at": "at",
                "received_at": "CASE WHEN twice THEN at + interval '2 hours' ELSE at END",
                "service_on": "day",
                "sitting": "'lunch'",
                "decision": "'served'",
                "elder_id": "elder_id",
                "order_id": uuid_of("001"),
                "entry_id": ENTRY,
                "promised_fen": "CASE WHEN twice THEN 400 END",
                "decided_fen": "CASE WHEN twice THEN 0 ELSE 400 END",
                "reason": "CASE WHEN twice THEN 'eaten-twice' ELSE '' END",
                "evidence": "'{}'::jsonb",
            },
            "posted JOIN kiosk_kiosk kiosk ON kiosk.canteen_id = posted.canteen_id",
        ),
    ]
