"""Packs to an Atlas: every folder of TOML read, validated, and merged."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from wenwu.atlas.check import check
from wenwu.atlas.complaint import Complaint, in_order, of_schema
from wenwu.atlas.costume import Costume
from wenwu.atlas.handshape import unknown_hands
from wenwu.atlas.model import (
    Atlas,
    Carrier,
    Concept,
    Culture,
    Dance,
    Described,
    Motif,
    Occasion,
    Relation,
    Rite,
    Rule,
    Source,
)
from wenwu.atlas.score import Score
from wenwu.atlas.textile import Textile
from wenwu.atlas.tomlfile import Place, TomlFile, read_toml, unknown_key
from wenwu.atlas.validate import refuse_first, validate
from wenwu.base.errors import InputError

HERE = Path(__file__).parent
DISSENT = "dissent"  # the folder of a pack that holds objections, not a culture
SCHEMAS: Mapping[str, type[BaseModel]] = {
    "source": Source,
    "occasion": Occasion,
    "rite": Rite,
    "rule": Rule,
    "dance": Dance,
    "motif": Motif,
    "textile": Textile,
    "costume": Costume,
    "described": Described,
    "concept": Concept,
    "relation": Relation,
    "carrier": Carrier,
}
FIELDS = {"culture": "cultures", **{kind: f"{kind}s" for kind in SCHEMAS}, "described": "described"}
Kind = TypeVar("Kind", bound=BaseModel)
Complain = Callable[[str], None]  # told a sentence with file and line; a loader raises it, a check keeps it


def _refuse(sentence: str) -> None:
    """A loader's answer to the first complaint."""
    raise InputError(sentence)


class Scores(Mapping[str, Score]):
    """The scores by dance, each read when it is first asked for: they are most of a pack's text."""

    def __init__(self, files: Mapping[str, tuple[Path, Path]]):
        self._files = dict(files)  # dance id → the file, and the pack it belongs to
        self._read: dict[str, Score] = {}

    def __getitem__(self, dance: str) -> Score:
        if dance not in self._read:
            path, root = self._files[dance]
            file = read_toml(path, root, keep=path.is_relative_to(HERE))
            score = _build(Score, "score", file.data, Place(file), _refuse)
            assert score is not None
            self._read[dance] = score
        return self._read[dance]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, dance: object) -> bool:
        return dance in self._files

    def file(self, dance: str) -> Path:
        """Where a dance's score is written; what was learnt from it lies beside."""
        return self._files[dance][0]

    def over(self, lower: "Scores") -> "Scores":
        """These scores, and those of a lower pack that they do not replace."""
        return Scores({**lower._files, **self._files})


@dataclass
class Shelf:
    """What has been read so far: the records by kind and id, and where each one stands."""

    records: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in FIELDS})
    origin: dict[tuple[str, str], Place] = field(default_factory=dict)
    scores: Scores = field(default_factory=lambda: Scores({}))

    def put(self, kind: str, id: str, record: BaseModel, place: Place, complain: Complain) -> None:
        """Shelve one record; the same id twice in one pack is a mistake."""
        if (kind, id) in self.origin:
            first = self.origin[kind, id]
            complain(f"{place}: {kind} {id!r} stands twice in the pack; the first is at {first}")
            return
        self.records[kind][id] = record
        self.origin[kind, id] = place

    def over(self, lower: "Shelf") -> "Shelf":
        """This pack merged over another: what it names replaces, what it does not name stays."""
        records = {kind: {**lower.records[kind], **self.records[kind]} for kind in FIELDS}
        return Shelf(records, {**lower.origin, **self.origin}, self.scores.over(lower.scores))

    def atlas(self) -> Atlas:
        """Everything on the shelf."""
        return Atlas(scores=self.scores, **{FIELDS[kind]: table for kind, table in self.records.items()})


def load_atlas(*user_packs: Path) -> Atlas:
    """The shipped packs, with the user's own merged over them; a pack with an error is refused."""
    shelf = _shipped()
    for pack in user_packs:
        mine = Shelf()
        for folder in _pack_folders(pack):
            _read_folder(folder, folder.name, mine)
        shelf = mine.over(shelf)
        refuse_first([*_scores(shelf, mine), *check(shelf.records, mine.origin)])
    return shelf.atlas()


@cache
def _shipped() -> Shelf:
    return _read_shipped(_refuse)


