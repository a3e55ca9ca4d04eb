"""A clerk's browser before the pages of lists: sends a file, confirms the columns as proposed, reads the page."""

import html
import io
import re
from uuid import UUID

from django.test import Client
from openpyxl import load_workbook

from canteen.core.intake.kinds import Kind
from canteen.models import Import
from tests.canteen.imports.browser import send, words
from tests.canteen.imports.desk import read
from tests.canteen.samples.sample import Told

_ROW = re.compile(
    r'<tr>\s*<th scope="row">(?P<number>\d+)</th>.*?<span>(?P<who>.*?)(?:<small class="mono">(?P<masked>.*?)</small>)?'
    r'</span></td>.*?<span class="state \w+">(?P<outcome>.*?)</span>.*?<ul class="plain-list">(?P<told>.*?)</ul>',
    re.DOTALL,
)
_SELECT = re.compile(r'<select name="(column-\d+)".*?</select>', re.DOTALL)
_CHOSEN = re.compile(r'<option value="(\w+)" selected>')
_HIDDEN = re.compile(r'<input (?:type="hidden" |id="year" )name="(sheet|header|height|year)" .*?value="(\d+)"')


def sent(client: Client, *, kind: Kind, region_id: UUID, content: bytes) -> str:
    """Send a file in, confirm what the page proposes for its columns, have it read; return its address."""
    address = send(client, region_id, content, kind.value)
    page = words(client, address)
    form = page[page.index('<form method="post"') :]
    columns = {found[1]: (_CHOSEN.search(found[0]) or ["", ""])[1] for found in _SELECT.finditer(form)}
    answer = client.post(f"{address}/columns", {**dict(_HIDDEN.findall(form)), **columns})
    assert answer["Location"] == address, words(client, str(answer["Location"]))
    read()
    return address


def rows_of(page: str) -> list[Told]:
    """The rows of a list as its page tells them; a difference reads 联系电话：old → new, as on the page."""
    found = [
        Told(
            int(row["number"]),
            _text(row["who"]),
            _text(row["outcome"]),
            tuple(_text(told) for told in re.findall("<li>(.*?)</li>", row["told"])),
        )
        for row in _ROW.finditer(page)
    ]
    assert len(found) == page.count("<tr>") - 1
    return found


def mistakes_taken_home(client: Client, address: str) -> list[tuple[int, str]]:
    """The table of mistakes that is downloaded: row, and all that is wrong with it."""
    answer = client.get(f"{address}/mistakes")
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].values)
    return [(int(str(row[0])), str(row[-1])) for row in rows[1:]]


def decided(client: Client, address: str) -> None:
    """Press the button that has the list written."""
    digest = Import.objects.values_list("shown_digest", flat=True).get(id=address.rpartition("/")[2])
    assert client.post(f"{address}/decision", {"digest": digest})["Location"] == address


def _text(markup: str) -> str:
    apart = re.sub(r'(<(?:b|span) class="[^"]*of">)(.*?)(</(?:b|span)>)', r"\2：", markup)
    return " ".join(html.unescape(re.sub("<[^>]*>", "", apart)).split())
