"""The folder of messages: what a worker finds there is whole, whenever it looks, and no broken file ends it."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu.connection import Connection

from canteen.gateways.broker import Channel, Transport


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    """A worker's end of a queue named `bell`, which is known to the exchange of the same name."""
    folders = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": f"{tmp_path}/control",
    }
    with Connection(transport=Transport, transport_options=folders) as connection:
        yield connection.channel()


def test_every_message_comes_once(channel: Channel) -> None:
    for number in range(3):
        channel._put("bell", {"number": number})
    assert sorted(channel._get("bell")["number"] for _ in range(3)) == [0, 1, 2]
    assert looked(channel) is None


def test_a_worker_that_looks_while_a_message_is_written_does_not_find_half_of_it(channel: Channel) -> None:
    class Slow:
        """Put into words only after the worker has looked."""

        def __json__(self) -> str:
            found.append(looked(channel))
            return "written"

    found: list[Any] = []
    channel._put("bell", {"said": Slow()})
    assert (found, looked(channel), looked(channel)) == ([None], {"said": "written"}, None)


def test_a_message_cut_off_by_a_power_failure_is_passed_over(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "0.bell.msg").write_text('{"half', encoding="utf-8")
    channel._put("bell", {"whole": True})
    assert [looked(channel), looked(channel)] == [None, {"whole": True}]


def test_a_table_of_queues_cut_off_is_written_anew(channel: Channel, tmp_path: Path) -> None:
    channel._queue_bind("bells", "bell", "", "bell")
    known = channel.get_table("bells")
    (tmp_path / "control" / "bells.exchange").write_bytes(b"")
    assert channel.get_table("bells") == []
    channel._queue_bind("bells", "bell", "", "bell")
    assert [tuple(row) for row in known] == [("bell", "", "bell")]
    assert channel.get_table("bells") == known


def looked(channel: Channel) -> Any:
    """What a worker finds at this moment."""
    try:
        return channel._get("bell")
    except Empty:
        return None
