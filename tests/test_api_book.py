"""The interface as a site serves it: its files, the examples of its page, and what pages say."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlparse
from urllib.request import urlopen

import frictionless
import jsonschema
import pandas as pd
import pytest
from playwright.sync_api import Browser

from evidence import descriptor

PAGE = "book/programs.html"


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _examples(browser: Browser, address: str) -> list[str]:
    page = browser.new_page()
    page.goto(address)
    found = page.locator(".highlight-python pre").all_inner_texts()
    page.close()
    return found


def test_the_examples_in_python_run_as_they_stand_on_the_page(
    browser: Browser, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """They name the address that the page is read on, and end without an error."""
    examples = _examples(browser, f"{site}/{PAGE}")
    assert len(examples) == 3
    for example in examples:
        assert f"{site}/" in example
        exec(compile(example, PAGE, "exec"), {})
    assert capsys.readouterr().out.splitlines()[-1] == "valid"


def test_on_disk_examples_keep_the_place_for_the_address(browser: Browser, built: Path) -> None:
    """There is no address to name."""
    examples = _examples(browser, (built / PAGE).as_uri())
    assert all('"https://SITE/' in example for example in examples)


def test_every_table_is_read_from_its_address(site: str, root: Path) -> None:
    """By pandas, with as many rows as the list of tables says."""
    address = f"{site}/api/v1/tables.json"
    with urlopen(address) as answer:
        listed = json.load(answer)["data"]
    assert [one["table"] for one in listed] == list(descriptor.read(root))
    for one in listed:
        frame = pd.read_csv(urljoin(address, one["file"]), dtype="str")
        assert (len(frame), list(frame.columns)) == (one["rows"], one["columns"])


def test_a_damaged_table_is_found_from_its_description(site: str, tmp_path: Path) -> None:
    """What frictionless finds valid at the address could have been found wrong."""
    package = frictionless.Package(f"{site}/data/datapackage.json")
    resource = package.get_resource("studies")
    text = resource.read_bytes().decode().replace("clinical", "clinicle", 1)
    (tmp_path / "studies.csv").write_text(text, encoding="utf-8")
    schema = resource.schema.to_descriptor() | {"foreignKeys": []}
    damaged = frictionless.Resource(
        path="studies.csv", basepath=str(tmp_path), schema=frictionless.Schema(schema)
    )
    assert not damaged.validate().valid


def test_every_address_in_a_document_leads_to_a_file_and_a_place_in_it(built: Path) -> None:
    """Pages, rows on pages, files and further documents: each as seen from its document."""
    lost = []
    for path in (built / "api/v1").rglob("*.json"):
        if path.parent.name == "schemas":
            continue
        for address in set(re.findall(r'"(\.\./[^"]+|[a-z]+/[A-Za-z0-9_-]+\.json)"', _text(path))):
            target, name = urldefrag(address)
            file = (path.parent / target).resolve()
            if not file.exists() or (name and f'id="{name}"' not in _text(file)):
                lost.append(f"{path.name}: {address}")
    assert lost == []


_TEXTS: dict[Path, str] = {}


def _text(path: Path) -> str:
    if path not in _TEXTS:
        _TEXTS[path] = path.read_text(encoding="utf-8")
    return _TEXTS[path]


def test_no_document_names_an_address_of_this_machine(built: Path, site: str) -> None:
    """They are the same under every address, and on disk."""
    host = urlparse(site).netloc
    for path in (built / "api/v1").rglob("*.json"):
        assert str(built) not in _text(path)
        assert host not in _text(path)


def test_a_document_says_what_the_page_of_its_question_says(built: Path) -> None:
    """The answer, its certainty, each study and each reason, word for word."""
    for path in (built / "api/v1/questions").glob("*.json"):
        data = _read(path)["data"]
        html = (path.parent / data["page"]).read_text(encoding="utf-8")
        page = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
        said = [data["summary"]["answer"], data["certainty"]["level"]]
        said += [one["words"] for one in data["studies"]]
        said += [one["reason"] for one in data["certainty"]["domains"]]
        said += [one["words"] for one in [data["pool"] or {}] if one]
        missing = [one for one in said if " ".join(one.split()).lower() not in page.lower()]
        assert missing == [], path.name


def test_the_documents_of_figures_hold_what_their_files_hold(built: Path) -> None:
    """Each is as its schema says, with the digest of the CSV file beside it."""
    folder = built / "api/v1"
    schema = _read(folder / "schemas/figure.json")
    listed = _read(folder / "figures.json")["data"]
    assert {one["figure_id"] for one in listed} == {
        path.stem for path in (built / "_figures").glob("*.csv")
    }
    for one in listed:
        document = _read(folder / one["document"])
        jsonschema.validate(document, schema)
        data = document["data"]
        csv = (folder / "figures" / data["csv"]).resolve()
        assert hashlib.sha256(csv.read_bytes()).hexdigest() == data["csv_sha256"]
        frame = pd.read_csv(csv, dtype="str", keep_default_na=False)
        assert (len(frame), list(frame.columns)) == (len(data["rows"]), data["columns"])
