"""The labels of one picture in three dimensions: what is seen, what it means there, where it is from."""

import hashlib
import json
from typing import Any

from wenwu.atlas.model import Atlas
from wenwu.motifs.context import Context
from wenwu.motifs.corpus_image import Picture, Shown
from wenwu.motifs.order import Order
from wenwu.motifs.recipe import Recipe

LICENCE = "CC0-1.0"  # of pictures made by the grammar; what signs mean belongs to their peoples


def record_of(order: Order, shown: Shown, atlas: Atlas, recipe: Recipe, shard: str) -> dict[str, Any]:
    """A row of metadata.jsonl."""
    harm = order.harm
    damage = {"damage": {"of": f"{harm.of:06d}", "kind": harm.kind, "severity": harm.severity,
                         "altitude": harm.altitude, "loss": shown.loss, "lost": f"{order.id}.lost.png"}
              } if harm else {}  # fmt: skip
    return {
        "id": order.id, "shard": shard, "file": f"{order.id}.webp", "pixels": pixels_digest(shown.image),
        "split": order.split, "drawing": order.drawing, "hand": order.hand, "licence": LICENCE,
        "visual": _visual(order, shown, recipe),
        "semantic": _semantic(order, atlas),
        "geographic": _geographic(order, atlas), **damage,
    }  # fmt: skip


def _visual(order: Order, shown: Shown, recipe: Recipe) -> dict[str, Any]:
    """Form, and the colours with the share of the picture that each covers."""
    sense, pose, dressing = order.sense, order.pose, order.dressing
    dyes = [
        {"name": name, "colour": colour, "share": share}
        for name, colour, share in zip(dressing.names, shown.dyes, shown.shares, strict=True)
    ]
    return {
        "family": sense.family, "form": sense.form, "topology": recipe.kind(sense.family),
        "params": dict(order.params), "craft": dressing.craft, "placement": order.stands.placement,
        "dyes": dyes, "pose": [pose.angle, pose.scale, pose.right, pose.down],
    }  # fmt: skip


def _semantic(order: Order, atlas: Atlas) -> dict[str, Any]:
    """The concept to be learnt, every concept current there, and the context: as said, and in full."""
    motif, sense = atlas.motif(order.sense.motif), order.sense
    return {
        "motif": motif.id, "concept": sense.concept, "concepts": list(sense.concepts),
        "meanings": [f"{motif.id}#{k}" for k in sense.meanings],
        "context": _said(order.context), "stands": _said(order.stands),
        "sacred": motif.sacred, "turn": motif.turn if motif.handed else "",
        "standing": motif.meanings[sense.meanings[0]].standing,
    }  # fmt: skip


def _said(context: Context) -> dict[str, str]:
    return {name: word for name, word in context._asdict().items() if word}


def _geographic(order: Order, atlas: Atlas) -> dict[str, Any]:
    """Whose it is, a place of theirs, and a way along which they came where the atlas knows one."""
    culture = atlas.culture(order.sense.culture)
    place = culture.places[order.place] if order.place >= 0 else None
    return {
        "culture": culture.id,
        "place": place.name if place else None, "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "route": culture.routes[order.route].name.en if order.route >= 0 else None,
    }  # fmt: skip


def pixels_digest(image: Picture) -> str:
    """sha256 of the pixels, rows from the top, red green blue; the file format does not matter."""
    return hashlib.sha256(image.tobytes()).hexdigest()


def line_of(record: dict[str, Any]) -> str:
    """A record as the one line that stands for it."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
