"""Making a release of a project, and what a reader can do with the one file that it is."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect
from rocrate.rocrate import ROCrate

import releases
from evidence import citing
from evidence.__main__ import main
from evidence.archive import container, contents, manifest, rebuilding, snapshot, verification

NAME = "orchard-2026.12.zip"
SHA = re.compile(r"SHA-256: ([0-9a-f]{64})")
# Imported by Python before anything else: the clock is three years ahead.
ANOTHER_DAY = "import time\nclock = time.time\ntime.time = lambda: clock() + 3 * 365 * 86400\n"


@dataclass(frozen=True)
class Made:
    """A project that was released: where it is, its archive, and what was printed."""

    root: Path
    archive: Path
    printed: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Made]:
    """Release the same project twice: on another path, on another day, after a killed run."""
    here = releases.write(tmp_path_factory.mktemp("here") / "orchard")
    there = releases.write(tmp_path_factory.mktemp("there") / "Äpfel und mehr" / "orchard")
    clock = tmp_path_factory.mktemp("clock")
    (clock / "sitecustomize.py").write_text(ANOTHER_DAY)
    (there / snapshot.FOLDER / ".unfinished" / "source").mkdir(parents=True)
    runs = {
        here: releases.start(here, "snapshot", "2026.12"),
        there: releases.start(there, "snapshot", "2026.12", PYTHONPATH=str(clock)),
    }
    printed = {root: run.communicate()[0] for root, run in runs.items()}
    assert [run.returncode for run in runs.values()] == [0, 0], printed
    one, other = (Made(root, root / snapshot.FOLDER / NAME, printed[root]) for root in runs)
    return one, other


@pytest.fixture(scope="module")
def released(made: tuple[Made, Made]) -> Made:
    """Return a project that was released."""
    return made[0]


@pytest.fixture(scope="module")
def unpacked(released: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that a release was unpacked into."""
    folder = tmp_path_factory.mktemp("unpacked") / "orchard-2026.12"
    with zipfile.ZipFile(released.archive) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project that can be released, as the folder that commands run in."""
    root = releases.write(tmp_path / "orchard")
    for name, setting in releases.SETTINGS.items():
        monkeypatch.setenv(name, setting)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page stand for the book, which takes long to build."""

    def build(source: Path, package: Path) -> Path:
        (source / "_build/html").mkdir(parents=True)
        (source / "_build/html/index.html").write_text("<p>Apples</p>")
        return source / "_build/html"

    monkeypatch.setattr(rebuilding, "build", build)


def refused(capsys: pytest.CaptureFixture[str], root: Path, version: str = "2026.12") -> str:
    """Return what is said when no release is made; nothing of one is there."""
    before = sorted((root / snapshot.FOLDER).glob("*"))
    assert main(["snapshot", version]) == 1
    assert sorted((root / snapshot.FOLDER).glob("*")) == before
    return capsys.readouterr().err.strip()


def test_a_release_made_twice_is_the_same_bytes(made: tuple[Made, Made]) -> None:
    """On another path, on another day, and where a run was killed before."""
    one, other = made
    assert one.archive.read_bytes() == other.archive.read_bytes()


def test_what_is_printed_is_the_sum_to_publish_and_the_next_step(released: Made) -> None:
    """It is the one that `sha256sum` gives."""
    digest = manifest.digest(released.archive.read_bytes())
    assert f"\nSHA-256: {digest}\n" in released.printed
    assert released.printed.endswith("the tag 2026.12 is the release: `git push origin 2026.12`\n")


def test_a_release_is_an_annotated_tag_and_leaves_the_project_alone(released: Made) -> None:
    """Nothing is written into the tree, and nothing unfinished is left."""
    assert releases.git(released.root, "cat-file", "-t", "2026.12").strip() == "tag"
    tagged = releases.git(released.root, "rev-parse", "2026.12^{commit}", "HEAD").split()
    assert tagged[0] == tagged[1]
    assert not releases.git(released.root, "status", "--porcelain")
    assert [path.name for path in (released.root / snapshot.FOLDER).iterdir()] == [NAME]
    assert [path.name for path in (released.root / "_build").iterdir()] == ["releases"]


