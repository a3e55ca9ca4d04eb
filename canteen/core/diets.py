"""Diets by the words of the program, and the codes that policies and facts carry; a region may use codes of its own."""

from dataclasses import dataclass
from typing import Final

from canteen.core.keys import is_key


@dataclass(frozen=True, slots=True)
class Diet:
    """One diet that a kitchen cooks apart: its code and its words."""

    code: str
    words: str
    english: str


DIETS: Final = (
    Diet("diabetic", "糖尿病膳食", "diabetic"),
    Diet("low-salt", "低盐膳食", "low in salt"),
    Diet("low-fat", "低脂膳食", "low in fat"),
    Diet("soft", "软食", "soft food"),
    Diet("halal", "清真", "halal"),
    Diet("vegetarian", "素食", "vegetarian"),
)


def is_diet(code: str) -> bool:
    """Say whether a fact may carry this as a diet: any code that a policy document can name."""
    return is_key(code)


def diet_words(*, code: str, chinese: bool = True) -> str:
    """Return a diet in words; a region's own code is shown as it is."""
    found = next((each for each in DIETS if each.code == code), None)
    return code if found is None else found.words if chinese else found.english
