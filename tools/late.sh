#!/usr/bin/env bash
# Say what is late today, also in the summary of the run where there is one. Fails when
# something is, so that somebody sees it.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p _build
late=0
make --silent check ON="$(date -u +%F)" >_build/late.txt 2>&1 || late=1
cat _build/late.txt
# Indented, what the tables say is code and never markup.
{
  echo "## What is late"
  echo
  sed 's/^/    /' _build/late.txt
} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
exit "$late"
