"""Who presented what at which canteen: the registry's half of a check-in's gathering (D20)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from canteen.core.region import Place
from canteen.gateways import vault
from canteen.models import Fact
from canteen.models.sql import as_id, as_id_or_none, as_instant, is_postgres, lock, marks, rows

# A region and all that it lies in on a day, each as depth:id:level:key.
_PATH = """
    (WITH RECURSIVE up(id, depth) AS (
        SELECT {region}, 0
        UNION ALL
        SELECT link.parent_id, up.depth + 1 FROM up JOIN canteen_regionparent link ON link.region_id = up.id
        WHERE link.from_on <= %s AND (link.until_on IS NULL OR link.until_on > %s) AND up.depth < 12)
     SELECT {join} FROM up JOIN canteen_region region ON region.id = up.id)"""

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
           elder.id, COALESCE(same.person_id, elder.id), elder.name, canteen.key
    FROM canteen_canteen canteen
    LEFT JOIN canteen_credential credential ON credential.code = %s
    LEFT JOIN canteen_elder elder ON elder.id = COALESCE(credential.elder_id, %s)
    LEFT JOIN canteen_sameperson same ON same.elder_id = elder.id AND same.from_on <= %s
        AND (same.until_on IS NULL OR same.until_on > %s)
    WHERE canteen.id = %s"""

_STEP = "depth || ':' || up.id || ':' || region.level || ':' || region.key"
_JOIN = {True: f"string_agg({_STEP}, ',')", False: f"group_concat({_STEP})"}

_LOCK_ELDER = "SELECT birth_on FROM canteen_elder WHERE id = %s"

_FACTS = """
    SELECT fact.id, fact.kind, fact.value_sealed, fact.level, fact.from_on,
        CASE WHEN fact.kind IN ({kinds}) THEN {path} END
    FROM canteen_fact fact
    WHERE fact.elder_id IN (%s, %s) AND fact.from_on <= %s AND (fact.until_on IS NULL OR fact.until_on > %s)
    ORDER BY fact.from_on, fact.id"""


# Facts that say where: what a policy asks of them is the place, on the day of the meal.
HOME_KINDS: Final = (Fact.Kind.REGISTRATION.value, Fact.Kind.RESIDENCE.value, Fact.Kind.PERMIT.value)


@dataclass(frozen=True, slots=True)
class Presented:
    """What the registry knows of a scan at a canteen on a day; ids are empty where nothing was found.

    Policies ask where the canteen stands (`place`), and which one it is (`canteen_key`).
    """

    organisation_id: UUID | None
    region_path: tuple[UUID, ...]  # narrowest first
    credential_id: UUID | None
    blocked_at: datetime | None
    replaced: bool
    elder_id: UUID | None
    person_id: UUID | None
    name: str
    canteen_key: str
    place: Place


@dataclass(frozen=True, slots=True)
class FactInForce:
    """A fact that holds on the service date, opened; a registration, a residence, a permit says its place that day."""

    kind: str
    value: str
    level: str
    from_on: date
    place: Place = ()


def presented(*, canteen_id: UUID, code: str | None, elder_id: UUID | None, on: date) -> Presented:
    """Return what stands behind a credential's `code`, or behind an elder chosen by name, on a service date."""
    path = _PATH.format(region="canteen.region_id", join=_JOIN[is_postgres()])
    sql = _PRESENTED.format(tenure=_TENURE, path=path)
    found = rows(sql, (on, on, on, code or "", elder_id, on, on, canteen_id))
    organisation, above, credential, blocked_at, replaced_by, elder, person, name, key = found[0]
    steps = _steps(above)
    return Presented(
        organisation_id=as_id_or_none(organisation),
        region_path=tuple(as_id(region) for region, _, _ in steps),
        credential_id=as_id_or_none(credential),
        blocked_at=as_instant(blocked_at),
        replaced=replaced_by is not None,
        elder_id=as_id_or_none(elder),
        person_id=as_id_or_none(person),
        name=name or "",
        canteen_key=key,
        place=tuple((level, key) for _, level, key in steps),
    )


def _steps(path: str | None) -> list[tuple[str, str, str]]:
    """The regions of a path, narrowest first: id, level, key of each."""
    steps = sorted((int(depth), rest) for depth, *rest in (step.split(":") for step in path.split(","))) if path else []
    return [(region, level, key) for _, (region, level, key) in steps]


def lock_elder(*, person_id: UUID) -> date:
    """Lock the joined person's row, the third step of D18, and return the birth date read under the lock."""
    birth_on: date = rows(lock(_LOCK_ELDER), (person_id,))[0][0]
    return birth_on


def facts_in_force(*, elder_id: UUID, person_id: UUID, on: date) -> tuple[FactInForce, ...]:
    """Return the facts of an elder, and of the person the record is joined to, that hold on a day (D3)."""
    path = _PATH.format(region="fact.region_id", join=_JOIN[is_postgres()])
    sql = _FACTS.format(kinds=marks(len(HOME_KINDS)), path=path)
    return tuple(
        FactInForce(
            kind=kind,
            value=vault.open(bytes(sealed), table="canteen_fact", column="value_sealed", row_id=as_id(fact_id)),
            level=level,
            from_on=from_on,
            place=tuple((level, key) for _, level, key in _steps(above)),
        )
        for fact_id, kind, sealed, level, from_on, above in rows(
            sql, (*HOME_KINDS, on, on, elder_id, person_id, on, on)
        )
    )
