"""Doubts about names: a fund or a category that stands once, one letter away from another, or from a usual category."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from canteen.core.categories import CODES, category_words
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import kinds_of_lines
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import Category, CategoryLevel, Condition, leaves
from settlement.core.policy.values import Layer, Payer

_SHORTEST: Final = 4  # of three letters and less, one is too much to call two names alike
_LONG: Final = 8  # of so many letters two may be wrong
_SHOWN: Final = 4
# What the funds of a province, a county, a town or a township are called wherever there is one of each.
_OF_LEVELS: Final = frozenset(("sheng", "xian", "zhen", "xiang"))

Placed = Sequence[tuple[str, Layer]]  # the document's own layers, each with its path


def look_at_names(search: Search, own: Placed) -> None:
    """Look for names that are probably other names misspelt."""
    for name, other, path in _alike(_funds(search, own), _OF_LEVELS.union(search.policy.regions)):
        layer = next((layer for at, layer in own if path.startswith(f"{at}.")), None)
        _tell_fund(search, path, layer, name=name, other=other)
    named = list(_categories(search, own))
    first: dict[str, str] = {}
    for name, path in named:
        if path:
            first.setdefault(name, path)
    for name, other, path in _alike(named):
        del first[name]
        search.tell(path, "category-alike", search.plainest([Category((name,))]), name=name, other=other)
    for name, path in first.items():
        usual = _usual_like(name)
        if usual:
            zh, en = category_words(code=usual), category_words(code=usual, chinese=False)
            people = search.plainest([Category((name,))])
            search.tell(path, "category-usual", people, name=name, other=usual, zh=zh, en=en)


def _usual_like(name: str) -> str:
    """The usual category that a name probably is, misspelt; "" where there is none."""
    if name in CODES:
        return ""
    lower = name.casefold()
    return next((code for code in sorted(CODES) if lower == code or _letters_apart(lower, code)), "")


def _letters_apart(name: str, other: str) -> bool:
    """Whether two names are one letter apart, or two where they are long."""
    if _one_letter_apart(name, other):
        return True
    if min(len(name), len(other)) < _LONG:
        return False
    return any(_one_letter_apart(one, other) for one in _with_one_changed(name, other))


def _with_one_changed(name: str, other: str) -> Iterator[str]:
    """A name with its first letter that is another one in `other` set right: changed, put in, or left out."""
    at = next((at for at, (one, two) in enumerate(zip(name, other, strict=False)) if one != two), None)
    if at is not None:
        yield name[:at] + other[at] + name[at + 1 :]
        yield name[:at] + other[at] + name[at:]
        yield name[:at] + name[at + 1 :]


def _tell_fund(search: Search, path: str, layer: Layer | None, *, name: str, other: str) -> None:
    space = None if layer is None else search.space(layer.when, *(tier.when for tier in layer.tiers))
    if layer is not None and space is not None:
        for tier in layer.tiers:
            people = space.people(space.holds(layer.when) & space.holds(tier.when), _SHOWN)
            kinds = kinds_of_lines(layer.lines)
            if search.tell(path, "fund-alike", people, kinds, search.part.draws(layer, name), name=name, other=other):
                return
    search.write(path, "fund-alike", None, None, None, name=name, other=other)


def _alike(named: Iterable[tuple[str, str]], meant: frozenset[str] = frozenset()) -> Iterator[tuple[str, str, str]]:
    """Names that stand once in the document itself and are nearly another's: name, the other, path.

    `meant` are names that are known to be what they should be, such as those of the regions that the document declares.
    """
    places: dict[str, list[str]] = {}
    for name, path in named:
        places.setdefault(name, []).append(path)
    doubted: set[str] = set()
    for name, paths in reversed(places.items()):  # of two that stand once, the later one is doubted
        others = [other for other in places if other not in doubted and _one_letter_apart(name, other)]
        if others and len(paths) == 1 and paths[0] and name not in meant:
            doubted.add(name)
            yield name, others[0], paths[0]


def _one_letter_apart(name: str, other: str) -> bool:
    """Whether one letter was changed, left out, put in, or two neighbours were swapped; numbers are meant to differ."""
    if name == other or min(len(name), len(other)) < _SHORTEST or not (name + other).isascii():
        return False
    short, long = sorted((name, other), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    end = 0
    while end < len(short) - start and short[-1 - end] == long[-1 - end]:
        end += 1
    rest, longer = short[start : len(short) - end], long[start : len(long) - end]
    if any(letter.isdigit() or letter == "-" for letter in rest + longer):
        return False
    return len(longer) <= 1 or (len(longer) == 2 and longer == rest[::-1])


def _funds(search: Search, own: Placed) -> Iterator[tuple[str, str]]:
    """Every fund with where it is named; "" where another document names it."""
    paths = {layer.id: path for path, layer in own}
    for layer in search.policy.layers:
        path = paths.get(layer.id)
        yield from _of_payer(layer.payer, f"{path}.payer" if path else "")
    for index, band in enumerate(search.policy.bands):
        if band.beyond is not None:
            yield from _of_payer(band.beyond, f"elder[{index}].beyond")
    for index, product in enumerate(search.policy.products):
        if product.payer is not None:
            yield from _of_payer(product.payer, f"products[{index}].payer")
    yield from _of_payer(search.policy.promise_gap, "promise_gap.payer")


def _of_payer(payer: Payer, path: str) -> Iterator[tuple[str, str]]:
    if payer.fund:
        yield payer.fund, path and f"{path}.fund"
    elif payer.home is not None and payer.home.advanced_by:
        yield payer.home.advanced_by, path and f"{path}.advanced_by"


def _categories(search: Search, own: Placed) -> Iterator[tuple[str, str]]:
    """Every category with the condition in which it is named; "" where another document names it."""
    for path, condition in placed_conditions(search.policy, own):
        for leaf in leaves(condition):
            if isinstance(leaf, Category):
                yield from ((name, path) for name in leaf.any_of)
            elif isinstance(leaf, CategoryLevel):
                yield leaf.category, path


def placed_conditions(policy: Policy, own: Placed) -> Iterator[tuple[str, Condition]]:
    """Every condition of the document with its path; "" for those of documents it includes."""
    paths: Mapping[str, str] = {layer.id: path for path, layer in own}
    for layer in policy.layers:
        path = paths.get(layer.id, "")
        if layer.when is not None:
            yield path and f"{path}.when", layer.when
        for index, tier in enumerate(layer.tiers):
            if tier.when is not None:
                yield path and f"{path}.tiers[{index}].when", tier.when
    lists: dict[str, list[tuple[str, Condition | None]]] = {
        "elder": [("", band.when) for band in policy.bands],
        "limits": [(limit.included, limit.when) for limit in policy.limits],
        "exclusions": [(exclusion.included, exclusion.when) for exclusion in policy.exclusions],
        "products": [("", product.when) for product in policy.products],
    }
    for name, whens in lists.items():
        for index, (included, when) in enumerate(whens):
            if when is not None:
                yield "" if included else f"{name}[{index}].when", when


def own_conditions(policy: Policy) -> Iterator[tuple[str, Condition]]:
    """Every condition that stands in the document itself, with its path."""
    own = [(layer.path, layer) for layer in policy.layers if not layer.included]
    yield from ((path, condition) for path, condition in placed_conditions(policy, own) if path)
