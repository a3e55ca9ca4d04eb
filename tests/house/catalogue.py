"""Keeps the English catalogue in step with the Chinese of the screens: `python -m tests.house.catalogue --write`.

Django's makemessages needs gettext's programs; Babel reads the same sources without them.
"""

import io
import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tests.house.source import ROOMS, ROOT, tracked

ENGLISH = ROOT / "canteen" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Which argument of a call is the message, which its plural, and which ("c") says where it stands; None: the first.
Places = tuple[int | tuple[int, int] | tuple[int, str], ...] | None
_PLURAL: Places = (1, 2)
_CONTEXT: Places = ((1, "c"), 2)
_BOTH: Places = ((1, "c"), 2, 3)
KEYWORDS: dict[str, Places] = {"_": None}
for _suffix in ("", "_lazy"):
    KEYWORDS |= {f"gettext{_suffix}": None, f"ngettext{_suffix}": _PLURAL}
    KEYWORDS |= {f"pgettext{_suffix}": _CONTEXT, f"npgettext{_suffix}": _BOTH}
KEYWORDS["gettext_noop"] = None

HEADER = {
    "project": "Nuancan",
    "version": "1",
    "msgid_bugs_address": "nobody@localhost",
    "last_translator": "Nuancan",
    "language_team": "English",
}

type_of_id = str | tuple[str, ...]
Key = tuple[type_of_id, str | None]  # what is written in the source, and the context that tells two meanings apart

# What a template says to a browser once its comments, tags and variables are taken away.
_MARKED = re.compile(
    r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?%}.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%.*?%}|{{.*?}}|<!--.*?-->",
    re.DOTALL,
)


def sources() -> Iterator[tuple[str, str]]:
    """Yield (path, text) of everything that may hold words for a screen."""
    for path in tracked():
        if path.split("/")[0] in ROOMS and path.endswith((".py", ".html", ".txt")) and "/migrations/" not in path:
            yield path, (ROOT / path).read_text(encoding="utf-8")


def wanted() -> dict[Key, str]:
    """Return every marked message with Chinese in it, and a place where it stands."""
    found: dict[Key, str] = {}
    for path, text in sources():
        code = text if path.endswith(".py") else _as_code(text, path)
        for line, message, _, context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
            key = (message, context)
            if CHINESE.search(str(key[0])):
                found.setdefault(key, f"{path}:{line}")
    return found


def _as_code(template: str, path: str) -> str:
    """Return a template as lines of calls, without the layout that would be taken for Python's."""
    return "\n".join(line.strip() for line in templatize(template, origin=path).split("\n"))


def unmarked() -> list[str]:
    """Return where a template says something in Chinese that no catalogue can translate."""
    found = []
    for path, text in sources():
        if not path.endswith(".py"):
            bare = _MARKED.sub(lambda marked: "\n" * marked.group().count("\n"), text)
            found += [f"{path}:{number}" for number, line in enumerate(bare.split("\n"), 1) if CHINESE.search(line)]
    return found


def english() -> Catalog:
    """Return the English catalogue as it is."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def translated(message: Message | None) -> bool:
    """Say whether a message has its English, all forms of it, and nobody doubts it."""
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(strings)


def problems() -> list[str]:
    """Return what keeps the catalogue from being in step: words without English, and English without its words."""
    catalogue, words = english(), wanted()
    missing = [f"{at}: {key[0]}" for key, at in words.items() if not translated(catalogue.get(_id(key[0]), key[1]))]
    kept = {(_id(message.id), message.context) for message in catalogue if message.id}
    unused = kept - {(_id(key[0]), key[1]) for key in words}
    return missing + [f"no longer said: {message}" for message, _ in sorted(unused, key=str)]


def _id(message: object) -> str:
    """Return what gettext looks a message up by: of a plural, its first form."""
    return str(message[0] if isinstance(message, list | tuple) else message)


def renewed(catalogue: Catalog) -> Catalog:
    """Return a catalogue of exactly the words in use, with the English they had."""
    fresh = Catalog(locale="en", fuzzy=False, header_comment="#", creation_date=catalogue.creation_date, **HEADER)
    for message, context in wanted():
        had = catalogue.get(_id(message), context)
        fresh.add(message, had.string if had else None, context=context, flags=had.flags if had else ())
    return fresh


def as_written(catalogue: Catalog) -> bytes:
    """Return a catalogue of the words in use as the file it is kept in: sorted, its lines wrapped, no places named."""
    file = io.BytesIO()
    write_po(file, renewed(catalogue), width=120, sort_output=True, include_lineno=False, no_location=True)
    return file.getvalue()


if __name__ == "__main__":
    if "--write" in sys.argv:
        ENGLISH.parent.mkdir(parents=True, exist_ok=True)
        ENGLISH.write_bytes(as_written(english() if ENGLISH.exists() else Catalog(locale="en")))
    print("\n".join(problems()) or "every word has its English")
