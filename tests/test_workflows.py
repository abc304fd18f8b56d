"""The workflows on GitHub: sound by two linters, pinned, and with no more rights than needed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCRIPTS = sorted((ROOT / "tools").glob("*.sh"))
NAMES = [path.stem for path in WORKFLOWS]


def program(name: str) -> str:
    """Return where a program of the test environment is."""
    return str(Path(sys.executable).with_name(name))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the project's folder."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of every job."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.fixture(params=WORKFLOWS, ids=NAMES)
def text(request: pytest.FixtureRequest) -> str:
    """Return a workflow as it is written."""
    path: Path = request.param
    return path.read_text(encoding="utf-8")


@pytest.fixture
def workflow(text: str) -> dict[str, Any]:
    """Return a workflow as GitHub reads it."""
    # YAML 1.1 takes the key "on" for a truth value.
    return yaml.safe_load(re.sub(r"^on:", "'on':", text, flags=re.MULTILINE))


def test_actionlint_finds_nothing() -> None:
    """With shellcheck reading the commands of the steps."""
    done = run(program("actionlint"), "-shellcheck", program("shellcheck"), *map(str, WORKFLOWS))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_zizmor_finds_nothing_at_its_strictest() -> None:
    """Its pedantic persona asks for more than security."""
    done = run(program("zizmor"), "--offline", "--persona", "pedantic", ".github")
    assert done.returncode == 0, done.stdout


def test_actionlint_would_find_a_mistake(tmp_path: Path) -> None:
    """The linter is really there and reads the file."""
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text("utf-8").replace("runs-on", "run-on"), "utf-8")
    assert run(program("actionlint"), str(wrong)).returncode != 0


def test_zizmor_would_find_a_mistake(tmp_path: Path) -> None:
    """An action without a pin is reported."""
    text = re.sub(r"@[0-9a-f]{40}[^\n]*", "@main", (WORKFLOWS[0]).read_text("utf-8"))
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(text, "utf-8")
    assert run(program("zizmor"), "--offline", str(wrong)).returncode != 0


@pytest.mark.parametrize("script", SCRIPTS, ids=[path.name for path in SCRIPTS])
def test_shellcheck_finds_nothing_in_our_scripts(script: Path) -> None:
    """Also in those that people run by hand."""
    done = run(program("shellcheck"), str(script))
    assert (done.returncode, done.stdout) == (0, "")


def test_every_action_is_pinned_to_a_commit_and_says_its_version(text: str) -> None:
    """A tag can be moved to other code; a commit cannot."""
    used = re.findall(r"uses: (.+)", text)
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", one) for one in used), used


def test_one_action_has_one_pin_in_all_workflows() -> None:
    """Two versions of one action would drift apart."""
    everywhere = "\n".join(path.read_text("utf-8") for path in WORKFLOWS)
    pins = set(re.findall(r"uses: ([\w./-]+)@(\S+)", everywhere))
    assert len(pins) == len({action for action, _ in pins})


def test_a_workflow_starts_without_any_right(workflow: dict[str, Any]) -> None:
    """Each job asks for what it needs."""
    assert workflow["permissions"] == {}


def test_a_workflow_says_which_runs_may_stand_beside_each_other(workflow: dict[str, Any]) -> None:
    """Two runs of a kind must not write over each other."""
    assert workflow["concurrency"]["group"]


def test_every_job_has_a_time_limit(workflow: dict[str, Any]) -> None:
    """A job that hangs ends."""
    assert all(job["timeout-minutes"] <= 90 for job in workflow["jobs"].values())


def test_what_a_pull_request_starts_has_neither_secrets_nor_write_access() -> None:
    """Anyone can open a pull request from a fork."""
    checked = 0
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        if not re.search(r"^  pull_request:", text, re.MULTILINE):
            continue
        checked += 1
        assert "secrets." not in text
        assert "github.token" not in text
        assert not re.search(r": write", text)
    assert checked == 1


def test_no_workflow_runs_on_the_target_of_a_pull_request(text: str) -> None:
    """That event would run with the rights of the main branch."""
    assert "pull_request_target" not in text


def test_the_steps_call_what_everyone_calls(workflow: dict[str, Any]) -> None:
    """What a workflow does, a person can do with make."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for step in steps(workflow):
        for command in step.get("run", "").splitlines():
            made = re.match(r"make (?:--silent )?([a-z]+)", command)
            if made:
                assert made[1] in targets
            else:
                assert re.match(r"(bash tools/[\w-]+\.sh|cat _build/)", command), command


