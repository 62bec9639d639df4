"""Contact sheets of the motif grammar, small WebP: `python tools/motif_gallery.py docs/gallery/motifs`.

After the folder, which kinds: family, culture, panels; or beside, which needs the photographs of $WENWU_DATA
and shows some of them over composed cloths (their credit: docs/CREDITS.md).
"""

import os
import sys
from pathlib import Path

from PIL import Image

import wenwu.motifs.library
from wenwu.atlas.load import load_atlas
from wenwu.measure.textiles import beside, drawn, photographs
from wenwu.motifs.family import FAMILIES
from wenwu.motifs.gallery import culture_page, family_page, panels_page
from wenwu.motifs.sheet import Picture

PAIRS = {
    "miao_embroidery_animal1000.jpg": "miao.sleeve_panel",
    "miao_batik_bird1000.jpg": "miao.carrier",
    "brocade_phoenix_tang1000.jpg": "dai.brocade_panel",
    "satin_flower_medallion1000.jpg": "tibetan.brocade_panel",
    "robe_dragon_qing1000.jpg": "manchu.robe_hem",
}  # photographs, and what is shown under them
MOST, LARGE = 80_000, 150_000  # [bytes] of one picture, of one with composed cloths


def main() -> None:
    """One sheet a family, one a culture, one of its composed cloths; what was asked for after the folder."""
    folder, kinds = Path(sys.argv[1]), sys.argv[2:] or ["family", "culture", "panels"]
    folder.mkdir(parents=True, exist_ok=True)
    atlas = load_atlas()
    assert wenwu.motifs.library.MODULES
    for name in sorted(FAMILIES) if "family" in kinds else ():
        save(family_page(name, atlas), folder / f"family_{name}.webp")
    for kind, draw in (("culture", culture_page), ("panels", panels_page)):
        for culture in sorted(atlas.cultures) if kind in kinds else ():
            page = draw(culture, atlas)
            if page is not None:
                save(page, folder / f"{kind}_{culture}.webp", LARGE if kind == "panels" else MOST)
    if "beside" in kinds:
        photos = dict(photographs(Path(os.environ["WENWU_DATA"])))
        page = beside([photos[name] for name in PAIRS], [drawn(id, atlas, 1) for id in PAIRS.values()], 200)
        save(page, folder / "beside.webp", LARGE)


def save(page: Picture, path: Path, most: int = MOST) -> None:
    """The best quality that fits."""
    for quality in (86, 76, 66, 56, 46, 36, 26, 16):
        Image.fromarray(page).save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= most:
            break
    else:
        raise SystemExit(f"{path.name} stays over {most} bytes")
    print(f"{path.name}: {page.shape[1]} × {page.shape[0]}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
