#!/usr/bin/env bash
# Keep one issue that lists the links that do not answer; close it when all do.
# Needs GH_TOKEN and GH_REPO. Takes the report of `make links`, empty when all is well.
set -euo pipefail
report=$1
title="Links that do not answer"

issue=$(gh issue list --state open --search "\"$title\" in:title" --json number,title \
  --jq "[.[] | select(.title == \"$title\")][0].number // empty")
if [ ! -s "$report" ]; then
  if [ -n "$issue" ]; then
    gh issue close "$issue" --comment "All links answer again."
  fi
elif [ -n "$issue" ]; then
  gh issue edit "$issue" --body-file "$report"
else
  gh issue create --title "$title" --body-file "$report"
fi
