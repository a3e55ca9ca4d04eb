"""All samples of lists by their kind."""

from collections.abc import Mapping
from typing import Final

from canteen.core.intake.kinds import Kind
from tests.canteen.samples.cards import CARDS
from tests.canteen.samples.elders import ELDERS
from tests.canteen.samples.facts import FACTS
from tests.canteen.samples.partings import DEATHS, MOVES
from tests.canteen.samples.places import CANTEENS
from tests.canteen.samples.sample import Sample
from tests.canteen.samples.staff import STAFF

SAMPLES: Final[Mapping[Kind, Sample]] = {
    sample.kind: sample for sample in (ELDERS, FACTS, CARDS, CANTEENS, STAFF, DEATHS, MOVES)
}
