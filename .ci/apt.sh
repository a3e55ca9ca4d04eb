#!/usr/bin/env bash
# Installs Debian packages, as root or by sudo without a question; says why when it cannot.
set -euo pipefail
command -v apt-get >/dev/null || { echo "No apt-get here: please install $* by hand." >&2; exit 1; }
as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || { echo "Not root and no sudo: please run  apt-get install $*" >&2; exit 1; }
  as_root=(sudo -n)
fi
# A package list that cannot be refreshed may still do.
"${as_root[@]}" apt-get update -qq >/dev/null 2>&1 || echo "apt-get update did not succeed; trying with the old lists." >&2
echo "Installing $* with apt …"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
