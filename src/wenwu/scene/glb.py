"""The GLB container: numbers and pictures in one buffer, described by JSON (glTF 2.0, section 4)."""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy import ndarray

COMPONENT = {"float32": 5126, "uint32": 5125, "uint16": 5123, "uint8": 5121}
VERTICES, INDICES = 34962, 34963  # what a buffer view is for
SHAPE = {(): "SCALAR", (2,): "VEC2", (3,): "VEC3", (4,): "VEC4", (4, 4): "MAT4"}


class Glb:
    """A growing glTF: one list of JSON objects a kind, one buffer; nothing is stored twice."""

    def __init__(self) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self._bytes = bytearray()
        self._known: dict[tuple[Any, ...], int] = {}

    def add(self, kind: str, item: Mapping[str, Any]) -> int:
        """Append to a list of the JSON and return the index; an equal accessor, texture … is found again."""
        return self._once((kind, json.dumps(item, sort_keys=True)), kind, item)

    def append(self, kind: str, item: Mapping[str, Any]) -> int:
        """Append without looking for an equal one, as nodes and meshes need."""
        entries = self.lists.setdefault(kind, [])
        entries.append(dict(item))
        return len(entries) - 1

    def array(
        self, values: ndarray, purpose: int | None = None, *, bounds: bool = False, unit: bool = False
    ) -> int:
        """An accessor over an array, first axis the count; `unit`: whole numbers stand for 0 … 1."""
        values = np.ascontiguousarray(values)
        item: dict[str, Any] = {
            "bufferView": self.view(values.tobytes(), purpose),
            "componentType": COMPONENT[values.dtype.name],
            "count": len(values),
            "type": SHAPE[values.shape[1:]],
        }
        if unit:
            item["normalized"] = True
        if bounds:
            item["min"] = np.atleast_1d(values.min(0)).tolist()
            item["max"] = np.atleast_1d(values.max(0)).tolist()
        return self.add("accessors", item)

    def view(self, data: bytes, purpose: int | None = None) -> int:
        """A stretch of the buffer, beginning at a multiple of four."""
        key = ("bytes", data, purpose)
        if key in self._known:
            return self._known[key]
        self._bytes.extend(b"\0" * (-len(self._bytes) % 4))
        item: dict[str, Any] = {"buffer": 0, "byteOffset": len(self._bytes), "byteLength": len(data)}
        if purpose is not None:
            item["target"] = purpose
        self._bytes.extend(data)
        return self._once(key, "bufferViews", item)

    def _once(self, key: tuple[Any, ...], kind: str, item: Mapping[str, Any]) -> int:
        if key not in self._known:
            self._known[key] = self.append(kind, item)
        return self._known[key]

    def write(self, path: Path, head: Mapping[str, Any]) -> None:
        """Write the container: header, JSON chunk, binary chunk."""
        self._bytes.extend(b"\0" * (-len(self._bytes) % 4))
        document = {**head, **self.lists, "buffers": [{"byteLength": len(self._bytes)}]}
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        total = 12 + 8 + len(text) + 8 + len(self._bytes)
        with path.open("wb") as file:
            file.write(struct.pack("<4sII", b"glTF", 2, total))
            file.write(struct.pack("<I4s", len(text), b"JSON") + text)
            file.write(struct.pack("<I4s", len(self._bytes), b"BIN\0"))
            file.write(self._bytes)
