"""Who presented what at which canteen: the registry's half of a check-in's gathering (D20)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.gateways import vault
from canteen.models.sql import as_id, as_id_or_none, as_instant, is_postgres, lock, rows

_PATH = """
    (WITH RECURSIVE up(id, depth) AS (
        SELECT canteen.region_id, 0
        UNION ALL
        SELECT link.parent_id, up.depth + 1 FROM up JOIN canteen_regionparent link ON link.region_id = up.id
        WHERE link.from_on <= %s AND (link.until_on IS NULL OR link.until_on > %s) AND up.depth < 12)
     SELECT {join} FROM up)"""

# The tenure last begun: meals between two tenures are the former organisation's, for somebody did cook them. What comes
# before the first tenure (a rehearsal before the opening, a clock set back) is the first organisation's, or it would
# stand at the head of a device's queue for ever.
_TENURE = """
    COALESCE(
        (SELECT tenure.organisation_id FROM canteen_tenure tenure
         WHERE tenure.canteen_id = canteen.id AND tenure.from_on <= %s ORDER BY tenure.from_on DESC LIMIT 1),
        (SELECT tenure.organisation_id FROM canteen_tenure tenure
         WHERE tenure.canteen_id = canteen.id ORDER BY tenure.from_on LIMIT 1))"""

_PRESENTED = """
    SELECT {tenure} , {path} , credential.id, credential.blocked_at, credential.replaced_by_id,
           elder.id, COALESCE(same.person_id, elder.id), elder.name
    FROM canteen_canteen canteen
    LEFT JOIN canteen_credential credential ON credential.code = %s
    LEFT JOIN canteen_elder elder ON elder.id = COALESCE(credential.elder_id, %s)
    LEFT JOIN canteen_sameperson same ON same.elder_id = elder.id AND same.from_on <= %s
        AND (same.until_on IS NULL OR same.until_on > %s)
    WHERE canteen.id = %s"""

_JOIN = {True: "string_agg(depth || ':' || id, ',')", False: "group_concat(depth || ':' || id)"}

_LOCK_ELDER = "SELECT birth_on FROM canteen_elder WHERE id = %s"

_FACTS = """
    SELECT fact.id, fact.kind, fact.value_sealed, fact.level, fact.from_on FROM canteen_fact fact
    WHERE fact.elder_id IN (%s, %s) AND fact.from_on <= %s AND (fact.until_on IS NULL OR fact.until_on > %s)
    ORDER BY fact.from_on, fact.id"""


@dataclass(frozen=True, slots=True)
class Presented:
    """What the registry knows of a scan at a canteen on a day; ids are empty where nothing was found."""

    organisation_id: UUID | None
    region_path: tuple[UUID, ...]  # narrowest first
    credential_id: UUID | None
    blocked_at: datetime | None
    replaced: bool
    elder_id: UUID | None
    person_id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class FactInForce:
    """A fact that holds on the service date, opened."""

    kind: str
    value: str
    level: str
    from_on: date


def presented(*, canteen_id: UUID, code: str | None, elder_id: UUID | None, on: date) -> Presented:
    """Return what stands behind a credential's `code`, or behind an elder chosen by name, on a service date."""
    join = _JOIN[is_postgres()]
    sql = _PRESENTED.format(tenure=_TENURE, path=_PATH.format(join=join))
    found = rows(sql, (on, on, on, code or "", elder_id, on, on, canteen_id))
    organisation, path, credential, blocked_at, replaced_by, elder, person, name = found[0]
    steps = sorted((int(depth), region) for depth, _, region in (step.partition(":") for step in path.split(",")))
    return Presented(
        organisation_id=as_id_or_none(organisation),
        region_path=tuple(as_id(region) for _, region in steps),
        credential_id=as_id_or_none(credential),
        blocked_at=as_instant(blocked_at),
        replaced=replaced_by is not None,
        elder_id=as_id_or_none(elder),
        person_id=as_id_or_none(person),
        name=name or "",
    )


def lock_elder(*, person_id: UUID) -> date:
    """Lock the joined person's row, the third step of D18, and return the birth date read under the lock."""
    birth_on: date = rows(lock(_LOCK_ELDER), (person_id,))[0][0]
    return birth_on


def facts_in_force(*, elder_id: UUID, person_id: UUID, on: date) -> tuple[FactInForce, ...]:
    """Return the facts of an elder, and of the person the record is joined to, that hold on a day (D3)."""
    return tuple(
        FactInForce(
            kind=kind,
            value=vault.open(bytes(sealed), table="canteen_fact", column="value_sealed", row_id=as_id(fact_id)),
            level=level,
            from_on=from_on,
        )
        for fact_id, kind, sealed, level, from_on in rows(_FACTS, (elder_id, person_id, on, on))
    )