def test_the_sources_are_those_in_git_stamped_with_the_version(
    released: Made, unpacked: Path
) -> None:
    """Each file that names a version names this one, and only they differ."""
    source = unpacked / "source"
    told = json.loads((source / "release.json").read_text())
    assert told == {"version": "2026.12", "date": "2026-12-01"}
    assert tomllib.loads((source / "pyproject.toml").read_text())["project"]["version"] == "2026.12"
    described = json.loads((source / "data/datapackage.json").read_text())
    assert (described["version"], described["created"]) == ("2026.12", "2026-12-01T00:00:00Z")
    cited = yaml.safe_load((source / "CITATION.cff").read_text())
    assert (cited["version"], str(cited["date-released"])) == ("2026.12", "2026-12-01")
    assert (unpacked / "CITATION.cff").read_text() == (source / "CITATION.cff").read_text()
    tracked = releases.git(released.root, "ls-files").splitlines()
    assert set(_names(source)) == {*tracked, "release.json"}
    changed = {name for name in tracked if _bytes(source / name) != _bytes(released.root / name)}
    assert changed == {"pyproject.toml", "data/datapackage.json", *citing.FILES}


def _names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


def test_a_release_verifies_itself_with_nothing_but_python(
    released: Made, unpacked: Path, tmp_path: Path
) -> None:
    """Without the libraries of the project, on another path, packed and unpacked."""
    moved = shutil.copy(released.archive, tmp_path)
    for path, last in ((moved, "offered"), (unpacked / "__main__.py", "can show")):
        done = subprocess.run(
            [sys.executable, "-I", "-S", path], capture_output=True, text=True, check=True
        )
        assert re.search(r": all \d+ files are as released\n", done.stdout)
        assert done.stdout.strip().endswith(last)
    assert not verification.verify(unpacked).faults, "reading it must not change it"


def test_bytes_changed_at_random_anywhere_are_found(released: Made, tmp_path: Path) -> None:
    """Forty times, each one byte; of a smaller archive every byte is tried."""
    content, chance = released.archive.read_bytes(), random.Random(2026)
    for _ in range(40):
        changed, position = bytearray(content), chance.randrange(len(content))
        changed[position] ^= chance.randrange(1, 256)
        assert container.unpack(bytes(changed)).faults, f"byte {position}"


