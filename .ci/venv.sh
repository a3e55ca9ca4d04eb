#!/usr/bin/env bash
# Brings .venv to requirements/base.txt or requirements/dev.txt; does nothing when it is there already.
set -euo pipefail
cd "$(dirname "$0")/.."
level=$1
stamp=.venv/.installed-$level
wanted=$(sha256sum "requirements/$level.txt" | cut -d' ' -f1)
[ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ] && exit 0

python=${PYTHON:-$(command -v python3.11 || command -v python3 || true)}
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))'; then
  echo "Python 3.11 or newer is needed and was not found (set PYTHON=/path/to/python3.11)." >&2
  exit 1
fi
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    version=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
    .ci/apt.sh "python$version-venv" || .ci/apt.sh python3-venv || {
      echo "Could not install python$version-venv, without which Python makes no virtual environment." >&2
      exit 1
    }
  fi
  rm -rf .venv
  "$python" -m venv .venv
fi

echo "Installing requirements/$level.txt into .venv …"
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$level.txt"; then
  echo "Could not install requirements/$level.txt: is the package index reachable?" >&2
  exit 1
fi
printf '%s\n' "$wanted" >"$stamp"
# What tests need holds what runs.
[ "$level" = dev ] && sha256sum requirements/base.txt | cut -d' ' -f1 >.venv/.installed-base
exit 0
