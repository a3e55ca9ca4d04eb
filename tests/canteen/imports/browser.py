"""A browser before the pages of lists: who is signed in, a file that is sent, columns confirmed, what is shown."""

from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from canteen.models import Staff
from tests.canteen.imports.desk import SENDER
from tests.county import id_number

HEAD = ("序号", "姓名", "身份证号", "村社区")
KEYS = ("", "name", "id_number", "region")


def signed_in(staff_id: UUID) -> Client:
    """A browser of somebody who works here."""
    client = Client()
    client.force_login(Staff.objects.get(id=staff_id))
    return client


def send(client: Client, region_id: UUID, content: bytes, kind: str = "elders", *, name: str = "名册.xlsx") -> str:
    """Send a file in as the form does, and return the address one is led to."""
    posted = {"kind": kind, "sender": SENDER, "region": str(region_id), "file": SimpleUploadedFile(name, content)}
    answer = client.post("/imports/new", posted)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def confirm(client: Client, address: str, keys: tuple[str, ...] = KEYS) -> None:
    """Say what the columns of a list mean, its header standing in the first row."""
    columns = {f"column-{at}": key for at, key in enumerate(keys)}
    posted = {"sheet": "0", "header": "1", "height": "1", "year": "2026", **columns}
    assert client.post(f"{address}/columns", posted)["Location"] == address


def people(count: int) -> list[tuple[object, ...]]:
    """A list of so many elders under its header."""
    return [HEAD, *[(number, "王桂英", id_number(100 + number), "here镇") for number in range(1, count + 1)]]


def words(client: Client, address: str) -> str:
    """What a page says."""
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())