def _read_shipped(complain: Complain) -> Shelf:
    shelf = Shelf()
    _read_folder(HERE, "any", shelf, complain)
    for folder in sorted((HERE / "cultures").iterdir()):
        if folder.is_dir():
            _read_folder(folder, folder.name, shelf, complain)
    return shelf


def reload_shipped() -> None:
    """Read the shipped packs anew."""
    _shipped.cache_clear()
    _shipped()


def check_shipped() -> None:
    """Hold the shipped packs' words against one another; a test runs it, so that loading stays quick."""
    shelf = _shipped()
    refuse_first([*_scores(shelf, shelf), *validate(shelf.records, shelf.origin)])


def check_packs(*packs: Path) -> list[Complaint]:
    """Everything there is to say about packs, by file and line; about the shipped ones where none is named.

    What cannot be read is left out, and the rest is looked at all the same.
    """
    said: list[str] = []
    if packs:
        mine = Shelf()
        for pack in packs:
            for folder in _pack_folders(pack):
                _read_folder(folder, folder.name, mine, said.append)
        shelf = mine.over(_shipped())
    else:
        shelf = mine = _read_shipped(said.append)
    read = [Complaint(sentence) for sentence in said]
    return in_order([*read, *_scores(shelf, mine), *check(shelf.records, mine.origin)])


def _scores(shelf: Shelf, mine: Shelf) -> Iterator[Complaint]:
    """What is wrong with the scores."""
    for dance in mine.scores:
        if dance not in shelf.records["dance"]:
            yield Complaint(f"the score {dance!r} is of no dance in the atlas")
            continue
        try:
            unknown = unknown_hands(mine.scores[dance])
        except InputError as error:
            yield Complaint(str(error))
            continue
        for name in unknown:
            yield Complaint(f"the score {dance!r} names the hand shape {name!r}, which is none")


def _pack_folders(pack: Path) -> list[Path]:
    """A pack is a culture's folder, or a folder of such folders."""
    if not pack.is_dir():
        raise InputError(f"no pack at {str(pack)!r}; a pack is a folder of TOML files")
    if any(pack.glob("*.toml")):
        return [pack]
    folders = sorted(f for f in pack.iterdir() if f.is_dir() and any(f.glob("*.toml")) and f.name != DISSENT)
    for folder in folders:
        if not folder.resolve().is_relative_to(pack.resolve()):
            raise InputError(f"{pack.name}/{folder.name} leads out of the pack; it holds its folders itself")
    if not folders and not (pack / DISSENT).is_dir():
        raise InputError(f"the pack {str(pack)!r} holds no TOML file; a pack is a folder of culture folders")
    return folders


def _read_folder(folder: Path, culture: str, shelf: Shelf, complain: Complain = _refuse) -> None:
    """All files of one culture (or of the atlas itself, `any`)."""
    for path in sorted(folder.glob("*.toml")):
        try:
            file = read_toml(path, folder, keep=path.is_relative_to(HERE))
        except InputError as error:
            complain(str(error))
            continue
        if path.stem == "culture":
            _read_row("culture", {"id": culture, **file.data}, Place(file), shelf, complain)
        else:
            _read_tables(file, culture, shelf, complain)
    scores = {path.stem: (path, folder) for path in sorted((folder / "scores").glob("*.toml"))}
    shelf.scores = Scores(scores).over(shelf.scores)


def _read_tables(file: TomlFile, culture: str, shelf: Shelf, complain: Complain) -> None:
    """Every [[kind]] of one file."""
    for kind, rows in file.data.items():
        if kind not in SCHEMAS:
            complain(f"{file.at('', 0, kind)}: {unknown_key(kind, list(SCHEMAS))}")
            continue
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            complain(f"{file.at('', 0, kind)}: a {kind} is written as a table under [[{kind}]]")
            continue
        for index, row in enumerate(rows):
            if "culture" in SCHEMAS[kind].model_fields:
                row = {"culture": culture, **row}
            _read_row(kind, row, Place(file, kind, index), shelf, complain)


def _read_row(kind: str, row: dict[str, Any], place: Place, shelf: Shelf, complain: Complain) -> None:
    schema: type[BaseModel] = Culture if kind == "culture" else SCHEMAS[kind]
    record = _build(schema, kind, row, place, complain)
    if record is not None:
        shelf.put(kind, str(row["id"]), record, place, complain)


def _build(
    schema: type[Kind], kind: str, data: dict[str, Any], place: Place, complain: Complain
) -> Kind | None:
    """The record, or a sentence for each line that is wrong."""
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        for sentence in of_schema(error, kind, data, schema, place):
            complain(sentence)
    return None
