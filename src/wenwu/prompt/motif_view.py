"""What the rules are asked about a motif that is shown, drawn or on a cloth that somebody brings."""

from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Value
from wenwu.prompt.brief import Brief


def motif_view(id: str, gender: str, brief: Brief, atlas: Atlas) -> dict[str, Value]:
    """The facts that hold wherever it is shown; a hand and a carrier are for the caller to add."""
    motif = atlas.motif(id)
    return {
        "motif": id,
        "gender": gender,
        "drawable": motif.drawable,
        "opt_in": id in brief.motifs,
        "captioned": bool(motif.meanings),
    }
