#!/usr/bin/env bash
# Write or renew the one comment that tells a pull request what it does to the evidence.
# Needs GH_TOKEN, GH_REPO, HEAD_OWNER and HEAD_BRANCH. The pull request's files are read as
# data by the package of this checkout; nothing of it is run.
set -euo pipefail
cd "$(dirname "$0")/.."
mark='<!-- difference in the evidence -->'

pull=$(gh api --method GET "repos/$GH_REPO/pulls" -f state=open -f head="$HEAD_OWNER:$HEAD_BRANCH" \
  --jq '.[0].number // empty')
if [ -z "$pull" ]; then
  echo "no open pull request from $HEAD_OWNER:$HEAD_BRANCH"
  exit 0
fi

git fetch --quiet origin "refs/pull/$pull/head:refs/remotes/pull"
base=$(git merge-base HEAD refs/remotes/pull)
mkdir -p _build
make --silent diff BASE="$base" HEAD=refs/remotes/pull FORMAT=markdown OUTPUT=_build/difference.md ||
  echo "The difference could not be worked out; the check says what is wrong." >_build/difference.md
{ echo "$mark"; cat _build/difference.md; } >_build/comment.md

comment=$(gh api --paginate "repos/$GH_REPO/issues/$pull/comments" \
  --jq ".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"$mark\"))) | .id" |
  head -n 1)
if [ -n "$comment" ]; then
  gh api --silent --method PATCH "repos/$GH_REPO/issues/comments/$comment" -F body=@_build/comment.md
else
  gh api --silent --method POST "repos/$GH_REPO/issues/$pull/comments" -F body=@_build/comment.md
fi
