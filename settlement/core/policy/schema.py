"""The policy language as JSON Schema (draft 2020-12), made from the same shapes that read documents."""

from typing import Final

from settlement.core.policy.conditions import DEFINITION as CONDITION
from settlement.core.policy.formulas import DEFINITION as FORMULA
from settlement.core.policy.mistakes import FORMAT
from settlement.core.policy.parse import REQUIRED, SHAPES

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def policy_schema() -> dict[str, object]:
    """Return the schema as a plain object. Whatever `parse` accepts is valid by it.

    The reverse does not hold: that a named limit is declared, or that a layer follows the last, `parse` alone can say.
    """
    return {
        "$schema": DIALECT,
        "$id": f"urn:{FORMAT.replace('/', ':')}",
        "title": "补贴政策文件",
        "description": "Who pays for a meal: a dated document. Money is yuan as text, such as 5.00.",
        "type": "object",
        "properties": {name: shape.schema for name, shape in SHAPES.items()},
        "required": list(REQUIRED),
        "additionalProperties": False,
        "$defs": {"condition": CONDITION, "formula": FORMULA},
    }
