"""Read a policy document, as a whole, into a policy."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from canteen.core.keys import KEY
from settlement.core.policy.assemble import Assembly
from settlement.core.policy.document import Policy
from settlement.core.policy.layers import MOST_LAYERS, Include, layer_or_include, title
from settlement.core.policy.mistakes import FORMAT, PolicyInvalid, PolicyReader
from settlement.core.policy.payers import promise_gap
from settlement.core.policy.products import products
from settlement.core.policy.program import compile_program
from settlement.core.policy.rules import DEFAULT_LIMITS, bands, exclusions, limits
from settlement.core.policy.shape import Found, Shape, address, fields, flag, items, option, text
from settlement.core.policy.shown import shown
from settlement.core.policy.values import Source
from settlement.core.reading import join, present

AGE_REACHED: Final = ("birthday", "next_day", "this_month", "next_month", "this_year")
_LONGEST: Final = 1_000
_MOST_NOTES: Final = 40
_MOST_NAMES: Final = 400
_DEEPEST_INCLUDE: Final = 4
_NONE: Final[Mapping[str, object]] = MappingProxyType({})


def _format() -> Shape[str]:
    def read(reader: PolicyReader, value: object, path: str) -> str:
        if present(value) and value != FORMAT:
            reader.wrong(path, "format")
        return FORMAT

    return Shape(read, {"const": FORMAT})


def _source() -> Shape[Source]:
    return fields(
        {"title": text(_LONGEST)},
        {"url": address(_LONGEST)},
        lambda reader, found, path: Source(found["title"], found["url"] or ""),
    )


def _redecision() -> Shape[bool]:
    # D14: a re-decision never raises the elder's share unless the document says so
    return fields({"may_raise_elder": flag()}, {}, lambda reader, found, path: bool(found["may_raise_elder"]))


def _names(what: str) -> Shape[Mapping[str, str]]:
    """Declared keys, each with the name that people read."""
    name = text(100)

    def read(reader: PolicyReader, value: object, path: str) -> Mapping[str, str]:
        if not present(value) or not isinstance(value, dict):
            reader.unless_missing(value, path, "not-an-object")
            return _EMPTY
        if len(value) > _MOST_NAMES:
            reader.wrong(path, "list-size", least=0, most=_MOST_NAMES)
        named = {}
        for one, words in list(value.items())[:_MOST_NAMES]:
            named[reader.key(one, join(path, one))] = name.read(reader, words, join(path, one))
        reader.declared[what] = tuple(named)
        return MappingProxyType(named)

    schema = {
        "type": "object",
        "propertyNames": {"pattern": f"^{KEY.pattern}$", "maxLength": 40},
        "additionalProperties": name.schema,
        "maxProperties": _MOST_NAMES,
    }
    return Shape(read, schema)


_EMPTY: Final[Mapping[str, str]] = MappingProxyType({})
REQUIRED: Final = ("format", "title", "promise_gap", "layers")
# In the order in which they are read: what declares comes before what names it.
SHAPES: Final[Mapping[str, Shape[Any]]] = {
    "format": _format(),
    "title": title().says("名称", "what screens call the policy"),
    "source": _source().says("出处", "where the rule was published"),
    "notes": items(text(_LONGEST), most=_MOST_NOTES).says("解读", "how what the source leaves open was read"),
    "age_reached": option(AGE_REACHED).says("年龄起算", "from when a new year of age counts"),
    "regions": _names("regions").says("区划", "the regions that conditions name, by key"),
    "canteens": _names("canteens").says("食堂", "the canteens that conditions name, by key"),
    "limits": limits().says("额次", "how often, or how much, a person is subsidised in a period"),
    "exclusions": exclusions().says("不适用人员", "whom some or all layers are not for"),
    "elder": bands().says("老人自付", "what the elder pays at least, at most or exactly"),
    "layers": items(layer_or_include(), most=MOST_LAYERS).says("支付层", "who pays, in order, of what is left"),
    "products": products().says("钱包产品", "what a wallet can hold: bonuses, vouchers, passes, tickets"),
    "promise_gap": promise_gap().says("承诺差额", "who pays what the elder was not told of"),
    "redecision": _redecision().says("重新判定", "whether deciding again may raise the elder's share"),
}


def parse(document: object, included: Mapping[str, object] = _NONE) -> Policy:
    """Read a document, as json.loads gives it. PolicyInvalid names every mistake by its path, never only the first.

    `included` are the documents that it, and those it includes, may name, by "region/version".
    """
    return _parse(document, included, (), {})


def refs_of(document: object) -> tuple[str, ...]:
    """The versions a document includes itself, "region/version", each once; of anything else, none."""
    steps = document.get("layers") if isinstance(document, dict) else None
    asked = [step.get("include") for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    refs = [which.get("policy") for which in asked if isinstance(which, dict)]
    return tuple(dict.fromkeys(ref for ref in refs if isinstance(ref, str)))


# What came of reading a document at a depth: many may include the same one, which is read once. Whoever leads to it
# makes no difference: a ring that it stands in is found from wherever one enters.
Known = dict[tuple[str, int], Policy | PolicyInvalid]


def _parse(document: object, included: Mapping[str, object], chain: tuple[str, ...], known: Known) -> Policy:
    reader = PolicyReader()
    for name in REQUIRED:
        reader.lacks(name, *shown(SHAPES[name].schema))
    parts = reader.fields(document, "", REQUIRED, tuple(name for name in SHAPES if name not in REQUIRED))
    found: dict[str, Any] = {}
    for name, shape in SHAPES.items():
        reader.part = name
        if name == "limits":
            found[name] = shape.read(reader, parts[name], name) if present(parts[name]) else DEFAULT_LIMITS
            reader.declared[name] = tuple(limit.id for limit in found[name])
            reader.general = tuple(one for one in reader.declared[name] if one not in _of_products(parts["products"]))
            reader.sums = frozenset(limit.id for limit in found[name] if limit.sum_fen is not None)
            _once(reader, reader.declared[name])
        elif name in REQUIRED or present(parts[name]):
            found[name] = shape.read(reader, parts[name], name)
        if name == "age_reached":
            reader.age_reached = found.get(name, AGE_REACHED[0])
    if reader.ages and not present(parts["age_reached"]):
        reader.wrong("age_reached", "age-unsaid", path=reader.ages[0])
    documents = _included(reader, found["layers"], included, chain, known)
    return _whole(reader, found, documents)


def _of_products(products: object) -> set[object]:
    """The limits that products name: how often a coupon is used says nothing about subsidies."""
    named = [one.get("limits") for one in products if isinstance(one, dict)] if isinstance(products, list) else []
    return {limit for some in named if isinstance(some, list) for limit in some if isinstance(limit, str)}


def _once(reader: PolicyReader, ids: tuple[str, ...]) -> None:
    for index, one in enumerate(ids):
        if one and ids.index(one) < index:
            reader.wrong(f"limits[{index}].id", "twice", first=f"limits[{ids.index(one)}].id")


def _included(
    reader: PolicyReader,
    steps: tuple[object, ...],
    included: Mapping[str, object],
    chain: tuple[str, ...],
    known: Known,
) -> dict[str, Policy]:
    """Read the documents that are included, each once; a mistake of theirs is one of the including line."""
    documents: dict[str, Policy] = {}
    for index, step in enumerate(steps):
        if not isinstance(step, Include) or step[0] in documents or not step[0]:
            continue
        ref, path = step[0], f"layers[{index}].include.policy"
        if ref in chain:
            reader.wrong(path, "included-round")
        elif len(chain) >= _DEEPEST_INCLUDE:
            reader.wrong(path, "too-deep", most=_DEEPEST_INCLUDE)
        elif ref not in included:
            reader.wrong(path, "no-such-document", ref=ref, near=f"there is: {', '.join(included)}" if included else "")
        else:
            found = _read_once(ref, included, chain, known)
            if isinstance(found, Policy):
                documents[ref] = found
            else:
                first = found.mistakes[0]
                code = "included-round" if first.code == "included-round" else "included-invalid"
                reader.wrong(path, code, ref=ref, first=first)
    return documents


def _read_once(
    ref: str, included: Mapping[str, object], chain: tuple[str, ...], known: Known
) -> Policy | PolicyInvalid:
    at = ref, len(chain)
    if at not in known:
        try:
            known[at] = _parse(included[ref], included, (*chain, ref), known)
        except PolicyInvalid as wrong:
            known[at] = wrong
    return known[at]


def _whole(reader: PolicyReader, found: Found, documents: Mapping[str, Policy]) -> Policy:
    assembly = Assembly(reader, found["limits"], found.get("exclusions", ()), documents)
    for index, step in enumerate(found["layers"]):
        assembly.add(step, f"layers[{index}]")
    assembly.sell(found.get("products", ()))
    whole = assembly.done()
    if reader.mistakes:  # only a document without any can be compiled
        raise PolicyInvalid(reader.mistakes)
    return Policy(
        title=found["title"],
        source=found.get("source"),
        notes=found.get("notes", ()),
        age_reached=found.get("age_reached", AGE_REACHED[0]),
        may_raise_elder=found.get("redecision", False),
        promise_gap=found["promise_gap"],
        regions={**_together(documents, "regions"), **found.get("regions", _EMPTY)},
        canteens={**_together(documents, "canteens"), **found.get("canteens", _EMPTY)},
        limits=whole.limits,
        exclusions=whole.exclusions,
        bands=found.get("elder", ()),
        layers=whole.layers,
        products=found.get("products", ()),
        includes=whole.refs,
        left_behind=whole.left_behind,
        program=compile_program(
            whole.layers, found.get("elder", ()), whole.limits, whole.exclusions, found.get("products", ())
        ),
    )


def _together(documents: Mapping[str, Policy], what: str) -> dict[str, str]:
    return {one: words for document in documents.values() for one, words in getattr(document, what).items()}
