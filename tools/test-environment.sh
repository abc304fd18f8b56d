#!/usr/bin/env bash
# Add what the tests need to .venv, a browser included. Called by `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
start=$SECONDS

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements-test.lock

# A browser: one on the PATH, else Playwright's own, else Debian's package.
if ! command -v chromium >/dev/null &&
  ! .venv/bin/python -m playwright install --with-deps chromium >/dev/null 2>&1; then
  echo "installing Debian's chromium"
  as_root apt-get update -qq
  as_root apt-get install -y -qq chromium >/dev/null ||
    { echo "no browser could be installed: put a chromium on the PATH, then run make test again" >&2; exit 1; }
fi
printf '%7.1f s  test environment\n' "$((SECONDS - start))"
