"""Names stand as a dictionary has them: by sound and tone, one character after the other (69)."""

import re

import pytest

from canteen.core.keys import is_key
from canteen.core.scope import Role
from canteen.gateways.pinyin import LONGEST_ORDER, SURNAMES, initials_of, key_of, order_of
from canteen.models import Canteen, Elder, Organisation, Staff
from canteen.operations.place_changes import correct_canteen
from canteen.operations.register_many import NewElder, register_elders
from tests.county import NOW, county, id_number

PEOPLE = [
    "艾力", "Aygül丁", "Aygül Tohti", "Aygül张", "单于丹", "丁一", "冯五", "李安", "连安", "买买提·艾力",
    "单小妹", "严三", "俞四", "曾国", "张三", "张一", "章二",
]  # fmt: skip
PLACES = [
    "A座二楼食堂", "A座一楼食堂", "B2楼食堂", "第2助餐点", "第10助餐点", "乐龄食堂", "南浔食堂", "银杏食堂", "重兆食堂",
]  # fmt: skip


def test_people_stand_by_pinyin_and_surnames_sound_as_surnames() -> None:
    assert sorted(frozenset(PEOPLE), key=lambda name: order_of(name=name, is_person=True)) == PEOPLE


def test_places_stand_by_pinyin_and_numbers_by_their_size() -> None:
    assert sorted(frozenset(PLACES), key=lambda name: order_of(name=name)) == PLACES


def test_a_key_is_small_letters_and_digits_so_that_every_collation_agrees() -> None:
    keys = [order_of(name=name) for name in [*PEOPLE, *PLACES, "", "——", "Ｂ座②", "𠮷野" * 60]]
    assert [key for key in keys if not (key == "" or (key.isascii() and key.isalnum() and key == key.lower()))] == []
    assert [len(key) <= LONGEST_ORDER for key in keys] == [True] * len(keys)
    assert order_of(name="丁") == "ding104e01"
    assert order_of(name="B丁é2丁") == "bding104e01e000002ding104e01"


def test_a_key_holds_no_number_of_a_person() -> None:
    """It stands in addresses of lists, where one page follows another (S11)."""
    assert not re.search(r"19400101|0101123", order_of(name="张桂英330503194001011234", is_person=True))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("正果镇", "zhengguozhen"),
        ("第2食堂", "di2shitang"),
        ("2号食堂", "place-2haoshitang"),
        ("１２３", "place-123"),
        ("吕家绿村", "lvjialvcun"),
        ("Aygül Mäktäp", "aygulmaktap"),
        ("优特社区养老服务中心老年食堂分店", "youteshequyanglaofuwuzhongxinlaonianshi"),
        ("A座B2楼", "azuob2lou"),
        ("A" * 60, "a" * 40),
        ("1" * 60, "place-" + "1" * 34),
        ("食堂330503194001011234", "shitang3334"),
        ("——", "place"),
        ("Ж", "place"),
    ],
)
def test_what_policies_call_a_place_is_its_name_as_it_sounds(name: str, key: str) -> None:
    assert key_of(name=name, fallback="place") == key
    assert is_key(key)


def test_a_surname_has_as_many_sounds_as_characters() -> None:
    assert [name for name, sounds in SURNAMES.items() if len(sounds.split()) != len(name)] == []
    assert [initials_of(name=name) for name in ("单小妹", "尉迟恭", "万俟卨")] == ["sxm", "ycg", "mqx"]


@pytest.mark.django_db
def test_whatever_registers_or_renames_says_where_it_stands() -> None:
    made = county()
    clerk = made.here.actor(Role.CLERK)
    register_elders(actor=clerk, elders=[NewElder("单小妹", id_number(9), made.here.region_id)], now=NOW)
    correct_canteen(
        actor=clerk,
        canteen_id=made.here.canteen_id,
        name="乐龄食堂",
        address="",
        latitude_e6=None,
        longitude_e6=None,
        now=NOW,
    )
    for table, is_person in ((Elder, True), (Staff, True), (Organisation, False), (Canteen, False)):
        stands = dict(table.objects.values_list("name", "sorts_as"))
        assert stands == {name: order_of(name=name, is_person=is_person) for name in stands}
    assert Elder.objects.order_by("sorts_as").values_list("name", flat=True)[0] == "单小妹"
