"""The site put together: versions are kept, the newest is at the root, the old site is whole."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from xml.etree import ElementTree as ET

import feedparser
import pytest
from sphinx.application import Sphinx

import markup
import packing
import trees
from evidence import endings, release
from evidence.__main__ import main
from evidence.comparison import Version, compare, state
from evidence.comparison.rows import RowChange, TableChange
from evidence.site import archives, assembly, changed, feed, finding, folder, look
from evidence.site.archives import SiteError

PEAR = trees.study("pear2002", "Pear 2002", (8, 16), year=2002)
FIRST, SECOND, THIRD = "2026.12", "2026.12.1", "2027.02"
DATES = {FIRST: "2026-12-01", SECOND: "2026-12-09", THIRD: "2027-02-03"}


def book(version: str, *more: str) -> dict[str, str]:
    """Return a book of few pages that say which version they are of."""
    names = ("index", "book/index", "book/scab", "book/soil", "book/study/smith2001", *more)
    return {f"{name}.html": f"<p>{name} {version}</p>" for name in (*names, "search")}


class Place:
    """A folder with archives of an orchard and the site made of them."""

    def __init__(self, root: Path):
        self.root = root
        self.releases = root / "releases"
        self.site = root / "site"

    def release(
        self, version: str, tables: trees.Tables | None = None, pages: Mapping[str, str] = {}
    ) -> Path:
        """Make the archive of a version with these tables."""
        source = trees.write(self.root / f"source-{version}", tables or trees.orchard())
        book_ = pages or book(version)
        return packing.pack(self.releases, version, DATES[version], source, book_)

    def assemble(self) -> list[str]:
        """Put the site together."""
        return assembly.assemble(self.root, self.site, self.releases)

    def text(self, name: str) -> str:
        """Return a file of the site."""
        return (self.site / name).read_text(encoding="utf-8")

    def files(self, below: str = "") -> dict[str, bytes]:
        """Return the files of the site below a folder of it."""
        top = self.site / below
        return {
            path.relative_to(top).as_posix(): path.read_bytes()
            for path in sorted(top.rglob("*"))
            if path.is_file()
        }

    def refusal(self) -> str:
        """Return what is said when the site is refused, which leaves it as it was."""
        before = self.files() if self.site.exists() else None
        with pytest.raises(SiteError) as caught:
            self.assemble()
        assert (self.files() if self.site.exists() else None) == before
        return str(caught.value)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a folder without any release."""
    return Place(tmp_path)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a site of three versions: a study came, then a verdict moved and a page went."""
    place = Place(tmp_path_factory.mktemp("three"))
    place.release(FIRST)
    place.release(SECOND, trees.edited(PEAR), book(SECOND, "book/study/pear2002"))
    last = trees.cell(trees.edited(PEAR), "claims", verdict="supported")
    pages = book(THIRD, "book/study/pear2002")
    del pages["book/study/smith2001.html"]
    place.release(THIRD, last, pages)
    assert place.assemble() == [THIRD, SECOND, FIRST]
    return place


def test_the_newest_version_is_at_the_root_and_all_have_their_address(three: Place) -> None:
    """The same bytes as released; at the root nothing of an older version is left."""
    assert three.text("book/scab.html") == f"<p>book/scab {THIRD}</p>"
    for version in (FIRST, SECOND, THIRD):
        assert three.text(f"v/{version}/book/scab.html") == f"<p>book/scab {version}</p>"
    assert not (three.site / "book/study/smith2001.html").exists()
    assert three.files(f"v/{FIRST}") == {name: t.encode() for name, t in book(FIRST).items()}


def test_versions_are_told_the_newest_first(three: Place) -> None:
    """With day, archive and its digest; 2026.12.1 is newer than 2026.12."""
    told = json.loads(three.text("versions.json"))
    assert (told["format"], told["newest"]) == ("versions/1", THIRD)
    assert [one["version"] for one in told["versions"]] == [THIRD, SECOND, FIRST]
    assert told["versions"][2]["date"] == "2026-12-01"
    archive = three.releases / told["versions"][2]["archive"]
    assert told["versions"][2]["sha256"] == archives.read(three.releases)[2].digest
    assert archive.is_file()


def test_programs_get_the_versions_with_where_their_parts_are(place: Place) -> None:
    """Relative to the list; null for what a version has not."""
    place.release(FIRST)
    place.release(SECOND, pages={**book(SECOND), "data/datapackage.json": "{}"})
    place.assemble()
    told = json.loads(place.text("api/v1/versions.json"))
    assert list(told) == ["version", "date", "licence", "data"]
    assert (told["version"], told["date"]) == (SECOND, "2026-12-09")
    assert told["data"][0] == {
        "version": SECOND,
        "date": "2026-12-09",
        "book": f"../../v/{SECOND}/book/index.html",
        "index": None,
        "data_package": f"../../v/{SECOND}/data/datapackage.json",
    }
    for address in filter(None, (told["data"][0]["book"], told["data"][1]["book"])):
        assert (place.site / "api/v1" / address).is_file()


def test_any_two_versions_are_compared(three: Place) -> None:
    """Also those that do not follow each other."""
    for pair in (f"{FIRST}--{SECOND}", f"{SECOND}--{THIRD}", f"{FIRST}--{THIRD}"):
        assert (three.site / f"changes/{pair}.html").is_file()
        assert (three.site / f"changes/{pair}.json").is_file()


def test_a_comparison_says_what_changed_on_each_page(three: Place) -> None:
    """A page that nothing reached is left out; one that is gone is named."""
    told = json.loads(three.text(f"changes/{FIRST}--{THIRD}.json"))
    assert told["pages"]["book/soil"] == {
        "evidence": ["Verdict: not traced → supported: Compost heals scab."],
        "edited": False,
    }
    assert told["pages"]["book/scab"]["evidence"][0].startswith(
        "Scab, against bare soil. Estimate: 0.5 (one study) → "
    )
    assert "book/study/smith2001" not in told["pages"]
    assert told["gone"] == ["book/study/smith2001"]


def test_a_corrected_value_is_told_on_the_page_of_its_study(place: Place) -> None:
    """As it was and is, with the place where it was seen; another study is not told."""
    place.release(FIRST, trees.edited(PEAR), book(FIRST, "book/study/pear2002"))
    tables = trees.cell(trees.edited(PEAR), "outcomes", value=11)
    place.release(SECOND, tables, book(SECOND, "book/study/pear2002"))
    place.assemble()
    told = json.loads(place.text(f"changes/{FIRST}--{SECOND}.json"))
    assert told["pages"]["book/study/smith2001"]["evidence"] == [
        "Outcomes, compost, scabby, 6 months: corrected, value: 10 → 11; "
        "seen in smith2001-abstract, Table 2."
    ]
    assert "book/study/pear2002" not in told["pages"]


def test_a_page_knows_when_its_evidence_last_changed(three: Place) -> None:
    """In each version as it was then; a page that came is as old as its coming."""
    then = json.loads(three.text(f"changes/{SECOND}.json"))["pages"]
    now = json.loads(three.text(f"changes/{THIRD}.json"))["pages"]
    assert (then["book/soil"], now["book/soil"]) == (FIRST, THIRD)
    assert (then["book/study/pear2002"], now["book/study/pear2002"]) == (SECOND, SECOND)
    assert (then["search"], now["search"]) == (None, None)
    assert "book/study/smith2001" not in now


def test_a_new_version_touches_no_file_of_another(place: Place) -> None:
    """The very same files: their place on the disk, their time and their bytes."""
    place.release(FIRST)
    place.assemble()
    kept = place.site / f"v/{FIRST}"
    states = {path: path.stat() for path in kept.rglob("*") if path.is_file()}
    place.release(SECOND)
    place.assemble()
    assert len(states) == len(book(FIRST))
    for path, was in states.items():
        now = path.stat()
        assert (now.st_ino, now.st_mtime_ns, now.st_size) == (
            was.st_ino,
            was.st_mtime_ns,
            was.st_size,
        )


def test_versions_compared_once_are_not_compared_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later package could draw otherwise; what was published stays."""
    place.release(FIRST)
    place.release(SECOND)
    place.assemble()
    before = place.files("changes")
    monkeypatch.setattr(assembly.pairs, "make", None)
    place.assemble()
    assert place.files("changes") == before


