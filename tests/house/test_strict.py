"""In strict mode a PostgreSQL, race or browser test that is skipped, or a lane that ran none, fails the run."""

import pytest

pytest_plugins = ["pytester"]

PASSING = "import pytest\n@pytest.mark.race\ndef test_one():\n    pass\n"
SKIPPED = "import pytest\n@pytest.mark.race\n@pytest.mark.skip\ndef test_two():\n    pass\n"
OTHER = "import pytest\n@pytest.mark.skip\ndef test_three():\n    pass\ndef test_four():\n    pass\n"
GONE = "import pytest\npytest.importorskip('no_such_module')\n"
UNWILLING = "import pytest\n@pytest.mark.browser\n@pytest.mark.xfail\ndef test_five():\n    assert False\n"


@pytest.mark.parametrize(
    ("strict", "expected", "files", "code"),
    [
        ("1", "race", [PASSING], pytest.ExitCode.OK),
        ("1", "race", [PASSING, SKIPPED], pytest.ExitCode.TESTS_FAILED),
        ("1", "race", [OTHER], pytest.ExitCode.TESTS_FAILED),
        ("1", "", [OTHER], pytest.ExitCode.OK),
        ("1", "", [OTHER, UNWILLING], pytest.ExitCode.TESTS_FAILED),
        ("1", "", [PASSING, GONE], pytest.ExitCode.TESTS_FAILED),
        ("0", "race", [PASSING, SKIPPED, GONE], pytest.ExitCode.OK),
        ("0", "race", [OTHER], pytest.ExitCode.OK),
    ],
)
def test_a_lane_that_did_not_run_fails_a_strict_run(
    strict: str,
    expected: str,
    files: list[str],
    code: pytest.ExitCode,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NUANCAN_STRICT", strict)
    monkeypatch.setenv("NUANCAN_TEST_EXPECT", expected)
    markers = "[pytest]\nmarkers =\n race\n browser\n postgres\n"
    pytester.makefile(".ini", pytest=markers)
    pytester.makepyfile(**{f"test_{number}": text for number, text in enumerate(files)})
    result = pytester.runpytest_inprocess("-p", "no:django", "-p", "no:xdist", "-p", "tests.strict")
    assert result.ret == code
    assert ("STRICT: " in result.stdout.str()) is (code != pytest.ExitCode.OK)
