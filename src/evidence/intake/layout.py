"""Find the tables in what was sent: which rows are the header, which column is which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence import spelling
from evidence.descriptor import Field, Table
from evidence.intake.sent import Cell, Complaint, Entry, Grid, folded

_KINDS = (("spread_kind", "spread"), ("statistic", "value"))
EXAMPLE = "example"
INCOMPLETE = "incomplete"  # of a row that a person has yet to finish
_MARK = "row"  # the column of the template that holds these marks
_SHARED = ("study_id", "arm_id")  # a wide sheet says them once for all its tables
_SEARCHED = 30  # lines above the header that may be titles
_QUALIFIED = re.compile(r"(?:.*\()?\s*(\w[\w ]*?)\s*[.:]\s*([^()]+?)\s*\)?")

Columns = dict[int, tuple[str, str]]


@dataclass(frozen=True)
class Found:
    """What a grid holds: its rows as entries, complaints, and what was left out."""

    entries: list[Entry]
    complaints: list[Complaint]
    left_out: list[str]


@dataclass(frozen=True)
class _Header:
    first: int
    last: int
    texts: list[str]
    columns: Columns
    kinds: dict[tuple[str, str], str]  # what the name of a column says of all its rows


def find(grid: Grid, tables: Mapping[str, Table]) -> Found:
    """Return the rows of a grid by table, one entry per table and row."""
    named = _named(grid.name, tables)
    candidates = [named] if named else list(tables.values())
    header = _header(grid, candidates, tables)
    if header is None:
        said = f"no line here names columns of {named.name if named else 'our tables'}"
        cure = "write the names of the columns above the rows, as in the template"
        return Found([], [Complaint(grid.place, "", said, cure)], [])
    complaints = [*_stray_columns(grid, header, tables), *_incomplete(grid, header)]
    entries, left_out = _entries(grid, header, tables)
    return Found(entries, complaints, left_out)


def find_all(grids: Sequence[Grid], tables: Mapping[str, Table]) -> Found:
    """Return the rows of several grids; one that is no table is left out if another is one."""
    found = {grid.place + str(number): find(grid, tables) for number, grid in enumerate(grids)}
    strays = [grid.place for grid in grids if not _named(grid.name, tables)]
    useful = [one for one in found.values() if one.entries or one.left_out]
    left_out: list[str] = []
    complaints: list[Complaint] = []
    for one in found.values():
        stray = len(one.complaints) == 1 and one.complaints[0].place in strays
        if stray and useful:
            left_out.append(f"{one.complaints[0].place}: no table here, left out")
        else:
            complaints += one.complaints
        left_out += one.left_out
    entries = [entry for one in found.values() for entry in one.entries]
    return Found(entries, complaints, left_out)


def _named(name: str, tables: Mapping[str, Table]) -> Table | None:
    for table in tables.values():
        if folded(name) in (folded(table.name), folded(table.title)):
            return table
    return None


def _header(grid: Grid, candidates: Sequence[Table], tables: Mapping[str, Table]) -> _Header | None:
    best: _Header | None = None
    for row in range(min(len(grid.rows), _SEARCHED)):
        for last in (row, row + 1):
            if last >= len(grid.rows):
                continue
            options = _options(grid.rows[row : last + 1])
            columns = _match(options, candidates, tables)
            if best is None or len(columns) > len(best.columns):
                texts = [option[0] for option in options]
                best = _Header(row, last, texts, columns, _kinds(options, columns, tables))
    return best if best and len(best.columns) >= 2 else None


def _kinds(
    options: list[list[str]], columns: Columns, tables: Mapping[str, Table]
) -> dict[tuple[str, str], str]:
    found = {}
    for table in {table for table, _ in columns.values()}:
        for place, (kind, number, word) in _kinds_as_columns(options, tables[table]).items():
            if columns.get(place) == (table, number):
                found[table, kind] = word
    return found


def _options(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Return for each column what its header may say; an upper line reaches to the right."""
    if len(rows) == 1:
        return [[cell.text] for cell in rows[0]]
    above, options = "", []
    for upper, lower in zip(_padded(rows[0], rows[1]), _padded(rows[1], rows[0]), strict=True):
        above = upper or above
        options.append([f"{above} {lower}".strip(), lower or upper])
    return options


