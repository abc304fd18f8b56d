"""The evidence diff as people get it: in a pull request, in a browser, on the command line."""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page

import trees
from evidence import comparison
from evidence.__main__ import main
from evidence.comparison import Comparison, Version, markdown, page, record
from markup import read

HOSTILE = (
    "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 2'>"
    "</style></svg></title>&lt;b&gt; [click](javascript:window.hurt=3) ![x](https://evil.test/x) "
    "@everyone #1 GH-2 https://evil.test www.evil.test a@evil.test {{ 7 * 7 }} {% raw %} "
    "`code` ~~x~~ **bold** | cell | $x$ <details> <!-- '}); alert(4); // ${alert(5)} \\u003c"
)
PEAR = trees.study("pear2002", "Pear 2002", (8, 16), year=2002)


def _comparison(folder: Path, tables: trees.Tables, was: trees.Tables | None = None) -> Comparison:
    base = trees.write(folder / "base", was or trees.orchard())
    head = trees.write(folder / "head", tables)
    return comparison.compare(Version("base", base), Version("head", head))


def _hostile(text: str = HOSTILE) -> trees.Tables:
    """Return the orchard with the text in every free field of a change."""
    tables = trees.edited(trees.study("pear2002", f"Pear {text}", (8, 16), year=2002))
    for name, column in (
        ("claims", "statement"),
        ("claims", "verdict"),
        ("questions", "question"),
        ("questions", "certainty"),
        ("analyses", "title"),
        ("analyses", "label"),
        ("conclusions", "sentence"),
        ("conclusions", "chapter"),
        ("certainty", "reason"),
        ("records", "title"),
        ("records", "decision"),
        ("records", "reason"),
        ("arms", "product"),
        ("outcomes", "unit"),
        ("outcomes", "source"),
        ("outcomes", "locator"),
        ("risk_of_bias", "support"),
    ):
        row = 2 if name in ("arms", "outcomes") else 0
        trees.cell(tables, name, row, **{column: f"{name}.{column} {text}"})
    tables["claims"].append({**tables["claims"][0], "claim_id": text})
    tables["records"].append({**tables["records"][0], "record_id": text})
    return tables


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Return a change in which every field is hostile."""
    return _comparison(tmp_path_factory.mktemp("hostile"), _hostile())


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Return a change: a trial more, and a value corrected."""
    head = trees.cell(trees.edited(PEAR), "outcomes", value=11)
    return _comparison(tmp_path_factory.mktemp("change"), head)


