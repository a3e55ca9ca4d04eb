"""The folder of messages as a broker for one machine: kombu's, with writing made whole before anybody can read."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

from canteen.models.ids import new_id


class Channel(filesystem.Channel):
    """A message appears under its name in one step, and one process at a time reads or writes the table of queues.

    kombu opens a file under its final name and fills it afterwards; a worker that looked in between found nothing in it
    and ended.
    """

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # kombu names it in two ways
        folder = Path(self.data_folder_out)
        name = new_id()  # they are read in the order of their names
        unseen = folder / f"{name}.part"
        unseen.write_text(dumps(payload), encoding="utf-8")
        unseen.replace(folder / f"{name}.{queue}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:  # cut off by a power failure: the sweep it rang for comes with the timetable
            raise Empty() from None

    def get_table(self, exchange: str) -> Any:
        """Return which queues an exchange leads to."""
        with self._alone():
            try:
                return super().get_table(exchange)
            except ValueError:
                return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        with self._alone():
            try:
                super()._queue_bind(exchange, routing_key, pattern, queue)
            except ValueError:  # the table was cut off: every worker that starts writes itself into it
                self._exchange_file(exchange).unlink()
                super()._queue_bind(exchange, routing_key, pattern, queue)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        folder = Path(self.control_folder)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as held:
            flock(held, LOCK_EX)
            yield


class Transport(filesystem.Transport):
    """What a broker address that begins with `filesystem://` stands for."""

    Channel = Channel
