"""Contact sheets for the docs: every dance dressed, and the same frames on a plain grey mannequin.

    python tools/gallery.py docs/gallery [dance …] [--seconds 12] [--seed 1]

Each sheet is a small WebP of twelve moments; `hero.webp` is one whole frame of the first dance.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.motion.compose import compose
from wenwu.motion.firewall import guard
from wenwu.motion.performance import Performance
from wenwu.prompt.brief import Brief
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.render.view import Renderer
from wenwu.report.stills import moments, most_open
from wenwu.scene.dress import dress
from wenwu.scene.scene import Scene

COLUMNS, THUMB, GUTTER, CAPTION = 4, 480, 6, 34  # [px]
DRAWN = (960, 540)  # [px] size at which a moment is drawn before it is made small
HERO = (1280, 720)


def main() -> None:
    """Draw the sheets that were asked for, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("dances", nargs="*")
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    atlas = load_atlas()
    for dance in asked.dances or sorted(atlas.scores):
        brief, performance = danced(dance, atlas, asked.seconds, asked.seed)
        for plain in (False, True):
            scene = dress(performance, brief, atlas, Trace(), plain=plain)
            name = f"{dance}_plain" if plain else dance
            title = f"{atlas.dance(dance).names.en} · {atlas.dance(dance).names.zh}"
            sheet(scene, title).save(asked.folder / f"{name}.webp", quality=82, method=6)
            print(asked.folder / f"{name}.webp")
        if dance == "dai_peacock":
            hero(dress(performance, brief, atlas, Trace())).save(
                asked.folder / "hero.webp", quality=88, method=6
            )


def danced(dance: str, atlas: Atlas, seconds: float, seed: int) -> tuple[Brief, Performance]:
    """The dance as `wenwu animate` makes it when only its name is said."""
    known = atlas.dance(dance)
    prompt = f"{atlas.culture(known.culture).names.en} {known.names.en}"
    brief = read_brief(prompt, Wishes(culture=known.culture, dance=dance, seconds=seconds, seed=seed), atlas)
    skeletons = {part.performer: load_body(part.performer).skeleton for part in brief.cast}
    trace = Trace()
    return brief, guard(compose(brief, atlas, skeletons, trace), brief, atlas, trace)


def sheet(scene: Scene, title: str) -> Image.Image:
    """Twelve moments in rows of four under a title."""
    with Renderer(scene, *DRAWN) as renderer:
        pictures = [Image.fromarray(renderer.picture(frame)) for frame in moments(len(scene))]
    size = (THUMB, THUMB * DRAWN[1] // DRAWN[0])
    rows = -(-len(pictures) // COLUMNS)
    width = COLUMNS * (size[0] + GUTTER) - GUTTER
    page = Image.new("RGB", (width, CAPTION + rows * (size[1] + GUTTER) - GUTTER), (251, 250, 247))
    ImageDraw.Draw(page).text((8, 8), title.split(" · ")[0], (60, 54, 48), ImageFont.load_default(18))
    for place, picture in enumerate(pictures):
        left, top = place % COLUMNS * (size[0] + GUTTER), CAPTION + place // COLUMNS * (size[1] + GUTTER)
        page.paste(picture.resize(size, Image.Resampling.BOX), (left, top))
    return page


def hero(scene: Scene) -> Image.Image:
    """One whole frame, the one that a poster would show."""
    with Renderer(scene, *HERO) as renderer:
        return Image.fromarray(np.ascontiguousarray(renderer.picture(most_open(scene))))


if __name__ == "__main__":
    main()
