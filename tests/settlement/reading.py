"""What a reader sees on a page of a month, taken from its HTML: facts beside their words, rows of tables, fen."""

import re
from html import unescape


def text_of(html: str) -> str:
    """Words without their tags."""
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def fact(page: str, words: str) -> int | None:
    """The number beside a word: fen where it has a point."""
    found = re.search(rf"<dt>{re.escape(words)}</dt><dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    if found is None:
        return None
    number = re.search(r"[−-]?[\d,]+(\.\d\d)?", text_of(found[1]))
    assert number, words
    return fen_of(number[0]) if "." in number[0] else int(number[0].replace(",", "").replace("−", "-"))


def fen_of(text: str) -> int:
    """Fen of a sum as pages write it."""
    return round(float(text.replace(",", "").replace("−", "-")) * 100)


def rows_of(page: str, name: str) -> list[list[str]]:
    """The cells of a table with this class, a payer's name without what stands below it."""
    table = re.search(rf'<table class="[^"]*\b{name}\b[^"]*">(.*?)</table>', page, re.DOTALL)
    assert table, name
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table[1].split("</thead>")[-1], re.DOTALL)
    return [[text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def late_sum(page: str, column: str) -> int:
    """The sum of one column of what late facts changed; nothing where there is no such table."""
    table = re.search(r'<table class="[^"]*\blate\b[^"]*">(.*?)</table>', page, re.DOTALL)
    if table is None:
        return 0
    heads = [text_of(cell) for cell in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", table[1], re.DOTALL)]
    if column not in heads:
        return 0
    return sum(int(row[heads.index(column)].replace("−", "-")) for row in rows_of(page, "late"))