@pytest.mark.parametrize("script", SCRIPTS, ids=[path.name for path in SCRIPTS])
def test_a_script_calls_targets_that_exist(script: Path) -> None:
    """A renamed target is found here, not on GitHub."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"make --silent (\w+)", script.read_text("utf-8"))) <= targets


def test_text_of_an_issue_never_becomes_a_command(text: str) -> None:
    """An expression is pasted into a command before the shell sees it."""
    for step in re.findall(r"run: (.*)", text):
        assert "${{" not in step


GH = """#!/usr/bin/env bash
# Stands for GitHub's program: notes what it is asked, answers from files.
echo "gh $*" >> "$NOTES"
case "$*" in
  "issue view "*) cat "$ANSWERS/body.md" ;;
  "pr list "*) cat "$ANSWERS/pulls" 2>/dev/null ;;
  "issue list "*) cat "$ANSWERS/issues" 2>/dev/null ;;
  *"repos/owner/name/pulls"*) cat "$ANSWERS/pulls" 2>/dev/null ;;
  *"/comments --jq"*) cat "$ANSWERS/comments" 2>/dev/null ;;
esac
for argument in "$@"; do
  case "$argument" in
    body=@*) cp "${argument#body=@}" "$ANSWERS/sent.md" ;;
  esac
done
while [ $# -gt 0 ]; do
  if [ "$1" = --body-file ]; then cp "$2" "$ANSWERS/sent.md"; fi
  shift
done
exit 0
"""

MAKE = """#!/usr/bin/env bash
# Stands for make: notes what it is asked, changes a table or fails as told.
echo "make $*" >> "$NOTES"
case "$*" in
  *add*)
    if [ -e "$ANSWERS/wrong" ]; then echo "issue.md:3: no source"; exit 2; fi
    cat "$ANSWERS/change" >> data/table.csv ;;
  *watch*)
    echo "One new record." > _build/watch.md
    cat "$ANSWERS/change" >> data/table.csv
    if [ -e "$ANSWERS/wrong" ]; then echo "Crossref: no answer"; exit 2; fi ;;
  *check*)
    echo "data/saved_searches.csv:2:1: never run"
    if [ -e "$ANSWERS/wrong" ]; then exit 2; fi ;;
  *diff*)
    for argument in "$@"; do
      case "$argument" in OUTPUT=*) echo "No conclusion changes." > "${argument#OUTPUT=}" ;; esac
    done ;;
