"""Doubt about the elder's band: it goes on where every layer of another payer has ended, and one alone bears it all."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from settlement.core.case import LINE_KINDS
from settlement.core.doubts.axes import AGE, Axis, axes_of, axis_of
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.people import case_of
from settlement.core.doubts.shown import took_part
from settlement.core.doubts.space import Person, whens_of, whom
from settlement.core.doubts.young import ELDERLY, YOUNG
from settlement.core.policy.terms import leaves
from settlement.core.policy.values import Band, Layer, Title
from settlement.core.split import split

# What all help may end at. The needy, the older or who spends enough may well have a layer while the bearer of the band
# sees to the others; not so the young, whom no notice about elders means.
_NARROWED: Final[Mapping[str, Title]] = {
    "age": Title("年龄", "the age"),
    "sitting": Title("餐次", "the sitting"),
    "day": Title("日期", "the day"),
    "mode": Title("就餐方式", "the mode"),
    "package": Title("套餐", "the set meal"),
    "eating": Title("就餐地点", "the place of the canteen"),
    "canteen": Title("食堂", "the canteen"),
    "registration": Title("户籍", "the registration"),
    "residence": Title("居住地", "the residence"),
    "permit": Title("居住证", "the permit"),
}
_SHOWN: Final = 2
_MOST_LAYERS: Final = 4
_MOST_TRIES: Final = 80  # each is two splits


class Left(NamedTuple):
    """Somebody for whom a layer is, and she at a meal, or from a place, that no such layer is for."""

    person: Person
    alone: Person
    what: Title


def look_at_bearers(search: Search) -> None:
    """Say of bands with an end above where nobody but their bearer pays what is beyond, while others do elsewhere.

    Only of what a band does not ask about and every layer of another payer does: the band has probably left it out.
    What it does ask about is meant, and so is a band for people for whom no such layer is at all.
    """
    for at, band in enumerate(search.policy.bands):
        others = _layers_of_others(search, band)
        for left in islice(_left_alone(search, at, others), _MOST_TRIES) if others else ():
            if _bears_alone(search, others, _kinds(band), left):
                case, beside = (case_of(search.policy, one, _kinds(band)) for one in (left.alone, left.person))
                search.write(f"elder[{at}]", "bears-alone", left.alone, case, beside, what=left.what)
                break


def _layers_of_others(search: Search, band: Band) -> list[Layer]:
    """The layers for some of what a band is for, paid by somebody else than who bears what is beyond it."""
    if band.beyond is None:
        return []
    return [one for one in search.policy.layers if one.lines & band.lines and one.payer.name != band.beyond.name]


def _left_alone(search: Search, at: int, layers: Sequence[Layer]) -> Iterator[Left]:
    axes = _narrowed(search, at, layers)
    for person in _people(search, at, layers) if axes else ():
        for axis in axes:
            for value in axis.values:
                yield Left(person, {**person, axis.id: value}, _NARROWED[axis.id[0]])


def _narrowed(search: Search, at: int, layers: Sequence[Layer]) -> list[Axis]:
    """What every layer asks about and the band does not."""
    asked = [[leaf for when in whens_of(layer) for leaf in leaves(when)] for layer in layers]
    common = set.intersection(*({axis_of(leaf) for leaf in some} for some in asked))
    common -= {axis_of(leaf) for leaf in leaves(search.policy.bands[at].when)}
    wanted = [leaf for some in asked for leaf in some if axis_of(leaf) in common and axis_of(leaf)[0] in _NARROWED]
    return [_of_the_young(axis) if axis.id == AGE else axis for axis in axes_of(wanted, search.levels)]


def _of_the_young(axis: Axis) -> Axis:
    """Of ages just one that is far too young, where the first that is asked about is an elder's."""
    return axis._replace(values=(YOUNG,) if axis.values[0] >= ELDERLY - 1 else ())


def _people(search: Search, at: int, layers: Sequence[Layer]) -> Iterator[Person]:
    """The plainest people whose band it is and for whom one of the first layers is."""
    band, before = search.policy.bands[at], [one.when for one in search.policy.bands[:at]]
    for layer in layers[:_MOST_LAYERS]:
        space = search.space(band.when, *before, *whens_of(layer))
        if space is not None:
            covered = whom(space, layer) & space.holds(band.when)
            for when in before:
                covered &= ~space.holds(when)
            yield from space.people(covered, _SHOWN)


def _bears_alone(search: Search, layers: Sequence[Layer], kinds: Sequence[str], left: Left) -> bool:
    """Whether none of the layers is for one meal, of which something is beyond her band, and one is for the other."""
    other, hers = (split(search.policy, case_of(search.policy, one, kinds)) for one in (left.person, left.alone))
    return (
        any(share.reason.code == "beyond" for share in hers.shares)
        and not any(took_part(hers, layer.id) for layer in layers)
        and any(took_part(other, layer.id) for layer in layers)
    )


def _kinds(band: Band) -> tuple[str, ...]:
    """The plainest order that a band is for."""
    return (next(kind for kind in LINE_KINDS if kind in band.lines),)
