"""Contact sheets of the motif grammar, small WebP: `python tools/motif_gallery.py docs/gallery/motifs`."""

import sys
from pathlib import Path

from PIL import Image

import wenwu.motifs.library
from wenwu.atlas.load import load_atlas
from wenwu.motifs.family import FAMILIES
from wenwu.motifs.gallery import culture_page, family_page
from wenwu.motifs.sheet import Picture

MOST = 80_000  # [bytes] of one picture


def main() -> None:
    """One sheet a family, one a culture."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    atlas = load_atlas()
    assert wenwu.motifs.library.MODULES
    for name in sorted(FAMILIES):
        save(family_page(name, atlas), folder / f"family_{name}.webp")
    for culture in sorted(atlas.cultures):
        page = culture_page(culture, atlas)
        if page is not None:
            save(page, folder / f"culture_{culture}.webp")


def save(page: Picture, path: Path) -> None:
    """The best quality that fits."""
    for quality in (86, 76, 66, 56, 46, 36, 26, 16):
        Image.fromarray(page).save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= MOST:
            break
    else:
        raise SystemExit(f"{path.name} stays over {MOST} bytes")
    print(f"{path.name}: {page.shape[1]} × {page.shape[0]}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