esac
"""


class Place:
    """A repository with its origin, in which a script runs beside stand-ins."""

    def __init__(self, folder: Path):
        self.folder = folder / "checkout"
        self.origin = folder / "origin"
        self.answers = folder / "answers"
        self.notes = folder / "notes"
        programs = folder / "bin"
        for one in (self.answers, programs, self.folder):
            one.mkdir()
        for name, text in (("gh", GH), ("make", MAKE)):
            (programs / name).write_text(text, "utf-8")
            (programs / name).chmod(0o755)
        shutil.copytree(ROOT / "tools", self.folder / "tools")
        (self.folder / "data").mkdir()
        (self.folder / "data" / "table.csv").write_text("a\n", "utf-8")
        (self.folder / "references.bib").write_text("", "utf-8")
        (self.folder / ".gitignore").write_text("_build\n", "utf-8")
        self.environment = {
            "PATH": f"{programs}:/usr/bin:/bin",
            "HOME": str(folder),
            "NOTES": str(self.notes),
            "ANSWERS": str(self.answers),
            "GH_REPO": "owner/name",
            "HEAD_OWNER": "someone",
            "HEAD_BRANCH": "patch-1",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{self.origin}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://github.com/owner/name.git",
            "GIT_AUTHOR_NAME": "n",
            "GIT_AUTHOR_EMAIL": "n@example.org",
            "GIT_COMMITTER_NAME": "n",
            "GIT_COMMITTER_EMAIL": "n@example.org",
        }
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "start")
        self.git("init", "-q", "--bare", str(self.origin))
        self.git("remote", "add", "origin", str(self.origin))
        self.git("push", "-q", "origin", "main", "HEAD:refs/pull/7/head")

    def git(self, *arguments: str) -> str:
        """Run git in the checkout; return what it says."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def run(self, script: str, *arguments: str, status: int = 0) -> str:
        """Run a script; return what was asked of the stand-ins."""
        done = subprocess.run(
            ["bash", f"tools/{script}", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == status, done.stderr
        return self.notes.read_text("utf-8") if self.notes.exists() else ""

    @property
    def sent(self) -> str:
        """The text that was sent to GitHub last."""
        return (self.answers / "sent.md").read_text("utf-8")

    def answer(self, name: str, text: str) -> None:
        """Let the stand-ins find an answer."""
        (self.answers / name).write_text(text, "utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a repository to run scripts in."""
    return Place(tmp_path)


def test_an_issue_becomes_a_pull_request_on_a_branch_of_its_own(place: Place) -> None:
    """The main branch stays as it is."""
    place.answer("body.md", "### Study\n")
    place.answer("change", "b\n")
    asked = place.run("issue-to-change.sh", "12")
    assert "gh pr create --head issue-12 --base main" in asked
    assert place.git("show", "origin/main:data/table.csv") == "a"
    tables = place.git("--git-dir", str(place.origin), "show", "issue-12:data/table.csv")
    assert tables == "a\nb"
    assert place.sent == "Closes #12.\n\nNo conclusion changes.\n"


def test_the_check_of_such_a_pull_request_is_started_by_hand(place: Place) -> None:
    """GitHub starts no workflow for a push made with a workflow's own token."""
    place.answer("body.md", "### Study\n")
    place.answer("change", "b\n")
    asked = place.run("issue-to-change.sh", "12")
    assert asked.splitlines()[-1] == "gh workflow run check.yml --ref issue-12"


def test_an_issue_labelled_again_renews_its_pull_request(place: Place) -> None:
    """There is one pull request per issue."""
    place.answer("body.md", "### Study\n")
    place.answer("change", "b\n")
    place.answer("pulls", "31\n")
    asked = place.run("issue-to-change.sh", "12")
    assert "gh pr edit 31 --body-file" in asked
    assert "gh pr create" not in asked


def test_an_issue_that_cannot_be_read_is_answered_with_everything_wrong(place: Place) -> None:
    """The messages stand in the answer as code, and nothing is opened."""
    place.answer("body.md", "### Study\n")
    place.answer("wrong", "")
    asked = place.run("issue-to-change.sh", "12")
    assert "    issue.md:3: no source" in place.sent
    assert "gh issue edit 12 --remove-label make a change" in asked
    assert "pr create" not in asked


def test_an_issue_that_changes_nothing_is_told_so(place: Place) -> None:
    """A pull request without a change would be noise."""
    place.answer("body.md", "### Study\n")
    place.answer("change", "")
    asked = place.run("issue-to-change.sh", "12")
    assert "The tables say this already; nothing was changed." in asked
    assert "pr create" not in asked


def test_a_pull_request_gets_one_comment_about_the_evidence(place: Place) -> None:
    """A hidden mark lets it be found again."""
    place.answer("pulls", "7\n")
    asked = place.run("comment.sh")
    assert "--method POST repos/owner/name/issues/7/comments" in asked
    assert place.sent == "<!-- difference in the evidence -->\nNo conclusion changes.\n"


def test_the_comment_is_renewed_in_place(place: Place) -> None:
    """A second comment would bury the first."""
    place.answer("pulls", "7\n")
    place.answer("comments", "99\n")
    asked = place.run("comment.sh")
    assert "--method PATCH repos/owner/name/issues/comments/99" in asked
    assert "--method POST" not in asked


def test_a_branch_without_an_open_pull_request_gets_no_comment(place: Place) -> None:
    """It may have been closed while the check ran."""
    asked = place.run("comment.sh")
    assert "comments" not in asked


def test_dead_links_open_an_issue(place: Place) -> None:
    """The workflow itself does not fail."""
    report = place.folder / "links.md"
    report.write_text("- `https://example.org/gone`\n", "utf-8")
    asked = place.run("report-links.sh", str(report))
    assert "gh issue create --title Links that do not answer" in asked
    assert "gone" in place.sent


def test_dead_links_renew_the_issue_that_is_open(place: Place) -> None:
    """One issue lists what is dead today."""
    report = place.folder / "links.md"
    report.write_text("- `https://example.org/gone`\n", "utf-8")
    place.answer("issues", "5\n")
    asked = place.run("report-links.sh", str(report))
    assert "gh issue edit 5" in asked
    assert "gh issue create" not in asked


def test_when_all_links_answer_the_issue_is_closed(place: Place) -> None:
    """Nobody has to remember it."""
    report = place.folder / "links.md"
    report.write_text("", "utf-8")
    place.answer("issues", "5\n")
    assert "gh issue close 5" in place.run("report-links.sh", str(report))


def test_what_the_watch_finds_becomes_one_pull_request(place: Place) -> None:
    """Its text is what was found, and what that does to the evidence."""
    place.answer("change", "b\n")
    asked = place.run("watch.sh")
    assert "gh pr create --head watch --base main" in asked
    assert place.git("show", "origin/main:data/table.csv") == "a"
    tables = place.git("--git-dir", str(place.origin), "show", "watch:data/table.csv")
    assert tables == "a\nb"
    assert place.sent == "One new record.\n\nNo conclusion changes.\n"
    assert asked.splitlines()[-1] == "gh workflow run check.yml --ref watch"


def test_the_next_watch_renews_the_pull_request_that_is_open(place: Place) -> None:
    """What was found before is found again, for it is not merged yet."""
    bot = "41898282+github-actions[bot]@users.noreply.github.com"
    place.environment["GIT_AUTHOR_EMAIL"] = bot
    place.answer("change", "b\n")
    place.run("watch.sh")
    place.git("switch", "-q", "main")
    place.git("branch", "-q", "-D", "watch")
    place.answer("pulls", "31\n")
    place.answer("change", "b\nc\n")
    asked = place.run("watch.sh")
    assert "gh pr edit 31 --body-file" in asked
    tables = place.git("--git-dir", str(place.origin), "show", "watch:data/table.csv")
    assert tables == "a\nb\nc"


def test_the_work_of_a_person_on_the_branch_is_not_lost(place: Place) -> None:
    """The pull request says that there is more."""
    place.git("push", "-q", "origin", "main:watch")
    place.answer("pulls", "31\n")
    place.answer("change", "b\n")
    asked = place.run("watch.sh")
    assert "gh pr comment 31" in asked
    tables = place.git("--git-dir", str(place.origin), "show", "watch:data/table.csv")
    assert tables == "a"


def test_a_watch_that_finds_nothing_opens_nothing(place: Place) -> None:
    """A pull request without a change would be noise."""
    place.answer("change", "")
    assert "gh" not in place.run("watch.sh")


def test_a_service_that_fails_is_seen_although_the_rest_is_brought(place: Place) -> None:
    """The workflow is red, and the pull request is there."""
    place.answer("change", "b\n")
    place.answer("wrong", "")
    assert "gh pr create" in place.run("watch.sh", status=1)


@pytest.mark.parametrize("late", [False, True])
def test_what_is_late_stands_in_the_summary_of_the_run(place: Place, late: bool) -> None:
    """As code, whatever a table says; the run is red only when something is late."""
    summary = place.folder / "summary.md"
    place.environment["GITHUB_STEP_SUMMARY"] = str(summary)
    if late:
        place.answer("wrong", "")
    asked = place.run("late.sh", status=int(late))
    assert re.fullmatch(r"make --silent check ON=\d{4}-\d\d-\d\d\n", asked)
    said = "## What is late\n\n    data/saved_searches.csv:2:1: never run\n"
    assert summary.read_text("utf-8") == said