def test_a_file_of_a_version_that_was_damaged_is_put_right(place: Place) -> None:
    """The archive knows how it was released."""
    place.release(FIRST)
    place.assemble()
    (place.site / f"v/{FIRST}/book/scab.html").write_text("damaged")
    place.assemble()
    assert place.text(f"v/{FIRST}/book/scab.html") == f"<p>book/scab {FIRST}</p>"
    assert place.text("book/scab.html") == f"<p>book/scab {FIRST}</p>"


def test_put_together_at_once_or_one_by_one_the_site_is_the_same(
    three: Place, tmp_path: Path
) -> None:
    """The same archives give the same bytes."""
    step = Place(tmp_path)
    step.releases.mkdir()
    for version in (FIRST, SECOND, THIRD):
        name = f"orchard-{version}.zip"
        (step.releases / name).write_bytes((three.releases / name).read_bytes())
        step.assemble()
    assert step.files() == three.files()


def test_a_version_cannot_be_taken_out_of_the_site(place: Place) -> None:
    """Somebody may have cited it."""
    place.release(FIRST)
    place.release(SECOND)
    place.assemble()
    (place.releases / f"orchard-{FIRST}.zip").unlink()
    assert place.refusal() == (
        "version 2026.12 is in the site and has no archive here "
        "→ put its archive back into the folder"
    )