def _padded(row: Sequence[Cell], other: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row] + [""] * (len(other) - len(row))


def _match(
    options: list[list[str]], candidates: Sequence[Table], tables: Mapping[str, Table]
) -> Columns:
    """Return the columns of the table that most headers name; of several where they say which."""
    wide = _qualified(options, tables)
    if len({table for table, _ in wide.values()}) > 1:
        return {**_shared(options, wide, tables), **wide}
    return max((_columns(options, table) for table in candidates), key=len, default={})


def _columns(options: list[list[str]], table: Table) -> Columns:
    weak = {name: field.name for field in table.fields for name in _other_names(table, field)}
    names = weak | {name: field.name for field in table.fields for name in _names(table, field)}
    columns: Columns = {}
    for place, texts in enumerate(options):
        meant = [names[form] for text in texts for form in _forms(text) if form in names]
        taken = {field for _, field in columns.values()}
        if meant and meant[0] not in taken:
            columns[place] = (table.name, meant[0])
    for place, (_, number, _) in _kinds_as_columns(options, table).items():
        if place not in columns and (table.name, number) not in columns.values():
            columns[place] = (table.name, number)
    return columns


def _names(table: Table, field: Field) -> list[str]:
    own = [field.name, field.title, f"{table.name} {field.name}", f"{table.title} {field.title}"]
    return [folded(name) for name in own]


def _other_names(table: Table, field: Field) -> list[str]:
    """Return looser names: “arm” for `arm_id`, and “group” where that is the description."""
    said = re.sub(r"^(the|a) ", "", field.description.lower()).rstrip(".")
    return [folded(name) for name in (field.name.removesuffix("_id"), said)]


def _kinds_as_columns(options: list[list[str]], table: Table) -> dict[int, tuple[str, str, str]]:
    """Return columns named by a kind of number, such as “SD”: the kind's column, the number's.

    A column “SD” holds the spread of rows whose kind of spread is SD.
    """
    found = {}
    known = {field.name: field for field in table.fields}
    for kind, number in _KINDS:
        if kind in known and number in known:
            words = {folded(word): word for word in known[kind].enum}
            for place, texts in enumerate(options):
                meant = [words[folded(text)] for text in texts if folded(text) in words]
                if meant:
                    found[place] = (kind, number, meant[0])
    return found


def _forms(text: str) -> list[str]:
    """Return a header as written and without a unit or remark in brackets."""
    bare = re.sub(r"[(\[].*?[)\]]|\*|†", "", text)
    inner = re.search(r"[(\[]([^)\]]*)[)\]]", text)
    forms = [text, bare, *([inner[1].rpartition(".")[2]] if inner else [])]
    return [form for form in map(folded, forms) if form]


def _qualified(options: list[list[str]], tables: Mapping[str, Table]) -> Columns:
    columns: Columns = {}
    for place, texts in enumerate(options):
        for text in texts:
            said = _QUALIFIED.fullmatch(text)
            table = _named(said[1], tables) if said else None
            named = _columns([[said[2]]], table) if said and table else {}
            if named and named[0] not in columns.values():
                columns[place] = named[0]
                break
    return columns


def _shared(options: list[list[str]], wide: Columns, tables: Mapping[str, Table]) -> Columns:
    """Return the columns of a wide sheet that no table is named for: those of its last table.

    A key such as `study_id` goes to every table that has it; see `_entries`.
    """
    last = list(tables)[max(list(tables).index(table) for table, _ in wide.values())]
    rest = [[""] if place in wide else texts for place, texts in enumerate(options)]
    return {
        place: name for place, name in _columns(rest, tables[last]).items() if place not in wide
    }


def _stray_columns(grid: Grid, header: _Header, tables: Mapping[str, Table]) -> list[Complaint]:
    complaints = []
    used = sorted({table for table, _ in header.columns.values()})
    known = [field.name for table in used for field in tables[table].fields]
    free = [name for name in known if name not in {field for _, field in header.columns.values()}]
    for place, text in enumerate(header.texts):
        if place in header.columns or folded(text) == _MARK:
            continue
        below = [row[place] for row in grid.rows[header.last + 1 :] if place < len(row)]
        if not text and not any(cell.text for cell in below):
            continue
        where = grid.rows[header.last][place].place if place < len(grid.rows[header.last]) else ""
        close = spelling.near(text.lower(), free)
        cure = f"rename it to “{close}”" if close else "delete it, or move it into note"
        found = f"“{text}” is no column of {', '.join(used)}" if text else "a column without a name"
        complaints.append(Complaint(where or grid.place, "", found, cure))
    return complaints


