"""An ID number while it is being typed: what is wrong is said as soon as it can be known."""

import pytest

from canteen.core.id_faults import Fault, Read, read_id_number
from tests.county import id_number

GOOD = id_number(7)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", Read()),
        (GOOD, Read(number=GOOD)),
        ("330503400501007", Read(number=read_id_number("330503400501007").number)),
        (GOOD[:10], Read(fault=Fault.SHORT, missing=8)),
        (GOOD + "1", Read(fault=Fault.LONG)),
        ("33050X", Read(fault=Fault.LETTERS)),
        (GOOD[:10] + "13" + GOOD[12:], Read(fault=Fault.BIRTH)),
        (GOOD[:16] + str((int(GOOD[16]) + 1) % 10) + GOOD[17:], Read(fault=Fault.CHECK)),
    ],
)
def test_what_is_wrong_is_named(typed: str, read: Read) -> None:
    assert read_id_number(typed) == read
