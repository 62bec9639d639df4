"""Sheets about damage: every kind before and after; and a blind one to rate simulated against real loss.

Usage: python tools/damage_sheets.py kinds docs/gallery/motifs/damage.webp
       python tools/damage_sheets.py rating DATA OUT [--each 12] [--seed 1]   (DATA: images with labels.csv)
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.measure.damage import by_hand, held_back, simulated
from wenwu.motifs.damage import KINDS, damage
from wenwu.motifs.damage_net import lose
from wenwu.motifs.rating_sheet import shuffled, write_sheet
from wenwu.motifs.sheet import sheet
from wenwu.motifs.sign import draw_sign

SHOWN = (("miao.butterfly", "embroidery"), ("bai.butterfly", "batik"), ("han.huiwen", "flat"))
SEVERITIES = (0.2, 0.5, 0.9)
CELL, MOST = 112, 150_000  # [px], [bytes]
CREDIT = (
    "Strokes after scans of Ansei Bukan, ROIS-DS CODH; extraction Sakana AI; CC BY-SA 4.0. "
    "This sheet is offered under the same licence."
)


def main() -> None:
    """One of the two."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ways = parser.add_subparsers(dest="way", required=True)
    kinds_of = ways.add_parser("kinds")
    kinds_of.add_argument("out", type=Path)
    rating_of = ways.add_parser("rating")
    rating_of.add_argument("data", type=Path)
    rating_of.add_argument("out", type=Path)
    rating_of.add_argument("--each", type=int, default=12)
    rating_of.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.way == "kinds":
        kinds(asked.out)
    else:
        rating(asked.data, asked.out, asked.each, asked.seed)


def kinds(out: Path) -> None:
    """Three signs, each kind at three severities."""
    atlas = load_atlas()
    signs = [
        draw_sign(atlas.motif(name), atlas, 2 * CELL, 1, craft).image.astype(np.float32)[..., :3] / 255
        for name, craft in SHOWN
    ]
    cells = []
    for kind in KINDS:
        for k, sign in enumerate(signs):
            for severity in SEVERITIES:
                left = damage(sign, kind, severity, generator(1, "sheet", kind, k)).image
                small = Image.fromarray(np.round(255 * left).astype(np.uint8)).resize(
                    (CELL, CELL), Image.Resampling.BOX
                )
                cells.append((f"{kind} {severity:g}", np.asarray(small)))
    page = Image.fromarray(sheet(cells, len(SHOWN) * len(SEVERITIES)))
    for quality in (80, 70, 60, 50, 40, 30, 20):
        page.save(out, "WEBP", quality=quality, method=6)
        if out.stat().st_size <= MOST:
            break
    print(f"{out.name}: {page.width} × {page.height}, {out.stat().st_size} bytes")


def rating(data: Path, out: Path, each: int, seed: int) -> None:
    """Real, procedural and network in equal numbers."""
    real = held_back(data)
    sorts = {
        "real": real,
        "procedural": simulated(real, by_hand, "procedural"),
        "network": simulated(real, lose, "network"),
    }
    write_sheet(shuffled(sorts, each, seed), out, CREDIT)
    print(f"{out / 'sheet'}: {3 * each} pictures; {out / 'key'}: keep it from whoever rates")


if __name__ == "__main__":
    main()