def _opened(browser: Browser, text: str, width: int = 1280, scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    shown = context.new_page()
    shown.set_content(text)
    return shown


def test_markdown_says_first_what_moved(change: Comparison) -> None:
    """The heading, the one sentence, then the counts."""
    lines = markdown.render(change).splitlines()
    assert lines[:10] == [
        "<!-- evidence-diff -->",
        "## Evidence diff: base → head",
        "",
        "**Conclusions change: 1 analysis and 1 guarded sentence moved.**",
        "",
        "| Table | added | corrected | removed |",
        "| --- | ---: | ---: | ---: |",
        "| Studies | 1 | 0 | 0 |",
        "| Arms | 2 | 0 | 0 |",
        "| Outcomes | 2 | 1 | 0 |",
    ]


def test_markdown_folds_the_rows_away(change: Comparison) -> None:
    """A corrected value stands there as it was and is, with its source."""
    html = MarkdownIt("commonmark").enable("table").render(markdown.render(change))
    assert "<details><summary>Rows of Outcomes (3)</summary>" in html
    assert (
        "corrected <strong>smith2001 · compost · scabby · 6 months</strong>: value: 10 → 11; "
        "seen in smith2001-abstract, Table 2" in html.replace("\u2060", "")
    )


def test_markdown_of_hostile_texts_holds_no_markup_of_theirs(hostile: Comparison) -> None:
    """What a site would render are our own few elements, without one attribute."""
    html = MarkdownIt("commonmark").enable("table").render(markdown.render(hostile))
    found = read(html)
    ours = {"h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"}
    assert {name for name, _ in found.elements} <= {*ours, "details", "summary"}
    assert {key for _, attributes in found.elements for key in attributes} <= {"style"}
    assert found.text.replace("\u2060", "").count("<script>window.hurt = 1</script>") > 10


def test_markdown_of_hostile_texts_calls_nobody_and_links_nowhere(hostile: Comparison) -> None:
    """No mention, reference to an issue or bare address is left as a site would find it."""
    text = read(MarkdownIt("commonmark").enable("table").render(markdown.render(hostile))).text
    assert re.findall(r"@\w|#\d|\bGH-\d|:/|javascript:\w|www\.", text, re.IGNORECASE) == []


def test_markdown_fits_into_a_comment_and_says_what_it_left_out(tmp_path: Path) -> None:
    """Five hundred new claims of great length are cut, with their number."""
    tables = trees.orchard()
    tables["claims"] += [
        {"claim_id": f"c{i}", "chapter": "soil", "statement": "x" * 5000, "verdict": "mixed"}
        for i in range(500)
    ]
    text = markdown.render(_comparison(tmp_path, tables))
    assert len(text) <= 65_536
    assert "- 460 more left out here; the HTML form shows everything." in text
    assert re.search(r"- 4\d\d more left out here; the HTML form shows everything\.\n\n</det", text)
    assert "### Chapters to read again" in text


def test_the_page_of_hostile_texts_does_nothing(browser: Browser, hostile: Comparison) -> None:
    """No script runs, no address is asked for, no element of theirs is there."""
    text = page.render(hostile)
    asked: list[str] = []
    shown = browser.new_context(offline=True).new_page()
    shown.on("request", lambda one: asked.append(one.url))
    shown.on("dialog", lambda one: asked.append(one.message))
    shown.set_content(text)
    shown.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert shown.evaluate("window.hurt") is None
    assert asked == []
    assert shown.locator("script, img, a, iframe, form, object, foreignObject").count() == 0
    assert (
        shown.evaluate(
            "[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())"
            ".filter(name => name.startsWith('on') || name.endsWith('href') || name === 'src')"
        )
        == []
    )
    assert "<script>window.hurt = 1</script>" in shown.locator("body").inner_text()
    shown.context.close()


def test_the_page_draws_before_and_after(browser: Browser, change: Comparison) -> None:
    """Two drawings of the analysis, the second with the study that came, each told in words."""
    shown = _opened(browser, page.render(change))
    drawings = shown.locator("article [role=img]")
    assert [("Pear 2002" in drawings.nth(i).inner_text()) for i in range(2)] == [False, True]
    assert drawings.nth(0).get_attribute("aria-label") == (
        "Before: risk ratio 0.5 (0.269 to 0.929), 1 study, 80 people. Smith 2001, 10 of 40 (25%) "
        "against 20 of 40 (50%); risk ratio 0.5 (0.27 to 0.93)"
    )
    shown.context.close()


def test_both_drawings_share_one_axis(browser: Browser, change: Comparison) -> None:
    """No effect lies at the same place, so that the eye can compare."""
    shown = _opened(browser, page.render(change))
    ticks = shown.evaluate(
        """[...document.querySelectorAll('article svg')].map(svg =>
        [...svg.querySelectorAll('.role-axis-label text')].map(one => one.textContent))"""
    )
    assert ticks[0] == ticks[1] and ticks[0]
    shown.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_its_width(browser: Browser, hostile: Comparison, width: int) -> None:
    """Nothing sticks out, with everything unfolded and words without end."""
    shown = _opened(browser, page.render(hostile), width)
    shown.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert shown.evaluate(over) == 0
    shown.context.close()


def test_the_page_has_the_colours_of_the_book_in_light_and_dark(
    browser: Browser, change: Comparison
) -> None:
    """Paper, ink and drawings change together."""
    seen = {}
    for scheme in ("light", "dark"):
        shown = _opened(browser, page.render(change), scheme=scheme)
        seen[scheme] = shown.evaluate(
            """[getComputedStyle(document.body).backgroundColor,
            getComputedStyle(document.querySelector('svg [fill="#0b6a75"]')).fill]"""
        )
        shown.context.close()
    assert seen == {
        "light": ["rgb(255, 255, 255)", "rgb(11, 106, 117)"],
        "dark": ["rgb(20, 25, 31)", "rgb(108, 197, 207)"],
    }


def test_shares_are_drawn_too(tmp_path: Path) -> None:
    """A share has no line of no effect; its groups are drawn with their exact intervals."""
    was = trees.cell(trees.orchard(), "analyses", measure="share", comparators="")
    head = trees.cell(trees.cell(trees.orchard(), "outcomes", value=11), "analyses", 0)
    head = trees.cell(head, "analyses", measure="share", comparators="")
    found = _comparison(tmp_path, head, was)
    assert "Estimate: 25% → 27.5%, up by 2.5 percentage points." in page.render(found)
    assert page.render(found).count("<svg") == 2


# The command, and git


def _git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with one commit of the orchard, in which the command is run."""
    root = trees.write(tmp_path / "orchard", trees.orchard())
    _git(root, "init", "-q", "-b", "main")
    _git(root, "add", ".")
    _git(root, "commit", "-q", "-m", "Plant")
    monkeypatch.chdir(root)
    return root


def test_a_revision_is_compared_with_the_working_tree(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a head it is what stands in the folder now, committed or not."""
    trees.write(repository, trees.cell(trees.orchard(), "outcomes", value=30))
    assert main(["diff", "main", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    short = _git(repository, "rev-parse", "--short=7", "main").strip()
    assert (said["base"], said["head"]) == (f"main ({short})", "the working tree")
    assert [one["analysis_id"] for one in said["moves"]] == ["scab-trial"]


def test_two_revisions_are_compared_whatever_the_folder_holds(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not committed does not count."""
    trees.write(repository, trees.edited(PEAR))
    _git(repository, "commit", "-qam", "Plant a pear")
    (repository / "data" / "outcomes.csv").write_text("broken", encoding="utf-8")
    assert main(["diff", "HEAD~1", "HEAD"]) == 0
    assert "| Studies | 1 | 0 | 0 |" in capsys.readouterr().out


def test_a_project_below_the_top_of_a_repository_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its own folder is read, not that of the repository."""
    root = trees.write(tmp_path / "farm" / "orchard", trees.orchard())
    _git(tmp_path, "init", "-q", "farm")
    _git(tmp_path / "farm", "add", ".")
    _git(tmp_path / "farm", "commit", "-q", "-m", "Plant")
    monkeypatch.chdir(root)
    assert main(["diff", "HEAD"]) == 0
    assert "**No conclusion changes.**" in capsys.readouterr().out


def test_folders_need_no_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the report can go to a file."""
    base = trees.write(tmp_path / "base", trees.orchard())
    monkeypatch.chdir(trees.write(tmp_path / "head", trees.orchard()))
    monkeypatch.setenv("PATH", "")
    assert main(["diff", str(base), "--output", str(tmp_path / "out.md")]) == 0
    assert capsys.readouterr().out == f"the evidence diff: {tmp_path / 'out.md'}\n"
    assert "**No conclusion changes.**" in (tmp_path / "out.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["nowhere", "--output=x", "main:data", "main; ls"])
def test_an_unknown_revision_is_said(
    repository: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """With what may be named; an option in its place is no option."""
    assert main(["diff", "--", name]) == 1
    assert capsys.readouterr().err == (
        f"“{name}” is neither a folder nor a revision that git knows here → "
        "name a branch, a tag, a commit or a folder\n"
    )


def test_a_shallow_copy_is_told_to_fetch(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The revision may exist where the copy came from."""
    _git(repository, "commit", "-q", "--allow-empty", "-m", "Wait")
    copy = repository.parent / "copy"
    _git(repository.parent, "clone", "-q", "--depth", "1", repository.as_uri(), "copy")
    monkeypatch.chdir(copy)
    assert main(["diff", "HEAD~1"]) == 1
    assert capsys.readouterr().err == (
        "“HEAD~1” is neither a folder nor a revision that git knows here → this copy has no "
        "history: run `git fetch --unshallow`, or name a folder\n"
    )


def test_a_folder_outside_git_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A revision needs a repository."""
    monkeypatch.chdir(trees.write(tmp_path, trees.orchard()))
    assert main(["diff", "main"]) == 1
    assert capsys.readouterr().err == (
        "this project is in no git repository → name a folder instead of a revision\n"
    )


def test_without_git_a_revision_cannot_be_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """That is said, with the way out."""
    monkeypatch.setenv("PATH", "")
    assert main(["diff", "main"]) == 1
    assert capsys.readouterr().err == (
        "a revision is read with git, which is not here → install git, or name a folder\n"
    )


def test_a_folder_or_revision_without_tables_is_said(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is no state of a project."""
    assert main(["diff", "book"]) == 1
    _git(repository, "rm", "-rq", "--cached", "data")
    _git(repository, "commit", "-q", "-m", "Fell")
    assert main(["diff", "HEAD"]) == 1
    assert capsys.readouterr().err == (
        "the folder “book” holds no data/datapackage.json → name the folder of a project, or a "
        "revision\n“HEAD” holds no data/datapackage.json → name a later revision\n"
    )


def test_the_real_tables_take_a_few_times_as_long_as_a_check(root: Path, tmp_path: Path) -> None:
    """The rows stand in another order, so both sides are worked out; nothing moved."""
    head = tmp_path / "head"
    for name in ("data", "book"):
        shutil.copytree(root / name, head / name)
    for name in ("references.bib", "_toc.yml"):
        shutil.copy(root / name, head / name)
    outcomes = head / "data" / "outcomes.csv"
    lines = outcomes.read_text("utf-8").splitlines(keepends=True)
    lines[1:] = reversed(lines[1:])
    outcomes.write_text("".join(lines), encoding="utf-8")

    def seconds(*arguments: str) -> float:
        # Of the processor, which what else the machine does disturbs least.
        started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        command = [sys.executable, "-m", "evidence", *arguments]
        done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
        assert arguments[0] == "check" or "**No conclusion changes.**" in done.stdout
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started

    assert seconds("diff", str(root), str(head)) < 10 * seconds("check")


def test_the_json_of_hostile_texts_is_what_stands_in_the_tables(hostile: Comparison) -> None:
    """For programs nothing is cut or escaped but by JSON."""
    assert any(HOSTILE in one["about"] for one in json.loads(record.render(hostile))["verdicts"])
