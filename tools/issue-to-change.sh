#!/usr/bin/env bash
# Turn the text of an issue into a pull request on a branch of its own, or answer in the
# issue with everything that is wrong with it. Needs GH_TOKEN and GH_REPO.
set -euo pipefail
cd "$(dirname "$0")/.."
issue=$1
branch="issue-$issue"
mkdir -p _build
text=_build/issue.md
messages=_build/messages.txt

gh issue view "$issue" --json body --jq .body >"$text"
if ! make --silent add FILE="$text" UNFINISHED=yes >"$messages" 2>&1; then
  {
    echo "This could not be put into the tables yet. Please edit the issue, then set the label again."
    echo
    # Four spaces make a block of code, in which nothing is markup.
    sed 's/^/    /' "$messages"
  } >_build/answer.md
  gh issue comment "$issue" --body-file _build/answer.md
  gh issue edit "$issue" --remove-label "make a change"
  exit 0
fi

if git diff --quiet -- data references.bib; then
  gh issue comment "$issue" --body "The tables say this already; nothing was changed."
  exit 0
fi
git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
git switch --create "$branch"
git add data references.bib
git commit --quiet --message "Take up issue $issue"
gh auth setup-git
git push --force --quiet "https://github.com/$GH_REPO.git" "$branch"
make --silent diff BASE=HEAD~1 FORMAT=markdown OUTPUT=_build/difference.md
{ echo "Closes #$issue."; echo; cat _build/difference.md; } >_build/body.md
open=$(gh pr list --head "$branch" --state open --json number --jq '.[0].number // empty')
if [ -z "$open" ]; then
  gh pr create --head "$branch" --base main --title "Take up issue $issue" --body-file _build/body.md
else
  gh pr edit "$open" --body-file _build/body.md
fi
# A push with the workflow's own token starts no check by itself.
gh workflow run check.yml --ref "$branch"
