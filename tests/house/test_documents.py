"""What is generated from the code says what the code says: the map, the OpenAPI document, the English catalogue."""

import re
from pathlib import Path

from tests.house import catalogue, openapi
from tests.house.map import BEGIN, DOCUMENT, END, first_line, mapped, redrawn
from tests.house.source import ROOT, tracked


def test_every_module_says_in_one_line_what_it_holds() -> None:
    assert [path for path in mapped() if not first_line(path).endswith(".")] == []


def test_the_map_is_in_step() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert BEGIN in document
    assert END in document
    assert document == redrawn(document), "make docs"


def test_the_openapi_document_is_in_step() -> None:
    assert openapi.DOCUMENT.read_text(encoding="utf-8") == openapi.document(), "make docs"


def test_every_chinese_word_has_its_english() -> None:
    assert catalogue.problems() == [], "make messages, then translate what is empty"


def test_the_english_catalogue_is_kept_as_it_would_be_written() -> None:
    """Else whoever adds a word finds entries changed that somebody else has put in by hand."""
    assert catalogue.ENGLISH.read_bytes() == catalogue.as_written(catalogue.english()), "make messages"


def test_no_template_speaks_past_the_catalogue() -> None:
    assert catalogue.unmarked() == []


def test_words_are_found_in_code_and_in_templates() -> None:
    text = '<p>\n  {% translate "请刷卡" %}{% blocktranslate %}您好{% endblocktranslate %}\n    {{ _("再见") }}</p>'
    code = catalogue._as_code(text, "page.html")
    assert [word for word in ("请刷卡", "您好", "再见") if word not in code] == []


def test_every_command_named_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", Path(ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        f"{path}: make {name}"
        for path in tracked()
        if path.endswith((".md", ".py"))
        for name in re.findall(r"`make ([a-z-]+)", (ROOT / path).read_text(encoding="utf-8"))
        if name not in targets
    }
    assert named == set()
