"""Read a policy document, as a whole, into a policy."""

from typing import Final

from settlement.core.policy.document import Policy
from settlement.core.policy.layers import read_bands, read_layers, read_limits, read_promise_gap, read_title
from settlement.core.policy.mistakes import FORMAT, PolicyInvalid, PolicyReader
from settlement.core.policy.program import compile_program
from settlement.core.policy.values import Limit, Source
from settlement.core.reading import present

AGE_REACHED: Final = ("birthday", "next_day", "next_month")
DEFAULT_LIMITS: Final = (Limit("sitting", "sitting", 1),)  # D8
_LONGEST_SOURCE: Final = 1_000
_REQUIRED: Final = ("format", "title", "promise_gap", "layers")
_OPTIONAL: Final = ("source", "age_reached", "redecision", "limits", "elder")


def parse(document: object) -> Policy:
    """Read a document, as json.loads gives it. PolicyInvalid names every mistake by its path, never only the first."""
    reader = PolicyReader()
    top = reader.fields(document, "", _REQUIRED, _OPTIONAL)
    if present(top["format"]) and top["format"] != FORMAT:
        reader.wrong("format", "format")
    title = read_title(reader, top["title"], "title")
    source = _source(reader, top["source"]) if present(top["source"]) else None
    limits = read_limits(reader, top["limits"]) if present(top["limits"]) else DEFAULT_LIMITS
    limit_ids = tuple(limit.id for limit in limits)
    bands = read_bands(reader, top["elder"], limit_ids)
    layers = read_layers(reader, top["layers"], limit_ids)
    promise_gap = read_promise_gap(reader, top["promise_gap"])
    age_reached = _age_reached(reader, top["age_reached"])
    may_raise_elder = _may_raise_elder(reader, top["redecision"])
    if reader.mistakes:
        raise PolicyInvalid(reader.mistakes)
    program = compile_program(layers, bands, limits)
    return Policy(title, source, age_reached, may_raise_elder, promise_gap, limits, bands, layers, program)


def _source(reader: PolicyReader, value: object) -> Source:
    found = reader.fields(value, "source", ("title",), ("url",))
    url = reader.text(found["url"], "source.url", most=_LONGEST_SOURCE) if present(found["url"]) else ""
    return Source(reader.text(found["title"], "source.title", most=_LONGEST_SOURCE), url)


def _age_reached(reader: PolicyReader, value: object) -> str:
    """From when a new year of age counts; needed only where a condition asks for an age (D14)."""
    if not present(value) and reader.ages:
        reader.wrong("age_reached", "age-unsaid", path=reader.ages[0])
    return reader.option(value, "age_reached", AGE_REACHED)


def _may_raise_elder(reader: PolicyReader, value: object) -> bool:
    if not present(value):
        return False  # D14: a re-decision never raises the elder's share unless the document says so
    found = reader.fields(value, "redecision", ("may_raise_elder",))
    return reader.flag(found["may_raise_elder"], "redecision.may_raise_elder")
