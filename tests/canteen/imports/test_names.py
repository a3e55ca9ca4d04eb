"""Names and ages in rosters: a corrected character is written, quite another name is somebody else until told so."""

import pytest

from canteen.core.intake.kinds import Kind
from canteen.core.intake.people import is_another_name
from tests.canteen.imports.desk import applied, changes, mistakes, outcomes, send
from tests.canteen.sheets import xlsx
from tests.county import county, id_number

HEAD = ("姓名", "身份证号", "镇街", "曾用名")


@pytest.mark.parametrize(
    ("name", "other", "answer"),
    [
        ("王桂英", "王桂瑛", False),
        ("王英", "王瑛", False),
        ("王桂英", "李桂英", False),
        ("买买提·吐尔逊", "买买提", False),
        ("王桂英", "王秀兰", True),
        ("王英", "李强", True),
        ("欧阳修德", "陈三妹", True),
    ],
)
def test_how_far_a_name_may_be_corrected(name: str, other: str, answer: bool) -> None:
    assert is_another_name(name, other) is is_another_name(other, name) is answer


@pytest.mark.django_db
def test_quite_another_name_is_a_mistake_until_the_former_one_stands_beside_it() -> None:
    made = county()
    number = id_number(101)
    applied(made, Kind.ELDERS, [HEAD, ("王桂英", number, "here镇")])
    told = send(made, Kind.ELDERS, xlsx([HEAD, ("李阿根", number, "here镇"), ("王桂瑛", id_number(102), "here镇")]))
    assert mistakes(told) == [(2, "name", "name-other")]
    corrected = send(made, Kind.ELDERS, xlsx([HEAD, ("王桂瑛", number, "here镇")]))
    assert changes(corrected) == [(2, "name", "王桂英", "王桂瑛")]
    for former, expected in (("王秀英", []), ("王桂英", [(2, "name", "王桂英", "李阿根")])):
        renamed = send(made, Kind.ELDERS, xlsx([HEAD, ("李阿根", number, "here镇", former)]))
        assert changes(renamed) == expected


@pytest.mark.django_db
def test_who_is_too_old_is_a_mistake_and_who_is_young_is_told() -> None:
    born = {"19050101": "wrong", "19070101": "new", "19661120": "new", "19661121": "new", "19800101": "new"}
    people = [("王桂英", id_number(at, day), "here镇") for at, day in enumerate(born, start=101)]
    told = send(county(), Kind.ELDERS, xlsx([HEAD, *people]))
    assert outcomes(told) == list(enumerate(born.values(), start=2))
    assert mistakes(told) == [
        (2, "id_number", "age-over"),
        (5, "id_number", "age-under"),
        (6, "id_number", "age-under"),
    ]
