"""What may stand in a place of a document, in a few words made from its schema: for the mistakes made there."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

_MOST_KEYS: Final = 3  # of an object with more its outline would help nobody
_TEXT: Final = '"…"'


def choices(schema: Mapping[str, Any]) -> list[str]:
    """What a schema takes, as JSON: each of its values, and of its objects the outline, {"fund": "…"}.

    Empty where it does not list them.
    """
    if "enum" in schema:
        return [_written(value) for value in schema["enum"]]
    if "const" in schema:
        return [_written(schema["const"])]
    if schema.get("type") == "boolean":
        return [_written(True), _written(False)]
    if schema.get("type") == "object":
        return _outline(schema)
    found = [choices(one) for one in schema.get("oneOf", ())]
    return [each for some in found for each in some] if all(found) else []


def shown(schema: Mapping[str, Any]) -> tuple[str, str]:
    """What a schema takes, in English and in Chinese: all of it, or an example; empty where neither is short."""
    known = choices(schema)
    if len(known) > 1:
        return f"one of: {', '.join(known)}", f"应为下列之一：{', '.join(known)}"
    if known:
        behind = [f"{key}: {', '.join(some)}" for key, part in _needed(schema).items() if (some := choices(part))]
        return "; ".join((*known, *behind)), f"写作 {'；'.join((*known, *behind))}"
    if each := choices(schema.get("items", {})):
        return f"a list of: {', '.join(each)}", f"应为列表，可写：{', '.join(each)}"
    if schema.get("examples"):
        example = _written(schema["examples"][0])
        return f"a value such as {example}", f"如 {example}"
    return "", ""


def _outline(schema: Mapping[str, Any]) -> list[str]:
    needed = _needed(schema)
    if not 1 <= len(needed) <= _MOST_KEYS:
        return []
    parts = [f'"{key}": {_TEXT if part.get("type") == "string" else "…"}' for key, part in needed.items()]
    more = ["…"] if schema.get("minProperties", 0) > len(needed) else []
    return [f"{{{', '.join((*parts, *more))}}}"]


def _needed(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys that an object must have, each with what stands behind it."""
    required: Sequence[str] = schema.get("required", ())
    return {key: schema["properties"][key] for key in required}


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
