"""How large the trial's town is: the whole district, or a small part of it for tests."""

from dataclasses import dataclass, replace
from typing import Final

from canteen.core.errors import Invalid


class UnknownScale(Invalid):
    """The town is built full or small, with at least one check-in."""

    code = "unknown-scale"
    zh = "规模应为 full 或 small，打卡次数至少为一"


@dataclass(frozen=True, slots=True)
class Scale:
    """What is counted when the town is built; `check_ins` alone is met about, for people come as they please."""

    name: str
    towns: int
    canteens: int
    points: int
    elders: int
    check_ins: int
    dense: int  # canteens that serve every day; the others open on two days of the week …
    sparse_percent: int  # … and have so many of a hundred check-ins


# 19 canteens and 153 points are what Nanxun reported (M1); everything else is this project's choice.
FULL: Final = Scale(
    "full", towns=10, canteens=19, points=153, elders=6_000, check_ins=8_000, dense=6, sparse_percent=12
)
SMALL: Final = Scale("small", towns=2, canteens=4, points=6, elders=150, check_ins=300, dense=1, sparse_percent=40)
SCALES: Final = {scale.name: scale for scale in (FULL, SMALL)}


def scale_named(name: str, *, check_ins: int | None = None) -> Scale:
    """Return a scale by its name, with another number of check-ins if one is given. UnknownScale."""
    scale = SCALES.get(name)
    if scale is None:
        raise UnknownScale([("scale", f"must be one of {', '.join(SCALES)}")])
    if check_ins is None:
        return scale
    if check_ins < 1:
        raise UnknownScale([("check_ins", "must be at least 1")])
    return replace(scale, check_ins=check_ins)
