#!/usr/bin/env bash
# Brings what pip cannot: `postgres` or `chromium`. Where that fails it says so, and the tests that need it decide what
# that means: they are skipped, or (NUANCAN_STRICT=1) fail.
set -euo pipefail
cd "$(dirname "$0")/.."

has_postgres() { .venv/bin/python -c 'from tests.postgres import binaries; binaries()' 2>/dev/null; }
has_shell() { command -v chromium-headless-shell; } >/dev/null 2>&1
has_chromium() { has_shell || command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null 2>&1
has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -n 1)" ]; }

case $1 in
  postgres)
    # The PyPI package in requirements/dev.txt stands in where apt has none.
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || .ci/apt.sh postgresql || true
    has_postgres || echo "COULD NOT INSTALL PostgreSQL: its tests cannot run here." >&2
    ;;
  chromium)
    # The same Chromium without windows, in which the tests take half the time; where apt has none, it is asked once.
    if ! has_shell && [ ! -e var/.no-headless-shell ]; then
      mkdir -p var
      .ci/apt.sh chromium-headless-shell || : >var/.no-headless-shell
    fi
    has_chromium || .ci/apt.sh chromium || true
    has_chromium || echo "COULD NOT INSTALL Chromium: the browser tests cannot run here." >&2
    has_chinese_font || .ci/apt.sh fontconfig fonts-noto-cjk || true
    has_chinese_font || echo "COULD NOT INSTALL a Chinese font: screens will show boxes." >&2
    ;;
  *)
    echo "usage: .ci/machine.sh postgres|chromium" >&2
    exit 2
    ;;
esac
