"""What the interface promises, as a table of fields, and what breaks the promise.

Run as a program, it writes down the shape there is as the one promised: for a new field, or
for the same meaning in better words; never to take back a promise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROMISED = ROOT / "tests" / "reference" / "api-v1"

Shape = dict[str, Any]
Fields = dict[str, dict[str, Any]]


def fields(schema: Shape) -> Fields:
    """Return each field of a document by its path: types, meaning, unit and format."""
    return dict(_fields("", schema))


def _fields(path: str, shape: Shape) -> Iterator[tuple[str, dict[str, Any]]]:
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    told = {name: shape[name] for name in ("unit", "format") if name in shape}
    yield path or ".", {"types": sorted(kinds), "meaning": shape["description"], **told}
    for name, inner in shape.get("properties", {}).items():
        yield from _fields(f"{path}.{name}", inner)
    if "items" in shape:
        yield from _fields(f"{path}[]", shape["items"])


def broken(promised: Mapping[str, Fields], now: Mapping[str, Fields]) -> list[str]:
    """Return what of the promise no longer holds, a sentence each; adding breaks nothing."""
    said = []
    for document, before in promised.items():
        if document not in now:
            said.append(f"{document}: the document is gone; programs read it → keep it in v1")
            continue
        for path, field in before.items():
            said += [f"{document}{path}: {one}" for one in _broken(field, now[document].get(path))]
    return said


def _broken(before: Mapping[str, Any], now: Mapping[str, Any] | None) -> Iterator[str]:
    if now is None:
        yield "the field is gone; programs read it → keep it in v1"
        return
    more = [kind for kind in now["types"] if kind not in before["types"]]
    if more:
        was = " or ".join(before["types"])
        yield f"was {was}, may be {' or '.join(more)} now → keep the type in v1"
    for name in ("unit", "format", "meaning"):
        if before.get(name) != now.get(name):
            yield (
                f"its {name} was “{before.get(name)}” and is “{now.get(name)}” → keep it in v1; "
                "if only the words are better, run `python tests/api_shape.py`"
            )


def promised() -> dict[str, Fields]:
    """Return the shape that was promised, by document."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in PROMISED.glob("*.json")
    }


def current() -> dict[str, Fields]:
    """Return the shape that the real project has, by document."""
    from evidence import api

    return {name: fields(schema) for name, schema in api.schemas(ROOT).items()}


def main() -> None:
    """Write down the shape there is as the one promised."""
    PROMISED.mkdir(parents=True, exist_ok=True)
    for name, known in current().items():
        lines = [
            f" {json.dumps(path)}: {json.dumps(field, ensure_ascii=False)}"
            for path, field in known.items()
        ]
        text = "{\n" + ",\n".join(lines) + "\n}\n"
        (PROMISED / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