def test_a_published_version_cannot_become_another(place: Place) -> None:
    """Not by an archive of the same name either."""
    place.release(FIRST)
    place.assemble()
    place.release(FIRST, trees.edited(PEAR))
    assert place.refusal() == (
        "orchard-2026.12.zip is not the archive that was published "
        "→ a published version never changes: release what is new as another version"
    )


CURE = "download it again, or make it again from its tag"


def test_archives_that_are_not_as_released_are_all_named(place: Place) -> None:
    """Nothing is put together from a doubtful one."""
    place.release(FIRST)
    place.assemble()
    path = place.release(SECOND)
    files = {"source/a": b"", "book/index.html": b"x"}
    packing.write(path, {**files, "manifest": b""})
    (place.releases / "other.zip").write_bytes(b"no archive")
    assert place.refusal() == (
        f"orchard-2026.12.1.zip is not as it was released: "
        f"it has no source/release.json → {CURE}\n"
        f"other.zip is not as it was released: the archive does not end as a release does: "
        f"it was cut short, or bytes at its end were changed or added → {CURE}"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("byte", "book/book/scab.html: is not as it was released"),
        ("added", "book/new.html: was added, it is not in manifest-sha256.txt"),
        ("missing", "book/book/scab.html: is missing"),
    ],
)
def test_a_change_of_an_archive_is_named(place: Place, change: str, said: str) -> None:
    """The file, and what is wrong with it."""
    packing.spoil(place.release(FIRST), change)
    cure = f"→ {CURE}"
    assert place.refusal() == f"orchard-2026.12.zip is not as it was released: {said} {cure}"


def test_two_archives_of_one_version_are_refused(place: Place) -> None:
    """Which of them was published?"""
    text = place.release(FIRST).read_bytes()
    (place.releases / "copy.zip").write_bytes(text)
    assert place.refusal() == (
        "copy.zip and orchard-2026.12.zip both hold version 2026.12 "
        "→ keep the one that was published"
    )


