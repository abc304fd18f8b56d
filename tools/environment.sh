#!/usr/bin/env bash
# Make .venv from exact locked versions. Called by `make`.
set -euo pipefail
cd "$(dirname "$0")/.."
start=$SECONDS

find_python() {
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null &&
      "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      command -v "$name"
      return
    fi
  done
  echo "Python 3.11 or newer was not found: install it, then run make again" >&2
  exit 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

python=$(find_python)
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  # Debian and Ubuntu keep the part of Python that makes environments in a package of its own.
  echo "installing venv (Debian keeps it apart from Python)"
  as_root apt-get update -qq
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  as_root apt-get install -y -qq "python$version-venv" >/dev/null ||
    { echo "could not install python$version-venv: install it by hand, then run make again" >&2; exit 1; }
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
printf '%7.1f s  environment\n' "$((SECONDS - start))"
