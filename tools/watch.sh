#!/usr/bin/env bash
# Look for new evidence and keep one pull request with all that was found and not merged yet.
# Needs GH_TOKEN and GH_REPO. Fails at the end when a service did not answer, so that
# somebody sees it; what the others found is in the pull request all the same.
set -euo pipefail
cd "$(dirname "$0")/.."
branch=watch
bot="41898282+github-actions[bot]@users.noreply.github.com"
repository="https://github.com/$GH_REPO.git"
mkdir -p _build
failed=0

make --silent watch UNFINISHED=yes OUTPUT=_build/watch.md || failed=1
if git diff --quiet -- data; then
  echo "nothing new was found"
  exit "$failed"
fi

gh auth setup-git
open=$(gh pr list --head "$branch" --state open --json number --jq '.[0].number // empty')
if [ -n "$open" ]; then
  git fetch --quiet --depth=1 "$repository" "$branch"
  if [ "$(git log -1 --format=%ae FETCH_HEAD)" != "$bot" ]; then
    # Somebody works on it: their commits would be lost.
    gh pr comment "$open" --body "More was found, but this branch was edited by hand, so it was left as it is. Merge it, and the next run brings the rest."
    exit "$failed"
  fi
fi

git config user.name "github-actions[bot]"
git config user.email "$bot"
git switch --quiet --create "$branch"
git add data
git commit --quiet --message "Add what the watch found, for a person to judge"
git push --force --quiet "$repository" "$branch"
make --silent diff BASE=HEAD~1 FORMAT=markdown OUTPUT=_build/difference.md
# GitHub takes 65 536 letters.
{ cat _build/watch.md; echo; head -c 20000 _build/difference.md; } | head -c 60000 >_build/body.md
title="New evidence to be judged"
if [ -z "$open" ]; then
  gh pr create --head "$branch" --base main --title "$title" --body-file _build/body.md
else
  gh pr edit "$open" --body-file _build/body.md
fi
# A push with the workflow's own token starts no check by itself.
gh workflow run check.yml --ref "$branch"
exit "$failed"
