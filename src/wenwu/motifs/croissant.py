"""Croissant metadata of a corpus (MLCommons Croissant 1.0): its files, and how records are read from them."""

from collections.abc import Mapping
from typing import Any

VERSION = "1.0.0"
OWN = (  # terms of Croissant under their own names
    "citeAs", "column", "conformsTo", "equivalentProperty", "extract", "field", "fileProperty", "fileObject",
    "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path",
    "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator", "source",
    "subField", "transform",
)  # fmt: skip
CONTEXT: Mapping[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/", **{term: f"cr:{term}" for term in OWN},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"}, "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
}  # fmt: skip
FIELDS: Mapping[str, tuple[str, str, str]] = {  # field → column, path within it, what it says
    "id": ("id", "", "Number of the picture."),
    "file": ("file", "", "Name of the picture in its shard."),
    "split": ("split", "", "What it is for: train, valid, test, unseen_seed …"),
    "drawing": ("drawing", "", "Pictures of one drawing share its lines."),
    "pixels": ("pixels", "", "sha256 of the picture's RGB bytes."),
    "licence": ("licence", "", "Licence of the picture."),
    "family": ("visual", "family", "Family of the grammar that drew it."),
    "topology": ("visual", "topology", "Kind of form."),
    "craft": ("visual", "craft", "How it is made: flat, embroidery, batik …"),
    "motif": ("semantic", "motif", "Entry of the atlas."),
    "concept": ("semantic", "concept", "What it means in its context; the label to be learnt."),
    "culture": ("geographic", "culture", "Whose it is."),
    "place": ("geographic", "place", "A place of theirs."),
    "latitude": ("geographic", "lat", "Degrees, WGS 84."),
    "longitude": ("geographic", "lon", "Degrees, WGS 84."),
}
TYPES = {"drawing": "sc:Integer", "latitude": "sc:Float", "longitude": "sc:Float"}


def croissant(digests: Mapping[str, str], count: int, size: int, made_on: str) -> dict[str, Any]:
    """The JSON-LD of a corpus from the sha256 of each of its files, by name."""
    shards = [name for name in digests if name.endswith(".zip")]
    return {
        "@context": dict(CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "wenwu-motifs",
        "description": f"{count} drawn motifs of {size} by {size} pixels with visual, semantic and "
        "geographic labels; drawings by a grammar, not photographs.",
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "url": "https://doi.org/10.1504/IJICT.2026.10075954",
        "version": VERSION,
        "datePublished": made_on,
        "creator": {"@type": "sc:Organization", "name": "the wenwu authors"},
        "citeAs": "the wenwu authors: a corpus of drawn motifs, made by `wenwu motif corpus`.",
        "isLiveDataset": False,
        "distribution": [
            *(_file(name, digest) for name, digest in digests.items()),
            {
                "@type": "cr:FileSet", "@id": "pictures-files", "name": "pictures-files",
                "description": "Lossless WebP pictures.", "encodingFormat": "image/webp",
                "containedIn": [{"@id": name} for name in shards], "includes": "*.webp",
            },
        ],
        "recordSet": [{
            "@type": "cr:RecordSet", "@id": "pictures", "name": "pictures",
            "description": "One record a picture.", "key": {"@id": "pictures/id"},
            "field": [_field(name) for name in FIELDS],
        }],
    }  # fmt: skip


def _file(name: str, digest: str) -> dict[str, Any]:
    kind = "application/zip" if name.endswith(".zip") else "application/jsonlines"
    return {
        "@type": "cr:FileObject", "@id": name, "name": name, "contentUrl": name, "encodingFormat": kind,
        "sha256": digest,
    }  # fmt: skip


def _field(name: str) -> dict[str, Any]:
    column, path, said = FIELDS[name]
    source: dict[str, Any] = {"fileObject": {"@id": "metadata.jsonl"}, "extract": {"column": column}}
    if path:
        source["transform"] = {"jsonPath": path}
    return {
        "@type": "cr:Field", "@id": f"pictures/{name}", "name": name, "description": said,
        "dataType": TYPES.get(name, "sc:Text"), "source": source,
    }  # fmt: skip
