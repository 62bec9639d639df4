"""A reading in a folder: one page with its pictures inside, the same as data, and both masks as pictures."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32, UInt8
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy import ndarray
from PIL import Image

from wenwu import __version__
from wenwu.atlas.model import Atlas
from wenwu.atlas.text import Lang
from wenwu.memory.memory import Memory
from wenwu.memory.photo import PhotoRead
from wenwu.memory.pictures import nearest_rows, read_pictures
from wenwu.motifs.evidence import Evidence
from wenwu.report.dossier import PAGE, SIGNS, capitalised, data_uri
from wenwu.report.reading_data import photo_data
from wenwu.report.reading_rows import TOLD, per_cent, share_of
from wenwu.report.reading_view import reading_view
from wenwu.report.reading_words import reading_words
from wenwu.report.typeface import font_faces

SHOWN = 820  # [px] the longer side of the picture on the page
SMALL = 520  # [px] and of those beside it
DIM, GLOW = 0.28, np.array([255, 176, 62], np.float32)  # of what was not looked at; the colour of what was
TINTS = {"shown": (206, 201, 192), "lost": (190, 62, 44), "beside": (44, 40, 35)}


def write_reading(photo: PhotoRead, memory: Memory, atlas: Atlas, lang: Lang, folder: Path) -> None:
    """reading.html, reading.json, where.png and, where loss was measured, evidence.png, into a folder."""
    where = attention_picture(photo)
    _image(where).save(folder / "where.png")
    if photo.evidence.damaged:
        _image(evidence_picture(photo.evidence)).save(folder / "evidence.png")
    page = reading_page(photo, memory, atlas, lang)
    (folder / "reading.html").write_text(page, encoding="utf-8", newline="\n")
    text = json.dumps(photo_data(photo, memory, atlas), ensure_ascii=False, indent=2)
    (folder / "reading.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def reading_page(photo: PhotoRead, memory: Memory, atlas: Atlas, lang: Lang) -> str:
    """The page as HTML, complete in itself. It is set twice: bare, to learn its letters, then with fonts."""
    view, w = reading_view(photo, memory, atlas, lang), reading_words(lang)
    words = {
        "view": view, "w": w, "lang": lang, "other": "zh" if lang == "en" else "en", "version": __version__,
        "left_out": w["meanings_lead"].format(faint=share_of(TOLD)), "pictures": {}, "evidence": "",
        "picture": "", "attention": "",
        "kept_names": w["and"].join(f"{row.sign.names.say(lang)} ({row.sign.id})" for row in view.kept),
    }  # fmt: skip
    environment = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["capitalised"] = capitalised
    environment.globals |= {"share_of": share_of, "per_cent": per_cent}
    template = environment.get_template("reading.html.j2")
    bare = template.render({**words, "style": "", "fonts": ""})
    style = "".join((PAGE / name).read_text("utf-8") for name in ("report.css", "reading.css"))
    inside = {
        "picture": _jpeg(photo.colour, SHOWN), "attention": _jpeg(attention_picture(photo), SMALL),
        "pictures": _thumbnails([row.number for row in view.prototypes], memory),
        "evidence": _png(evidence_picture(photo.evidence), SMALL) if photo.evidence.damaged else "",
    }  # fmt: skip
    return template.render({**words, **inside, "style": style, "fonts": font_faces(bare + SIGNS)})


def attention_picture(photo: PhotoRead) -> UInt8[ndarray, "H W 3"]:
    """The picture in greys, dim where it was not looked at and warm where it was."""
    seen: Float32[ndarray, "H W"] = photo.attention
    grey = photo.colour.astype(np.float32).mean(-1, keepdims=True)
    light = DIM + (1 - DIM) * seen[..., None]
    warm = (1 - 0.55 * seen[..., None]) * grey + 0.55 * seen[..., None] * grey * GLOW / 200
    return np.clip(np.rint(warm * light), 0, 255).astype(np.uint8)


def evidence_picture(evidence: Evidence) -> UInt8[ndarray, "H W 3"]:
    """Grey where evidence is, red where it is lost, dark beside the piece."""
    out = np.empty((*evidence.shown.shape, 3), np.uint8)
    out[:] = TINTS["beside"]
    out[evidence.shown] = TINTS["shown"]
    out[evidence.lost] = TINTS["lost"]
    return out


def _thumbnails(numbers: list[int], memory: Memory) -> Mapping[int, str]:
    """The pictures of some prototypes; none where none lie with the memory."""
    sheet = read_pictures(nearest_rows(memory.cards), memory.folder) if numbers else None
    return {} if sheet is None else {number: _jpeg(sheet[number], SHOWN) for number in numbers}


def _image(colour: UInt8[ndarray, "H W 3"], side: int = 0) -> Any:
    image = Image.fromarray(colour)
    if side and max(image.size) > side:
        image.thumbnail((side, side), Image.Resampling.BOX)
    return image


def _jpeg(colour: UInt8[ndarray, "H W 3"], side: int) -> str:
    return _inside(colour, side, "JPEG", quality=86)


def _png(colour: UInt8[ndarray, "H W 3"], side: int) -> str:
    return _inside(colour, side, "PNG", optimize=True)


def _inside(colour: UInt8[ndarray, "H W 3"], side: int, kind: str, **how: Any) -> str:
    held = io.BytesIO()
    _image(colour, side).save(held, kind, **how)
    return data_uri(held.getvalue(), f"image/{kind.lower()}")
