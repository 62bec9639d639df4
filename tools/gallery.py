"""Contact sheets for the docs: every dance dressed, and the same frames on a plain grey mannequin.

    python tools/gallery.py docs/gallery [dance …] [--seconds 12] [--seed 1]
    python tools/gallery.py docs/gallery/seeds --five [dance …]

Each sheet is a small WebP of twelve moments; `hero.webp` is one whole frame of the first dance. With --five
there is a row for each of five seeds, one dancer and twice the seconds, at moments far from its middle pose.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.trace import Trace
from wenwu.motion.firewall import guard
from wenwu.motion.generate import generate
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
SEEDS, SEED_MOMENTS, SEED_THUMB = 5, 7, (224, 240)


def main() -> None:
    """Draw the sheets that were asked for, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("dances", nargs="*")
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--five", action="store_true", help="five seeds of each dance instead")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    atlas = load_atlas()
    for dance in asked.dances or sorted(atlas.scores):
        if asked.five:
            five(dance, atlas, 2 * asked.seconds).save(asked.folder / f"{dance}.webp", quality=68, method=6)
            print(asked.folder / f"{dance}.webp")
            continue
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
    trace = Trace()
    return brief, guard(generate(brief, atlas, trace), brief, atlas, trace)


def five(dance: str, atlas: Atlas, seconds: float) -> Image.Image:
    """Five seeds of a dance, one dancer each: a row a seed."""
    known = atlas.dance(dance)
    prompt = f"{atlas.culture(known.culture).names.en} {known.names.en}"
    width, height = SEED_THUMB
    page = Image.new("RGB", (SEED_MOMENTS * width, SEEDS * height), (251, 250, 247))
    for row in range(SEEDS):
        wishes = Wishes(culture=known.culture, dance=dance, dancers=1, seconds=seconds, seed=row + 1)
        brief, trace = read_brief(prompt, wishes, atlas), Trace()
        scene = dress(guard(generate(brief, atlas, trace), brief, atlas, trace), brief, atlas, Trace())
        with Renderer(scene, 2 * width, 2 * height) as renderer:
            for k, frame in enumerate(telling(scene, SEED_MOMENTS)):
                picture = Image.fromarray(renderer.picture(frame))
                page.paste(picture.resize(SEED_THUMB, Image.Resampling.BOX), (k * width, row * height))
    return page


def telling(scene: Scene, wanted: int) -> list[int]:
    """In equal pieces of the film, the frame whose pose is farthest from the film's middle pose."""
    rig = next(figure for figure in scene.figures if {"hips", "leftHand"} <= set(figure.rig.names))
    place = rig.world_from_bone[..., :3, 3].astype(float)
    pose = place - place[:, [rig.rig.names.index("hips")]]
    far = np.linalg.norm(pose - pose.mean(0), axis=-1).sum(-1)
    edges = np.linspace(0, len(far), wanted + 1).astype(int)
    return [int(a + np.argmax(far[a:b])) for a, b in pairwise(edges)]


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