def test_a_folder_of_somebody_else_is_left_alone(place: Place) -> None:
    """Whatever stands there, also as a link."""
    place.release(FIRST)
    cure = "name another folder, or move it away"
    said = f"“site” is there and is no site that was made here → {cure}"
    place.site.mkdir()
    assert place.refusal() == said
    place.site.rmdir()
    (place.root / "mine").mkdir()
    place.site.symlink_to("mine")
    assert place.refusal() == said


def test_a_book_cannot_hold_a_file_that_the_site_writes(place: Place) -> None:
    """One of the two would be lost."""
    place.release(FIRST, pages={**book(FIRST), "changes/index.html": ""})
    assert place.refusal() == (
        "orchard-2026.12.zip has “changes/index.html”, which the site makes "
        "→ give the page another name"
    )


# Without a release


def _built(place: Place) -> None:
    trees.write(place.root, trees.orchard())
    (place.root / "_config.yml").write_text(packing.CONFIG.format(site=""), encoding="utf-8")
    for name, text in book("unreleased").items():
        path = place.root / "_build/html" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_before_the_first_release_the_book_as_built_is_the_site(place: Place) -> None:
    """There is nothing to compare and no version to switch to."""
    _built(place)
    assert place.assemble() == []
    assert place.text("book/scab.html") == "<p>book/scab unreleased</p>"
    assert json.loads(place.text("versions.json"))["newest"] is None
    assert not (place.site / "changes").exists() and not (place.site / "v").exists()
    place.release(FIRST)
    assert place.assemble() == [FIRST]


def test_without_release_and_book_there_is_no_site(place: Place) -> None:
    """What to do is said."""
    assert place.refusal() == "there is no release and no book → run `make book` first"


def test_a_site_with_versions_does_not_go_back_to_a_book_without(place: Place) -> None:
    """As when the folder of the archives was mistyped."""
    _built(place)
    path = place.release(FIRST)
    place.assemble()
    path.unlink()
    assert place.refusal().startswith("version 2026.12 is in the site and has no archive here")


# The command


