"""Compares rows about canteens and staff with the register."""

from collections.abc import Mapping
from datetime import date
from unicodedata import normalize
from uuid import UUID

from canteen.core.intake.cells import bare
from canteen.core.intake.known import AtAddress, Change, Known, KnownCanteen, Plan, planned, refused
from canteen.core.intake.rows import Values
from canteen.core.scope import CANTEEN_ROLES, Role

SITTINGS = ("breakfast", "lunch", "dinner")


def compare_canteen(values: Values, known: Known) -> Plan:
    """A canteen is known by its name within the region; new ones need an organisation that can be found or named.

    A new one at the address of one of its kind that is open is likely that one by a former name: it is asked about.
    """
    region_id = UUID(values["region"])
    if region_id not in known.scope:
        return refused("region", "region-out-of-scope")
    found = [
        each
        for each in known.canteens.get(values["canteen"], ())
        if known.tree.inside(each.region_id, region_id) or known.tree.inside(region_id, each.region_id)
    ]
    if len(found) > 1:
        return refused("canteen", "several-canteens")
    runs, written = known.organisations.get(values["credit_code"]), values.get("organisation", "")
    if runs and written and spelled_alike(written) != spelled_alike(runs.name):
        return refused("organisation", "organisation-differs", name=runs.name)
    if found:
        return _stays_where_it_is(values, found[0]) or _canteen_changes(values, found[0], known.today)
    if present := _at_its_address(values, region_id, known):
        return refused("canteen", "canteen-at-address", name=present.name)
    if not runs and not written:
        return refused("organisation", "organisation-unknown")
    said = {**values, "organisation": written or (runs.name if runs else "")}
    shown = ("canteen", "kind", "region", "address", "organisation", "credit_code", "opened_on", *SITTINGS)
    return planned([Change(key, "", said[key]) for key in shown if said.get(key)], new=True)


def spelled_alike(address: str) -> str:
    """An address for comparing: in one width, without spaces and punctuation."""
    return bare(normalize("NFKC", address))


def _at_its_address(values: Values, region_id: UUID, known: Known) -> AtAddress | None:
    """What of the same kind is open at the row's address already, within its region; nothing where it names none."""
    address, kind = spelled_alike(values.get("address", "")), values.get("kind", "canteen")
    for each in known.addresses.get(address, ()) if address else ():
        if each.kind == kind and (
            known.tree.inside(each.region_id, region_id) or known.tree.inside(region_id, each.region_id)
        ):
            return each
    return None


def _stays_where_it_is(values: Values, found: KnownCanteen) -> Plan | None:
    """What a list cannot change about a canteen: who runs it is handed over by two people, its first day has passed."""
    if values["credit_code"] not in {each.credit_code for each in found.run_by}:
        return refused("credit_code", "operator-differs", name="、".join(each.name for each in found.run_by))
    if values["opened_on"] != found.opened_on.isoformat():
        return refused("opened_on", "opened-differs", day=found.opened_on.isoformat())
    return None


def _canteen_changes(values: Values, found: KnownCanteen, today: date) -> Plan:
    present = {"kind": found.kind, "address": found.address}
    for key, degrees in (("latitude", found.latitude_e6), ("longitude", found.longitude_e6)):
        present[key] = "" if degrees is None else str(degrees)
    changes = _differing(values, present)
    stated = values.get("hours_from", "")
    served = found.hours(max(today, date.fromisoformat(stated)) if stated else today)
    hours = _differing(values, {each: served.get(each, "") for each in SITTINGS})
    if hours and stated and stated < today.isoformat():
        return refused("hours_from", "hours-past")
    # Without a day they hold from the one on which the list is written, which is not known yet.
    return planned(changes + [Change(each.field, each.before, f"{each.after}|{stated}") for each in hours])


def _differing(values: Values, present: Mapping[str, str]) -> list[Change]:
    return [Change(key, text, values[key]) for key, text in present.items() if values.get(key) and values[key] != text]


def compare_staff(values: Values, known: Known) -> Plan:
    """Somebody new, or a further duty of somebody known by the login name."""
    role = Role(values["role"])
    if role.value not in known.grants:
        return refused("role", "role-not-granted")
    place = _canteen_place(values, known) if role in CANTEEN_ROLES else _region_place(values, known)
    if isinstance(place, Plan):
        return place
    where = "canteen" if role in CANTEEN_ROLES else "region"
    duty = Change("duty", "", f"{role.value}|{values[where]}")
    found = known.staff.get(values["login"])
    if found is None:
        return planned([Change("name", "", values["name"]), Change("login", "", values["login"]), duty], new=True)
    if found.name != values["name"]:
        return refused("login", "login-taken")
    return planned([] if (role.value, place) in found.duties else [duty])


def _canteen_place(values: Values, known: Known) -> UUID | Plan:
    found = known.canteens.get(values["canteen"], ())
    if len(found) == 1:
        return found[0].id
    return refused("canteen", "several-canteens" if found else "no-such-canteen")


def _region_place(values: Values, known: Known) -> UUID | Plan:
    region_id = UUID(values["region"])
    return region_id if region_id in known.scope else refused("region", "region-out-of-scope")
