"""Frames for docs/pattern.md: three photographs of cloth, each worn by one dancer.

    python tools/pattern_gallery.py DIR_OF_PHOTOGRAPHS docs/gallery/pattern [name …] [--size 720x900]

Each sheet is a small WebP: the photograph, what was found in it, two frames and one from near by.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.trace import Trace
from wenwu.motion.firewall import guard
from wenwu.motion.generate import generate
from wenwu.pipeline import ask_rules
from wenwu.prompt.brief import Brief, Pattern
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.render.view import Renderer
from wenwu.report.stills import most_open
from wenwu.scene.cloth_reading import squared, to_bytes
from wenwu.scene.dress import dress
from wenwu.scene.own_cloth import own_cloth

SOURCE = "photograph by Alex Amies, chinesenotes.com"
PERMISSION = "the photograph's licence, CC BY 2.5; nobody whose cloth it is was asked"
NEAR = 3  # how much finer what is near is drawn
HEIGHT, GUTTER, PAPER = 620, 8, (251, 250, 247)  # [px]


Box = tuple[float, float, float, float]  # left, top, right, bottom, 0…1 of a frame


@dataclass(frozen=True)
class Shown:
    """One photograph on one dancer."""

    file: str
    what: str
    prompt: str
    dance: str
    near: Box  # what is shown from near by
    pattern: dict[str, object]
    about: Box = (0.0, 0.0, 1.0, 1.0)  # what is shown of whole frames


SHOWN = {
    "tile": Shown(
        "brocade_phoenix_tang1000.jpg",
        "silk brocade with pearl roundels and pairs of phoenixes",
        "A Bai woman dances with the rattling whip", "bai_bawang", (0.3, 0.34, 0.7, 0.8),
        {"on": "apron", "width": 0.7, "turn": 90},
    ),
    "strip": Shown(
        "brocade_ehan_xinjiang1000.jpg",
        "brocade, animals among clouds",
        "A Mongolian woman dances with her shoulders", "mongolian_shoulder", (0.26, 0.28, 0.7, 0.84),
        {"on": "robe", "width": 0.75},
    ),
    "whole": Shown(
        "miao_embroidery_animal1000.jpg",
        "Miao sleeve panel, split-thread embroidery with animals",
        "A Miao woman dances the wooden drum dance", "miao_wooden_drum", (0.40, 0.38, 0.68, 0.68),
        {"on": "apron", "corners": "60,20 936,20 936,1335 60,1335"},
        (0.3, 0.2, 0.7, 0.7),
    ),
}  # fmt: skip


def main() -> None:
    """Draw the sheets that were asked for, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photographs", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--size", default="720x900")
    parser.add_argument("--frames", action="store_true", help="also every frame by itself, as PNG")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    atlas = load_atlas()
    for name in asked.names or SHOWN:
        brief, pictures = shot(SHOWN[name], asked.photographs, atlas, asked.size)
        if asked.frames:
            for number, picture in enumerate(pictures):
                picture.save(asked.folder / f"{name}_{number}.png")
        sheet(brief, pictures).save(asked.folder / f"{name}.webp", quality=82, method=6)
        print(asked.folder / f"{name}.webp")


def shot(shown: Shown, photographs: Path, atlas: Atlas, size: str) -> tuple[Brief, list[Image.Image]]:
    """The brief of one dancer in the cloth, and three frames."""
    pattern = Pattern.model_validate({
        "file": str(photographs / shown.file), "source": f"{shown.what}; {SOURCE}", "permission": PERMISSION,
        "sacred": "no", **shown.pattern,
    })  # fmt: skip
    wishes = Wishes(dance=shown.dance, role="woman", dancers=1, seconds=4, fps=10, size=size, pattern=pattern)
    trace = Trace()
    brief, _ = ask_rules(read_brief(shown.prompt, wishes, atlas), atlas, trace)
    performance = guard(generate(brief, atlas, trace), brief, atlas, trace)
    scene = dress(performance, brief, atlas, trace)
    best = most_open(scene)
    with Renderer(scene, NEAR * brief.width, NEAR * brief.height) as renderer:
        moments = (best, (best + len(scene) // 3) % len(scene), best)
        boxes = (shown.about, shown.about, shown.near)
        frames = [
            cut(Image.fromarray(renderer.picture(k)), box) for k, box in zip(moments, boxes, strict=True)
        ]
    return brief, frames


def cut(picture: Image.Image, box: Box) -> Image.Image:
    """A part of a picture."""
    width, height = picture.size
    left, top, right, bottom = box
    return picture.crop(
        (round(left * width), round(top * height), round(right * width), round(bottom * height))
    )


def sheet(brief: Brief, pictures: list[Image.Image]) -> Image.Image:
    """The photograph, the cloth and the frames beside one another."""
    assert brief.pattern is not None
    photograph = Image.open(brief.pattern.file).convert("RGB")
    worn = own_cloth(brief.pattern)
    cloth = Image.fromarray(to_bytes(worn.colour if worn.kind == "whole" else squared(worn.colour)))
    left = [at_most(photograph, 420, HEIGHT // 2), at_most(cloth, 420, HEIGHT - HEIGHT // 2 - 2 * GUTTER)]
    right = [picture.resize((round(picture.width * HEIGHT / picture.height), HEIGHT)) for picture in pictures]
    width = max(p.width for p in left) + sum(p.width + GUTTER for p in right)
    page = Image.new("RGB", (width, HEIGHT), PAPER)
    page.paste(left[0], (0, 0))
    page.paste(left[1], (0, left[0].height + GUTTER))
    at = max(p.width for p in left) + GUTTER
    for picture in right:
        page.paste(picture, (at, 0))
        at += picture.width + GUTTER
    return page


def at_most(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The picture no larger than a box."""
    small = picture.copy()
    small.thumbnail((width, height))
    return small


if __name__ == "__main__":
    main()