def _entries(
    grid: Grid, header: _Header, tables: Mapping[str, Table]
) -> tuple[list[Entry], list[str]]:
    rows = [row for row in grid.rows[header.last + 1 :] if any(c.text or c.trouble for c in row)]
    if rows and _is_second_header(rows[0], header):
        rows = rows[1:]
    examples = [row for row in rows if _marked(row, header, EXAMPLE)]
    rows = [row for row in rows if row not in examples]
    left_out = []
    while rows and _is_remark(rows[-1], header):
        left_out.append(f"{_line(rows.pop())}: a remark under the table, left out")
    # The blocks of a template that nobody needed say nothing.
    if not rows and not examples and not _named(grid.name, tables):
        left_out.append(f"{grid.place}: a header without rows, left out")
    entries: dict[tuple[object, ...], Entry] = {}
    for row in rows:
        for entry in _split(row, header, tables):
            key = (entry.table, *sorted((name, cell.text) for name, cell in entry.cells.items()))
            # In a wide sheet a study or group is repeated in each row of its values.
            entries.setdefault(key if _is_wide(header) else (entry.place,), entry)
    return list(entries.values()), left_out


def _is_wide(header: _Header) -> bool:
    return len({table for table, _ in header.columns.values()}) > 1


def _split(row: Sequence[Cell], header: _Header, tables: Mapping[str, Table]) -> list[Entry]:
    cells: dict[str, dict[str, Cell]] = {}
    for place, (table, field) in header.columns.items():
        if place < len(row):
            cells.setdefault(table, {})[field] = row[place]
    for (table, kind), word in header.kinds.items():
        number = dict(_KINDS)[kind]
        own = cells.get(table, {})
        if number in own and own[number].text and not (kind in own and own[kind].text):
            own[kind] = Cell(word, own[number].place)
    keys = {name: cell for own in cells.values() for name, cell in own.items() if name in _SHARED}
    found = []
    for table, own in cells.items():
        said = any(cell.text for name, cell in own.items() if name not in _SHARED)
        if said or not _is_wide(header):
            known = {field.name for field in tables[table].fields}
            common = {name: cell for name, cell in keys.items() if name in known}
            found.append(Entry(table, _line(row), {**common, **own}))
    return found


def _line(row: Sequence[Cell]) -> str:
    """Return where a row stands, without the column."""
    place = row[0].place
    cell = re.fullmatch(r"(.*, )cell [A-Z]+([0-9]+)", place)
    return f"{cell[1]}row {cell[2]}" if cell else place.rpartition(", column")[0]


def _marked(row: Sequence[Cell], header: _Header, mark: str) -> Cell | None:
    """Return the cell of a row that holds a mark; None without."""
    places = [place for place, text in enumerate(header.texts) if folded(text) == _MARK]
    cells = (row[place] for place in places if place < len(row))
    return next((cell for cell in cells if cell.text.lower() == mark), None)


def _incomplete(grid: Grid, header: _Header) -> Iterator[Complaint]:
    for row in grid.rows[header.last + 1 :]:
        cell = _marked(row, header, INCOMPLETE)
        if cell:
            cure = "finish it from what you read, then clear this cell"
            yield Complaint(cell.place, "", "this row is marked incomplete", cure)


def _is_second_header(row: Sequence[Cell], header: _Header) -> bool:
    """Whether a line only gives units, such as “(months)”, under the header."""
    texts = [cell.text for cell in row if cell.text]
    return all(re.fullmatch(r"[(\[].*[)\]]", text) for text in texts)


def _is_remark(row: Sequence[Cell], header: _Header) -> bool:
    filled = [place for place, cell in enumerate(row) if cell.text]
    return len(filled) == 1 and filled[0] <= 1 and len(header.columns) > 2
