#!/usr/bin/env bash
# Pins requirements/*.in with hashes. Neither the index nor this machine is named in what it writes.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python -m uv --version >/dev/null 2>&1 || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
for level in base dev; do
  .venv/bin/python -m uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
    --no-emit-find-links "requirements/$level.in" -o "requirements/$level.txt"
done
git --no-pager diff --stat -- requirements
