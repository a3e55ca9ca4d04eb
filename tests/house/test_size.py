"""Files stay under 300 lines and functions under 50, so that each can be read at one sitting."""

from tests.house.source import ROOT, functions, modules, tracked

FILE_LINES = 300
FUNCTION_LINES = 50
KINDS = (".py", ".js", ".css", ".html", ".sh")
# Longer than that, each with its reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def test_files_are_short() -> None:
    sizes = {
        path: len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in tracked()
        if path.endswith(KINDS) and "/migrations/" not in path
    }
    assert {path: lines for path, lines in sizes.items() if lines > FILE_LINES and path not in LONG_FILES} == {}


def test_functions_are_short() -> None:
    long = {}
    for module in modules("canteen", "ordering", "settlement", "kiosk", "tests"):
        for function in functions(module):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            name = f"{module.name}.{function.name}"
            if lines > FUNCTION_LINES and "/migrations/" not in module.path and name not in LONG_FUNCTIONS:
                long[f"{module.at(function)} {function.name}"] = lines
    assert long == {}


def test_no_exception_outlives_its_file() -> None:
    assert set(LONG_FILES) - set(tracked()) == set()
