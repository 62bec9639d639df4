"""Drawn signs with paper over them, what is told to be hidden, and what is read in its place.

`python tools/mended_sheet.py docs/gallery/mended.webp`: whole, covered, hidden, as it is read; seed 1.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.memory.hidden import find_hidden
from wenwu.memory.real_looks import covered, sized
from wenwu.memory.restored import restored
from wenwu.motifs.sign import draw_sign

SIGNS = (
    "miao.star", "uyghur.rosette", "mongolian.roundel", "dai.brocade_star", "bai.tiedye_flower", "yi.flower",
)  # fmt: skip
CELL, GAP, SHARE = 150, 6, 0.28  # [px], [px], of the picture that is covered


def main() -> None:
    """One row a sign."""
    atlas = load_atlas()
    rows = []
    for name in SIGNS:
        whole = draw_sign(atlas.motifs[name], atlas, 224, 1, "flat").image
        made = covered(whole, SHARE, generator(1, "mended sheet", name))
        hidden = find_hidden(made)
        done = restored(made, hidden)
        by = ", ".join(done.by) or "nothing"
        print(f"{name}: {done.lost:.2f} hidden, filled by {by}, {done.left:.2f} of it left")
        mask = np.where(hidden, np.uint8(255), np.uint8(0))
        rows.append(np.concatenate([cell(one) for one in (whole, made, mask, sized(done.square))], 1))
    page = np.concatenate([np.concatenate(rows[::2]), np.concatenate(rows[1::2])], 1)
    Image.fromarray(page).save(sys.argv[1], "WEBP", quality=80, method=6)
    print(f"{sys.argv[1]}: {Path(sys.argv[1]).stat().st_size} bytes")


def cell(picture: np.ndarray) -> np.ndarray:
    """A picture in its place, grey ones too."""
    colour = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, -1)
    small = np.asarray(Image.fromarray(colour).resize((CELL, CELL), Image.Resampling.LANCZOS))
    return np.pad(small, ((GAP, GAP), (GAP, GAP), (0, 0)), constant_values=250)


if __name__ == "__main__":
    main()
