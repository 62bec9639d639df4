"""The rig: every bone that can move a surface, and where it is in each frame."""

from dataclasses import dataclass

from jaxtyping import Float
from numpy import ndarray


@dataclass(frozen=True)
class Rig:
    """The bones that skin a dancer: 24 joints first (Skeleton order), then fingers, twists, cloth."""

    names: tuple[str, ...]
    parent: tuple[int, ...]  # parent before child; -1 for a bone that hangs from the world
    offset: Float[ndarray, "B 3"]  # [m] in the parent's frame, T-pose
    from_bind: Float[ndarray, "B 4 4"]  # inverse bind matrices: bone frame from mesh space
