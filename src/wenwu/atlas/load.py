"""Packs to an Atlas: every folder of TOML read, validated, and merged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from wenwu.atlas.complaint import complaint
from wenwu.atlas.costume import Costume
from wenwu.atlas.model import (
    Atlas,
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
from wenwu.atlas.validate import validate
from wenwu.base.errors import InputError

HERE = Path(__file__).parent
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
}
FIELDS = {"culture": "cultures", **{kind: f"{kind}s" for kind in SCHEMAS}, "described": "described"}
Kind = TypeVar("Kind", bound=BaseModel)


class Scores(Mapping[str, Score]):
    """The scores by dance, each read when it is first asked for: they are most of a pack's text."""

    def __init__(self, files: Mapping[str, tuple[Path, Path]]):
        self._files = dict(files)  # dance id → the file, and the pack it belongs to
        self._read: dict[str, Score] = {}

    def __getitem__(self, dance: str) -> Score:
        if dance not in self._read:
            path, root = self._files[dance]
            file = read_toml(path, root)
            self._read[dance] = _build(Score, "score", file.data, Place(file))
        return self._read[dance]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, dance: object) -> bool:
        return dance in self._files

    def over(self, lower: "Scores") -> "Scores":
        """These scores, and those of a lower pack that they do not replace."""
        return Scores({**lower._files, **self._files})


@dataclass
class Shelf:
    """What has been read so far: the records by kind and id, and where each one stands."""

    records: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in FIELDS})
    origin: dict[tuple[str, str], Place] = field(default_factory=dict)
    scores: Scores = field(default_factory=lambda: Scores({}))

    def put(self, kind: str, id: str, record: BaseModel, place: Place) -> None:
        """Shelve one record; the same id twice in one pack is a mistake."""
        if (kind, id) in self.origin:
            first = self.origin[kind, id]
            raise InputError(f"{place}: {kind} {id!r} stands twice in the pack; the first is at {first}")
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
    """The shipped packs, with the user's own merged over them."""
    shelf = _shipped()
    for pack in user_packs:
        mine = Shelf()
        for folder in _pack_folders(pack):
            _read_folder(folder, folder.name, mine)
        shelf = mine.over(shelf)
        _check(shelf, mine)
    return shelf.atlas()


@cache
def _shipped() -> Shelf:
    shelf = Shelf()
    _read_folder(HERE, "any", shelf)
    for folder in sorted((HERE / "cultures").iterdir()):
        if folder.is_dir():
            _read_folder(folder, folder.name, shelf)
    return shelf


def check_shipped() -> None:
    """Hold the shipped packs' words against one another; a test runs it, so that loading stays quick."""
    _check(_shipped(), _shipped())


def _check(shelf: Shelf, mine: Shelf) -> None:
    validate(shelf.records, {key: str(place) for key, place in mine.origin.items()})
    for dance in mine.scores:
        if dance not in shelf.records["dance"]:
            raise InputError(f"the score {dance!r} is of no dance in the atlas")
        mine.scores[dance]


def _pack_folders(pack: Path) -> list[Path]:
    """A pack is a culture's folder, or a folder of such folders."""
    if not pack.is_dir():
        raise InputError(f"no pack at {str(pack)!r}; a pack is a folder of TOML files")
    if any(pack.glob("*.toml")):
        return [pack]
    folders = sorted(f for f in pack.iterdir() if f.is_dir() and any(f.glob("*.toml")))
    for folder in folders:
        if not folder.resolve().is_relative_to(pack.resolve()):
            raise InputError(f"{pack.name}/{folder.name} leads out of the pack; it holds its folders itself")
    if not folders:
        raise InputError(f"the pack {str(pack)!r} holds no TOML file; a pack is a folder of culture folders")
    return folders


def _read_folder(folder: Path, culture: str, shelf: Shelf) -> None:
    """All files of one culture (or of the atlas itself, `any`)."""
    for path in sorted(folder.glob("*.toml")):
        file = read_toml(path, folder)
        if path.stem == "culture":
            data = {"id": culture, **file.data}
            record = _build(Culture, "culture", data, Place(file))
            shelf.put("culture", record.id, record, Place(file))
        else:
            _read_tables(file, culture, shelf)
    scores = {path.stem: (path, folder) for path in sorted((folder / "scores").glob("*.toml"))}
    shelf.scores = Scores(scores).over(shelf.scores)


def _read_tables(file: TomlFile, culture: str, shelf: Shelf) -> None:
    """Every [[kind]] of one file."""
    for kind, rows in file.data.items():
        if kind not in SCHEMAS or not isinstance(rows, list):
            raise InputError(f"{file.at('', 0, kind)}: {unknown_key(kind, list(SCHEMAS))}")
        for index, row in enumerate(rows):
            if "culture" in SCHEMAS[kind].model_fields:
                row = {"culture": culture, **row}
            place = Place(file, kind, index)
            shelf.put(kind, str(row.get("id")), _build(SCHEMAS[kind], kind, row, place), place)


def _build(schema: type[Kind], kind: str, data: dict[str, Any], place: Place) -> Kind:
    """The record, or one sentence with the line that is wrong."""
    try:
        return schema(**data)
    except ValidationError as error:
        raise InputError(complaint(error, kind, data, schema, place)) from error