def test_the_command_says_what_the_site_holds(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where it is; refused, that the site is as it was."""
    trees.write(place.root, trees.orchard())
    monkeypatch.chdir(place.root)
    place.release(FIRST)
    assert main(["site", "out", "--releases", "releases"]) == 0
    assert capsys.readouterr().out == "the site: out (versions 2026.12)\n"
    (place.releases / "other.zip").write_bytes(b"")
    assert main(["site", "out", "--releases", "releases"]) == 1
    assert capsys.readouterr().err.endswith("\nthe site is as it was\n")


# What a page needs to know


def test_a_build_of_another_version_makes_every_page_again(tmp_path: Path) -> None:
    """Each page says which version it is; the ones made before are forgotten."""
    output, doctrees = tmp_path / "html", tmp_path / "doctrees"
    output.mkdir()
    app = SimpleNamespace(
        srcdir=tmp_path,
        outdir=output,
        doctreedir=doctrees,
        config=SimpleNamespace(nb_execution_cache_path=""),
    )

    def pages_left() -> int:
        (output / "page.html").touch()
        endings.begin(cast(Sphinx, app))
        endings.end(cast(Sphinx, app), None)
        return len(list(output.iterdir()))

    assert [pages_left(), pages_left()] == [0, 1]
    release.write(tmp_path, release.Release(FIRST, date(2026, 12, 1)))
    assert [pages_left(), pages_left()] == [0, 1]


def test_what_a_page_names_or_shows_is_told_by_its_label(tmp_path: Path) -> None:
    """A chapter that cites a study of which a value changed says so to its readers."""
    chapters = {"scab": "# Scab\n\nBy {cite:t}`smith2001`.\n", "soil": "# Soil\n\nNew words.\n"}
    base = trees.write(tmp_path / "base", trees.orchard(), {"scab": chapters["scab"]})
    tables = trees.cell(trees.orchard(), "outcomes", 1, n=41)
    head = trees.write(tmp_path / "head", tables, chapters)
    found = compare(Version("base", base), Version("head", head))
    pages = changed.pages(found, state.read(head), lambda _: True)
    assert pages["book/scab"].evidence[-1] == "It names Smith 2001, which changed in outcomes."
    assert pages["book/soil"] == changed.PageChange((), edited=True)
    assert pages["book/study/smith2001"].evidence == (
        "Outcomes, bare, scabby, 6 months: corrected, n: 40 → 41; "
        "seen in smith2001-abstract, Table 2.",
    )


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("the same", None),
        ("other", ["Its numbers rest on tables that changed: outcomes."]),
    ],
)
def test_a_chapter_that_reads_a_changed_table_changed_when_it_shows_so(
    place: Place, shown: str, said: list[str] | None
) -> None:
    """The frame around it, and the name of the version in it, do not count."""

    def pages(version: str, text: str) -> dict[str, str]:
        article = f'<article class="bd-article">{text}, version {version}</article>'
        return {**book(version), "book/scab.html": f"<nav>{version}</nav>{article}"}

    other = trees.cell(trees.orchard(), "outcomes", 1, locator="Table 3")
    place.release(FIRST, pages=pages(FIRST, "the same"))
    place.release(SECOND, other, pages(SECOND, shown))
    place.assemble()
    told = json.loads(place.text(f"changes/{FIRST}--{SECOND}.json"))
    assert told["pages"].get("book/scab", {}).get("evidence") == said


def test_a_page_is_no_list_of_every_row(tmp_path: Path) -> None:
    """The comparison has all of them."""
    base = trees.write(tmp_path / "base", trees.orchard())
    head = trees.write(tmp_path / "head", trees.orchard())
    row = RowChange(("smith2001", "a"), (), study="smith2001")
    many = TableChange("arms", "Arms", ("study_id", "arm_id"), (row,) * 9, (), ())
    found = replace(compare(Version("base", base), Version("head", head)), tables=(many,))
    said = changed.pages(found, state.read(head), lambda _: True)["book/study/smith2001"].evidence
    assert said == (*("Arms, a: new.",) * 6, "And 3 more.")


# Interrupted at any moment

DYING = """
import os, shutil, sys
from pathlib import Path
from evidence.site import assembly

root = Path(sys.argv[1])
# What two versions differ in is worked out before the first file is written.
assembly.pairs.make = lambda old, new: {
    f"{assembly.pairs.name(old.version, new.version)}.{kind}": b'{"headline": "", "told": [],'
    b' "format": "page-changes/1", "pages": {}, "from": "", "to": ""}' for kind in ("html", "json")
}
changing = {"os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir"}
state = {"left": 0, "on": False}

def watch(event, arguments):
    opened = event == "open" and isinstance(arguments[1], str) and "r" not in arguments[1]
    if state["on"] and (event in changing or opened):
        state["left"] -= 1
        if state["left"] < 0:
            os._exit(9)

sys.addaudithook(watch)
start = root / "start"
start.mkdir()
assembly.assemble(start, start / "site", root / "old")
for step in range(1000):
    here = shutil.copytree(start, root / str(step), symlinks=True)
    child = os.fork()
    if not child:
        state.update(left=step, on=True)
        assembly.assemble(here, here / "site", root / "new")
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(step)
"""


def _site_of(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place / "site").as_posix(): path.read_bytes()
        for path in (place / "site").rglob("*")
        if path.is_file()
    }


def test_killed_at_any_moment_the_old_site_is_whole(tmp_path: Path) -> None:
    """Or the new one is; and the next time finishes, and leaves nothing lying about."""
    pages = ("index.html", "book/index.html")
    for name, versions in (("old", (FIRST,)), ("new", (FIRST, SECOND))):
        for version in versions:
            source = trees.write(tmp_path / "source", trees.orchard())
            said = {page: f"{page} {version}" for page in pages}
            packing.pack(tmp_path / name, version, DATES[version], source, said)
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(tmp_path)], capture_output=True, text=True, check=True
    )
    steps = int(done.stdout)
    assert steps > 30
    whole = _site_of(tmp_path / str(steps))
    old = _site_of(tmp_path / "start")
    assert old != whole
    outcomes = []
    for step in range(steps):
        here = tmp_path / str(step)
        found = _site_of(here)
        assert found in (old, whole), step
        outcomes.append(found == whole)
        with folder.renewed(here / "site") as fresh:
            (fresh / "versions.json").touch()
        assert len(list(here.iterdir())) == 2, step
    # Once the new site stands, no later kill brings back the old one.
    assert outcomes == sorted(outcomes)


# Files beside the versions


def _archive(version: str, **facts: str) -> archives.Archive:
    said = {"site": "", "title": "The orchard", "author": "The gardener", **facts}
    return archives.Archive(
        path=Path(f"orchard-{version}.zip"),
        version=version,
        date=date.fromisoformat(DATES[version]),
        digest="0" * 64,
        files=dict.fromkeys(("index.html", "book/index.html", "search.html"), ""),
        name="orchard",
        licence="CC-BY-4.0",
        home="book/index",
        **said,
    )


RECORD = {
    "from": FIRST,
    "to": SECOND,
    "headline": "No conclusion\x0b changes.",
    "told": ["New study: <Pear> & \x00co."],
}


def test_a_feed_without_the_address_of_the_site_has_relative_links() -> None:
    """They hold wherever it is served; entries keep their names when the address is known."""
    found = [_archive(SECOND), _archive(FIRST)]
    near = feedparser.parse(feed.render(found, {SECOND: RECORD}, ""))
    far = feedparser.parse(feed.render(found, {SECOND: RECORD}, "https://orchard.example/"))
    assert [one.link for one in near.entries] == [f"{FIRST}--{SECOND}.html", "index.html"]
    assert far.entries[0].link == f"https://orchard.example/changes/{FIRST}--{SECOND}.html"
    assert [one.id for one in near.entries] == [one.id for one in far.entries]


def test_a_feed_holds_no_character_that_xml_lacks() -> None:
    """A feed reader would refuse all of it."""
    found = feedparser.parse(feed.render([_archive(SECOND)], {SECOND: RECORD}, ""))
    assert not found.bozo
    assert found.entries[0].summary == "No conclusion changes."
    assert (
        found.entries[0].content[0].value == "<ul><li>New study: &lt;Pear&gt; &amp; co.</li></ul>"
    )


def test_the_list_for_search_engines_has_the_pages_of_the_newest_version() -> None:
    """With the day on which their evidence last changed; no page that only leads elsewhere."""
    newest = _archive(SECOND, site="https://orchard.example/")
    text = finding.sitemap(newest, {"book/index": FIRST}, DATES)
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    (url,) = ET.fromstring(text).iter(f"{name}url")
    assert url.findtext(f"{name}loc") == "https://orchard.example/book/index.html"
    assert url.findtext(f"{name}lastmod") == "2026-12-01"


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("", "User-agent: *\nAllow: /\n"),
        (
            "https://orchard.example",
            "User-agent: *\nAllow: /\nSitemap: https://orchard.example/sitemap.xml\n",
        ),
    ],
)
def test_robots_are_told_where_the_list_is_once_the_site_has_an_address(
    site: str, said: str
) -> None:
    """The list itself needs the address and is not there before."""
    assert finding.robots(site).decode() == said


def test_without_an_address_there_is_no_list_for_search_engines(three: Place) -> None:
    """Its addresses must be absolute."""
    assert not (three.site / "sitemap.xml").exists()


def test_a_list_of_versions_is_escaped() -> None:
    """Titles and headlines are texts of others."""
    hostile = "<script>hurt()</script>"
    found = markup.read(look.versions([_archive(FIRST, title=hostile)], {FIRST: hostile}))
    assert found.all("script") == []
    assert hostile in found.text
