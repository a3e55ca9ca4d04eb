"""A district with two towns and four villages, two of them of one name."""

from datetime import date
from uuid import UUID

from canteen.core.intake.forms import Reading
from canteen.core.intake.places import Place, Places
from canteen.core.region import Level, Node, Parent, Tree

TODAY = date(2026, 11, 20)
NAMES = ["南浔区", "练市镇", "双林镇", "花林村", "东明村", "东明村", "花园社区"]
IDS = [UUID(int=number) for number in range(1, 8)]
DISTRICT, LIANSHI, SHUANGLIN, HUALIN, DONGMING, DONGMING_TOO, HUAYUAN = IDS
LEVELS = [Level.DISTRICT, Level.TOWN, Level.TOWN, *[Level.VILLAGE] * 4]
ABOVE = [None, DISTRICT, DISTRICT, LIANSHI, LIANSHI, SHUANGLIN, SHUANGLIN]


def district() -> Reading:
    """What a list of that district is read with."""
    tree = Tree.on(
        TODAY,
        [Node(each, level) for each, level in zip(IDS, LEVELS, strict=True)],
        [Parent(each, above, date(2000, 1, 1)) for each, above in zip(IDS, ABOVE, strict=True)],
    )
    return Reading(Places.of([Place(each, name) for each, name in zip(IDS, NAMES, strict=True)], tree), 2026)
