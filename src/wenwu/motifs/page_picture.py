"""A picture written into a page as text, so that the page asks nobody and nothing but the pixels is in it."""

import base64
import io
from typing import Any, Literal

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image


def page_picture(
    colour: UInt8[ndarray, "H W 3"],
    side: int,
    way: Image.Resampling,
    kind: Literal["PNG", "WEBP"],
    **how: Any,
) -> str:
    """The `src` of an image whose longer side is `side` [px]; `how` is handed to the writer of that kind."""
    image = Image.fromarray(np.ascontiguousarray(colour))
    scale = side / max(image.size)
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    out = io.BytesIO()
    image.resize(size, way).save(out, kind, **how)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(out.getvalue()).decode('ascii')}"