def test_a_damaged_release_is_refused_by_name(
    unpacked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With every file that is not as it was, and the exit status of a failure."""
    folder = shutil.copytree(unpacked, tmp_path / "orchard")
    (folder / "book/book/apples.html").write_text("<p>Pears</p>")
    (folder / "source/data/weather.csv").unlink()
    assert main(["verify", str(folder)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "book/book/apples.html: is not as it was released",
        "source/data/weather.csv: is missing",
        "orchard is not as released: 2 faults",
    ]


def test_verifying_needs_no_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is asked in any folder, and says what is not there."""
    monkeypatch.chdir(tmp_path)
    assert main(["verify", "orchard.zip"]) == 1
    assert capsys.readouterr().err == "there is no file orchard.zip → check the name\n"


def test_the_commands_in_the_readme_do_what_it_says(
    released: Made, tmp_path: Path, unpacked: Path
) -> None:
    """One after the other, in the folder where the archive lies: the last builds it again."""
    shutil.copy(released.archive, tmp_path)
    python = _bare_python(tmp_path / "bin")
    text = (unpacked / "README.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    commands = "".join(blocks).splitlines()
    assert len(commands) == 7
    for command in commands:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            env={"PATH": f"{python}:{os.environ['PATH']}", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        if command.endswith("-m venv environment"):
            _lend_libraries(tmp_path / "environment")
    assert re.search(r"the book was built again: all \d+ files are identical\n", done.stdout)
    assert (tmp_path / "orchard-2026.12/book/index.html").exists()


def _bare_python(folder: Path) -> Path:
    """Put the interpreter beneath the environment of the tests first on the path."""
    folder.mkdir()
    base = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
    (folder / "python3").write_text(f'#!/bin/sh\nexec {base} "$@"\n')
    (folder / "python3").chmod(0o755)
    return folder


def _lend_libraries(environment: Path) -> None:
    """Give an environment the libraries of the one the tests run in, which nobody downloads."""
    (site,) = environment.glob("lib/python3*/site-packages")
    # First, as the libraries of the lock would take the place of those it was made with.
    lent = sysconfig.get_path("purelib")
    (site / "lent.pth").write_text(f"import sys; sys.path.insert(0, {lent!r})\n")
    (environment / "bin/jupyter-book").symlink_to(Path(sys.executable).with_name("jupyter-book"))


def test_building_again_asks_for_the_locked_libraries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which are missing or others, and how to get them; those for other systems do not count."""
    lock = b"# locked\nnosuch==1.0\npip==0.1 ; sys_platform != 'x'\nmac==1 ; sys_platform == 'x'\n"
    files = {"source/requirements.lock": lock}
    listed = manifest.write({name: manifest.digest(held) for name, held in files.items()})
    container.pack(tmp_path / NAME, {**files, manifest.NAME: listed})
    assert main(["verify", str(tmp_path / NAME), "--rebuild"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "nosuch: not installed here, 1.0 in the lock"
    assert re.fullmatch(r"pip: [0-9.]+ here, 0.1 in the lock", said[1])
    assert said[2:] == [
        "the packages here are not those the book was built with; make an environment of them:",
        f"  python3 -m zipfile -e {NAME} orchard-2026.12",
        "  python3 -m venv environment",
        "  environment/bin/python -m pip install "
        "--requirement orchard-2026.12/source/requirements.lock",
        f"  environment/bin/python {NAME} --rebuild",
    ]


def test_from_a_folder_building_again_asks_for_them_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By commands that leave the folder as it is."""
    lock = tmp_path / "orchard/source/requirements.lock"
    lock.parent.mkdir(parents=True)
    lock.write_bytes(b"nosuch==1.0\n")
    listed = manifest.write({"source/requirements.lock": manifest.digest(b"nosuch==1.0\n")})
    (tmp_path / "orchard" / manifest.NAME).write_bytes(listed)
    assert main(["verify", str(tmp_path / "orchard"), "--rebuild"]) == 1
    assert capsys.readouterr().err.splitlines()[2:] == [
        "  python3 -m venv environment",
        "  environment/bin/python -m pip install --requirement orchard/source/requirements.lock",
        "  environment/bin/python orchard/__main__.py --rebuild",
    ]


def test_files_that_the_sources_do_not_make_are_named(tmp_path: Path) -> None:
    """And those that they make otherwise, and those that the archive lacks."""
    (tmp_path / "a.html").write_text("apples")
    (tmp_path / "b.html").write_text("pears")
    (tmp_path / "new.html").write_text("plums")
    held = {"a.html": b"apples", "b.html": b"quinces", "old.html": b"figs"}
    assert list(rebuilding.differing_files(held, tmp_path)) == [
        "book/b.html: differs from what the sources make",
        "book/new.html: the sources make it, the archive does not hold it",
        "book/old.html: the sources do not make it",
    ]


def test_the_book_in_a_release_reads_from_disk_without_a_network(
    browser: Browser, unpacked: Path
) -> None:
    """Its figures are drawn, its links lead on, and its search finds words."""
    page = browser.new_context(offline=True).new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("requestfailed", lambda request: said.append(request.url))
    page.goto((unpacked / "book/index.html").as_uri())
    expect(page.locator("h1")).to_contain_text("The orchard")
    page.get_by_role("link", name="Apples").first.click()
    expect(page.locator("figure svg:visible")).to_have_count(1)
    page.goto((unpacked / "book/search.html").as_uri() + "?q=rain")
    page.locator("#search-results a").first.click()
    expect(page.locator("h1")).to_contain_text("Rain")
    assert not said


def test_programs_read_the_description_of_a_release(unpacked: Path) -> None:
    """A library for RO-Crate finds the tables, the program, the book, the makers, the licences."""
    crate = ROCrate(unpacked)
    root = crate.root_dataset
    assert crate.version == "1.3"
    assert (crate.name, root["version"]) == ("The orchard: how its apples were weighed", "2026.12")
    assert crate.datePublished.date().isoformat() == "2026-12-01"
    assert [one.type for one in root["author"]] == ["Organization"]
    assert [one.id.rpartition("/")[2] for one in crate.license] == ["CC-BY-4.0", "MIT"]
    assert [one["name"] for one in root["citation"]] == ["Weights of apples"]
    for name in ("harvests", "weather"):
        table = crate.get(f"source/data/{name}.csv")
        assert (table.type, table["encodingFormat"]) == ("File", "text/csv")
        assert table["conformsTo"].id == "https://datapackage.org/profiles/2.0/datapackage.json"
        assert table["sha256"] == manifest.digest((unpacked / table.id).read_bytes())
    assert "SoftwareSourceCode" in crate.get("source/src/evidence/").type
    assert root["mainEntity"].id == "book/"


def test_every_part_that_the_description_names_is_there(unpacked: Path) -> None:
    """And every entity that it refers to is described."""
    graph = json.loads((unpacked / "ro-crate-metadata.json").read_text())["@graph"]
    described = [entity["@id"] for entity in graph]
    assert len(described) == len(set(described))
    outside = {"https://w3id.org/ro/crate/1.3"}
    referred = set(re.findall(r'\{"@id": "([^"]*)"\}', json.dumps(graph)))
    assert referred <= set(described) | outside
    assert all((unpacked / part["@id"]).exists() for part in graph[1]["hasPart"])


def test_a_tree_with_changes_is_not_released(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The changed, the new and the removed file are named."""
    (project / "data/weather.csv").write_text("year,rain\n2001,1\n")
    (project / "book/a new.md").write_text("# New\n")
    (project / "README.md").unlink()
    assert refused(capsys, project) == (
        "not committed: README.md, data/weather.csv, book/a new.md → commit what belongs to the "
        "release, and put the rest away with `git stash --include-untracked`"
    )


def test_of_many_changes_ten_are_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the others counted."""
    for number in range(12):
        (project / f"note{number:02}.txt").write_text("")
    assert "note08.txt, note09.txt and 2 more → commit" in refused(capsys, project)


def test_a_folder_outside_git_is_not_released(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no telling what would belong to it."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    shutil.rmtree(project / ".git")
    assert refused(capsys, project) == (
        "this project is in no git repository, and a release is made of what git keeps → "
        "clone the repository, or run `git init` and commit the files"
    )
    releases.git(project, "init", "--quiet")
    assert refused(capsys, project) == "nothing is committed yet → commit what is to be released"


def test_without_git_there_is_no_release(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said what to install."""
    monkeypatch.setenv("PATH", str(project))
    said = "a release is made of what git keeps, and git is not here → install git"
    assert refused(capsys, project) == said


@pytest.mark.parametrize("version", ["2026", "2026.13", "2026.1", "v2026.12", "2026.12.0", ""])
def test_what_is_no_version_is_not_released(
    project: Path, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    """What one looks like is said."""
    assert refused(capsys, project, version) == (
        f"“{version}” is no version: year and month, such as 2026.12, "
        "and a number for a correction, such as 2026.12.1"
    )


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (
            "2026.12.1",
            "version 2026.12.1 is there already: the tag 2026.12.1 → "
            "name a newer one; a correction of 2026.12.1 is 2026.12.2",
        ),
        (
            "2026.12",
            "2026.12 is older than 2026.12.1, the tag 2026.12.1 → "
            "name a newer one; a correction of 2026.12.1 is 2026.12.2",
        ),
        (
            "2026.11.4",
            "2026.11.4 is older than 2026.12.1, the tag 2026.12.1 → "
            "name a newer one; a correction of 2026.12.1 is 2026.12.2",
        ),
    ],
)
def test_a_version_must_be_newer_than_the_newest(
    project: Path, capsys: pytest.CaptureFixture[str], version: str, said: str
) -> None:
    """Tags that are no versions do not count."""
    for tag in ("2026.11", "2026.12.1", "2026.9", "zebra"):
        releases.git(project, "tag", tag)
    assert refused(capsys, project, version) == said


def test_an_archive_is_a_version_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That of a trial has no tag; it is not overwritten."""
    archive = project / snapshot.FOLDER / NAME
    archive.parent.mkdir(parents=True)
    archive.write_text("a trial")
    assert refused(capsys, project) == (
        f"version 2026.12 is there already: {archive} → "
        "name a newer one; a correction of 2026.12 is 2026.12.1"
    )
    assert archive.read_text() == "a trial"


@pytest.mark.usefixtures("quick")
def test_corrections_and_later_months_are_released(project: Path) -> None:
    """A tenth correction comes after the ninth, and a tenth month keeps its nought."""
    for version in ("2026.09", "2026.09.9", "2026.09.10", "2026.10"):
        assert main(["snapshot", version]) == 0
    assert releases.git(project, "tag").split() == ["2026.09", "2026.09.10", "2026.09.9", "2026.10"]
    with zipfile.ZipFile(project / snapshot.FOLDER / "orchard-2026.10.zip") as archive:
        assert yaml.safe_load(archive.read("CITATION.cff"))["version"] == "2026.10"


@pytest.mark.usefixtures("quick")
def test_a_trial_sets_no_tag(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And says that it is none."""
    assert main(["snapshot", "2026.12", "--no-tag"]) == 0
    assert capsys.readouterr().out.endswith("no tag was set: this is a trial, and no release\n")
    assert not releases.git(project, "tag")


def test_what_the_check_finds_stops_a_release(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said as the check says it."""
    table = project / "data/weather.csv"
    table.write_text("year,rain\n2001,much\n")
    releases.commit(project)
    assert refused(capsys, project) == (
        "data/weather.csv:2:2: [rain] “much” is not a number → "
        "write digits with a point, like 12.5; leave it blank if it was not seen\n"
        "the check found 1 problem in 1 file → mend and commit them first"
    )


def test_other_libraries_than_the_locked_stop_a_release(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody could build the same book again."""
    (project / "requirements.lock").write_text("nosuch==1.0\n")
    releases.commit(project)
    assert refused(capsys, project) == (
        "nosuch: not installed here, 1.0 in the lock\nthe packages here are not those of the lock "
        "→ run `make book`, which installs them, then try again"
    )


@pytest.mark.parametrize(
    "name",
    [
        "CITATION.cff",
        ".zenodo.json",
        "pyproject.toml",
        "requirements.lock",
        "src/evidence/__init__.py",
    ],
)
def test_a_file_that_a_release_needs_must_be_in_git(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """One that git ignores is not."""
    releases.git(project, "rm", "--quiet", "--cached", name)
    with (project / ".gitignore").open("a") as ignored:
        ignored.write(f"{name}\n")
    releases.git(project, "commit", "--quiet", "--all", "--message", "Forget")
    said = f"{name} is not in git → add and commit it: a release needs it"
    assert refused(capsys, project) == said


def test_a_link_in_git_stops_a_release(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unpacked it could lead anywhere."""
    (project / "link").symlink_to("/etc/hosts")
    releases.commit(project)
    assert refused(capsys, project) == (
        "link is a link, and a release holds files only → put the file itself in its place, "
        "and commit"
    )


def test_a_book_that_cannot_be_built_stops_a_release(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the build says is passed on."""

    def build(source: Path, package: Path) -> Path:
        raise rebuilding.RebuildError("book/rain.md:14:1: the cell fails → mend the code there")

    monkeypatch.setattr(rebuilding, "build", build)
    said = "book/rain.md:14:1: the cell fails → mend the code there"
    assert refused(capsys, project) == said


@pytest.mark.usefixtures("quick")
def test_without_its_tag_there_is_no_release(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """When git sets none, the archive is removed again."""
    lock = project / ".git/refs/tags/2026.12.lock"
    lock.write_text("")
    assert refused(capsys, project).startswith("git set no tag 2026.12: ")
    lock.unlink()
    assert main(["snapshot", "2026.12"]) == 0


def test_a_run_that_is_ended_leaves_nothing(project: Path) -> None:
    """No archive, no tag, nothing unfinished, and no build that goes on."""
    run = releases.start(project, "snapshot", "2026.12")
    folder = project / snapshot.FOLDER
    while not (folder / ".unfinished/source/_build").exists():
        assert run.poll() is None, run.communicate()[0]
        time.sleep(0.02)
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=30)
    assert run.returncode == 128 + signal.SIGTERM
    time.sleep(0.5)
    assert not list(folder.iterdir())
    assert not releases.git(project, "tag")


def test_contents_do_not_depend_on_where_the_sources_stand(unpacked: Path, tmp_path: Path) -> None:
    """No path of a machine is in what explains them."""
    source = shutil.copytree(unpacked / "source", tmp_path / "sources")
    files = contents.arrange(source, _names(source), unpacked / "book")
    written = [content for content in files.values() if isinstance(content, bytes)]
    assert len(written) == 4
    assert not any(str(tmp_path).encode() in content for content in written)
