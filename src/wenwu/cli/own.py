"""The atlas as this user has it: the shipped packs, the user's own, those named, and all dissent."""

from collections.abc import Sequence
from pathlib import Path

from wenwu.atlas.dissent import own_folder, read_dissent, under_dissent
from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas


def open_atlas(packs: Sequence[Path] | None = None) -> Atlas:
    """Shipped packs under the user's own folder (where there is one) under the packs that were named."""
    own = own_folder()
    folders = [*([own] if own.is_dir() and any(own.iterdir()) else []), *(packs or ())]
    atlas = load_atlas(*folders)
    for folder in folders:
        atlas = under_dissent(atlas, read_dissent(folder))
    return atlas
