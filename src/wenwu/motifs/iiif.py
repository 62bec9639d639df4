"""IIIF manifests (Presentation 2 and 3): which pictures they show, and what they say of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from wenwu.base.errors import InputError

BYTES = 50_000_000  # of a manifest
CANVASES = 100_000
VERSIONS = {"presentation/2": 2, "presentation/3": 3}


@dataclass(frozen=True)
class Canvas:
    """One picture of a manifest."""

    label: str
    url: str  # of the picture itself
    service: str  # of its Image API; empty where there is none
    row: Mapping[str, str]  # what the manifest says of it

    @property
    def names(self) -> tuple[str, ...]:
        """What its file may be called where it lies beside the manifest, the likeliest first."""
        parts, service = _steps(self.url), _steps(self.service)
        own = parts[-1] if parts else ""
        stems = [service[-1]] if service else []
        if own.startswith(("default.", "native.", "color.")) and len(parts) > 4:
            stems.append(parts[-5])  # {identifier}/{region}/{size}/{rotation}/{quality}.{format}
            own = ""
        return tuple(name for name in dict.fromkeys((own, *stems)) if name and name not in (".", ".."))


def _steps(address: str) -> list[str]:
    """The parts of an address' path; none where it is no address."""
    try:
        return [unquote(part) for part in urlsplit(address).path.split("/") if part]
    except ValueError:
        return []


def is_manifest(data: bytes) -> bool:
    """Whether a JSON file looks like a IIIF manifest or collection."""
    return b"iiif.io/api/presentation" in data[:4000] or b"sc:Manifest" in data[:4000]


def read_manifest(data: bytes, name: str) -> tuple[Canvas, ...]:
    """Every picture of a manifest; InputError where it is none, or of another version."""
    if len(data) > BYTES:
        raise InputError(f"the manifest {name!r} is larger than {BYTES // 10**6} MB")
    try:
        manifest = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"the manifest {name!r} is no JSON that can be read") from error
    if not isinstance(manifest, dict):
        raise InputError(f"{name!r} is no IIIF manifest")
    version = _version(manifest, name)
    try:
        found = list(_canvases_2(manifest) if version == 2 else _canvases_3(manifest))
    except RecursionError as error:
        raise InputError(f"the manifest {name!r} nests too deep to be read") from error
    if not found:
        raise InputError(f"the manifest {name!r} shows no picture")
    if len(found) > CANVASES:
        raise InputError(
            f"the manifest {name!r} shows more than {CANVASES:,} pictures; hand it over in parts"
        )
    return tuple(found)


def _version(manifest: Mapping[str, Any], name: str) -> int:
    context = json.dumps(manifest.get("@context", ""))
    kind = str(manifest.get("type") or manifest.get("@type") or "")
    if "Collection" in kind:
        raise InputError(f"{name!r} is a IIIF collection; hand over the manifests that it lists, one by one")
    for mark, version in VERSIONS.items():
        if mark in context:
            return version
    raise InputError(f"{name!r} is no IIIF manifest of version 2 or 3")


def _canvases_2(manifest: Mapping[str, Any]) -> Iterator[Canvas]:
    about = {
        "licence": text(manifest.get("license")), "attribution": text(manifest.get("attribution")),
        "manifest_label": text(manifest.get("label")), **pairs(manifest.get("metadata")),
    }  # fmt: skip
    for sequence in _dicts(manifest.get("sequences")):
        for canvas in _dicts(sequence.get("canvases")):
            own = {
                "licence": text(canvas.get("license")), "attribution": text(canvas.get("attribution")),
                **pairs(canvas.get("metadata")),
            }  # fmt: skip
            for image in _dicts(canvas.get("images")):
                yield from _canvas(canvas, image.get("resource"), _joined(about, own))


def _canvases_3(manifest: Mapping[str, Any]) -> Iterator[Canvas]:
    about = _about_3(manifest) | {"manifest_label": text(manifest.get("label"))}
    for canvas in _dicts(manifest.get("items")):
        for page in _dicts(canvas.get("items")):
            for note in _dicts(page.get("items")):
                if note.get("motivation", "painting") in ("painting", ["painting"]):
                    yield from _canvas(canvas, note.get("body"), _joined(about, _about_3(canvas)))


def _about_3(resource: Mapping[str, Any]) -> dict[str, str]:
    credit = resource.get("requiredStatement")
    value = credit.get("value") if isinstance(credit, dict) else None
    provider = "; ".join(text(one.get("label")) for one in _dicts(resource.get("provider")))
    return {
        "licence": text(resource.get("rights")), "attribution": text(value) or provider,
        **pairs(resource.get("metadata")),
    }  # fmt: skip


def _joined(about: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """What a canvas says itself, over what the manifest says of all of them."""
    return {**{k: v for k, v in about.items() if v}, **{k: v for k, v in own.items() if v}}


def _canvas(canvas: Mapping[str, Any], body: object, row: Mapping[str, str]) -> Iterator[Canvas]:
    """The first picture of a body: itself, the first of a choice, or the source of a part."""
    for one in _dicts(body):
        while one.get("default") or one.get("source") or one.get("type") == "Choice":
            inner = one.get("default") or one.get("source") or one.get("items")
            one = next(iter(_dicts(inner)), {"id": inner} if isinstance(inner, str) else {})
        url = str(one.get("@id") or one.get("id") or "")
        if url and url != "rdf:nil":
            service = next((str(s.get("@id") or s.get("id") or "") for s in _dicts(one.get("service"))), "")
            yield Canvas(text(canvas.get("label")), url, service, row)
            return


def pairs(metadata: object) -> dict[str, str]:
    """Label and value of each entry, as words; a label that is no fact of ours keeps its own name."""
    found = ((text(entry.get("label")), text(entry.get("value"))) for entry in _dicts(metadata))
    return {f"iiif:{label}": value for label, value in found if label and value}


def text(value: object) -> str:
    """A value as words: a string, a list, a language map of version 3, or @value of version 2."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        if "@value" in value:
            return text(value["@value"])
        best = value.get("en") or value.get("none") or next(iter(value.values()), "")
        return text(best)
    if isinstance(value, Sequence):
        return "; ".join(filter(None, (text(one) for one in value)))
    return ""


def _dicts(value: object) -> list[dict[str, Any]]:
    """The objects of a list, or a lone one."""
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, dict)]
