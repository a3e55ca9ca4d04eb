"""Every act that is written down can be read and asked for: its verb and its kind of subject have words."""

import ast
from collections.abc import Iterator

from canteen.gateways.deed_words import subject_kinds, verbs
from tests.house.source import Module, functions, modules


def constants(node: ast.expr) -> Iterator[str]:
    """The texts an expression may stand for: one, or either of a choice."""
    if isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def given(module: Module, name: str) -> Iterator[tuple[str, str]]:
    """(text, where) of every text given to a parameter of this name, by word or by place in the same module."""
    places = {}
    for made in functions(module):
        parameters = [each.arg for each in (*made.args.posonlyargs, *made.args.args)]
        if name in parameters:
            places[made.name] = parameters.index(name)
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        said = [each.value for each in node.keywords if each.arg == name]
        place = places.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if place is not None and len(node.args) > place:
            said.append(node.args[place])
        yield from ((text, module.at(node)) for each in said for text in constants(each))


def test_every_deed_has_words() -> None:
    rooms = [module for module in modules() if module.drawer != "models"]  # where verbs are those of triggers
    for name, words in (("verb", verbs()), ("subject_kind", subject_kinds())):
        speaking = [module for module in rooms if name in module.text]
        written = dict(each for module in speaking for each in given(module, name))
        assert {text: where for text, where in written.items() if text not in words} == {}
        assert sorted(set(words) - set(written)) == []


def test_a_verb_is_seen_by_word_by_place_and_in_a_choice() -> None:
    module = Module(
        "x.py",
        'def _written(actor, verb): ...\n_written(a, "sign" if b else "confirm")\ndo(verb="open")\nother("none", "no")',
    )
    assert [text for text, _ in given(module, "verb")] == ["sign", "confirm", "open"]
