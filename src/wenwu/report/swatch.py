"""Swatches: a small picture of each motif beside its meaning, in its own colours."""

import base64
from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image

from wenwu.atlas.model import Atlas, Motif
from wenwu.base.errors import RefusedError
from wenwu.motifs.library import draw_motif
from wenwu.report.rows import MotifRow

SIZE, ROOM = 192, 160  # [px] of the swatch, and of the motif on it
LIGHT, DARK = (242, 236, 225), (36, 33, 29)  # grounds: the page's, and its ink's


def with_pictures(rows: list[MotifRow], atlas: Atlas) -> list[MotifRow]:
    """The rows, each with a picture of its motif where the atlas lets it be drawn alone."""
    return [replace(row, picture=swatch(atlas.motif(row.id), atlas)) for row in rows]


def swatch(motif: Motif, atlas: Atlas) -> str:
    """A motif as a data URI, on whichever ground it stands out from; empty where it is not drawn."""
    try:
        tile = draw_motif(motif, atlas, ROOM)
    except RefusedError:
        return ""
    cover = tile[..., 3:].astype(float) / 255
    brightness = float((tile[..., :3].mean(-1, keepdims=True) * cover).sum() / max(cover.sum(), 1))
    picture = np.empty((SIZE, SIZE, 3))
    picture[:] = DARK if brightness > 110 else LIGHT
    top, left = (SIZE - tile.shape[0]) // 2, (SIZE - tile.shape[1]) // 2
    place = picture[top : top + tile.shape[0], left : left + tile.shape[1]]
    place[:] = place * (1 - cover) + tile[..., :3] * cover
    data = BytesIO()
    Image.fromarray((picture + 0.5).astype(np.uint8)).save(data, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(data.getvalue()).decode('ascii')}"
