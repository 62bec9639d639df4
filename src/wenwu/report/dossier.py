"""The dossier: one HTML file that a museum could hand out, complete in itself.

What was asked, what was assumed, what the rules say and on whose word, what was changed and why, what is worn
and what it means, and how to object. Film, pictures and typefaces are inside; it needs no network.
"""

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from wenwu import __version__
from wenwu.atlas.model import Atlas, Name
from wenwu.atlas.rules import Verdict
from wenwu.base.trace import Trace
from wenwu.prompt.brief import Brief
from wenwu.prompt.cloth import motifs_on
from wenwu.report.bibliography import Bibliography
from wenwu.report.changes import changes_in
from wenwu.report.drawn import drawn_by, drawn_rows
from wenwu.report.film import Film
from wenwu.report.folder import MANIFEST
from wenwu.report.own_cloth import cloth_pictures, cloth_row
from wenwu.report.page_words import words
from wenwu.report.rows import (
    assumed_rows,
    danced_rows,
    motif_rows,
    occasion_name,
    part_rows,
    rule_rows,
    sign_rows,
)
from wenwu.report.swatch import with_pictures
from wenwu.report.typeface import font_faces
from wenwu.report.worn import awaits_review, costume_rows

PAGE = Path(__file__).parent / "page"
SIGNS = "✓→–¶·×0123456789"  # written by the style sheet


def write_dossier(
    folder: Path, brief: Brief, atlas: Atlas, verdict: Verdict, trace: Trace, film: Film
) -> None:
    """Write report.html in the brief's language."""
    files = sorted({*(path.name for path in folder.iterdir()), "report.html", MANIFEST})
    view = dossier_view(brief, atlas, verdict, trace, files)
    view |= {
        "film": data_uri(film.preview, "video/mp4"),
        "poster": data_uri(film.poster, "image/jpeg"),
        "contact": data_uri(film.contact, "image/jpeg"),
    }
    (folder / "report.html").write_text(render_page(view), encoding="utf-8", newline="\n")


def data_uri(data: bytes, kind: str) -> str:
    """A file inside a page."""
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def render_page(view: Mapping[str, Any]) -> str:
    """The page as HTML. It is set twice: bare, to learn its letters, then with the fonts that hold them."""
    environment = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["capitalised"] = capitalised
    template = environment.get_template("report.html.j2")
    style = (PAGE / "report.css").read_text("utf-8")
    bare = template.render({**view, "style": "", "fonts": "", "film": "", "poster": "", "contact": ""})
    return template.render({**view, "style": style, "fonts": font_faces(bare + SIGNS)})


def capitalised(text: str) -> str:
    """The first letter raised, the others as they are."""
    return text[:1].upper() + text[1:]


def dossier_view(
    brief: Brief, atlas: Atlas, verdict: Verdict, trace: Trace, files: list[str]
) -> dict[str, Any]:
    """Everything the page says."""
    lang, w, cites = brief.lang, words()[brief.lang], Bibliography(atlas, brief.lang)
    dance, culture = atlas.dance(brief.dance), atlas.culture(brief.culture)
    captions = rule_rows((f for f in verdict.advisories if not f.set_aside), w, cites, lang)
    broken = rule_rows(verdict.must_change, w, cites, lang)
    aside = [finding for finding in verdict.findings if finding.set_aside]
    danced, danced_aside = danced_rows(trace, atlas, w, cites, lang)
    known = {row.id for row in (*danced, *danced_aside)}
    kept = [finding for finding in verdict.kept if finding.rule.id not in known]
    motifs = motif_rows(list(motifs_on(brief, atlas)), verdict, atlas, cites, brief)
    cloth = cloth_row(brief, atlas, verdict, trace, w, cites)
    return {
        "w": w,
        "lang": lang,
        "other": {"lang": "zh" if lang == "en" else "en"},
        "version": __version__,
        "brief": brief,
        "dance": dance,
        "culture": culture,
        "native": native_name(culture.names.native),
        "occasion": capitalised(occasion_name(brief.occasion, atlas, lang)),
        "band": [(colour, culture.weights.get(name, 0.04)) for name, colour in culture.palette.items()],
        "preview_only": awaits_review(brief, atlas),
        "wishes": _wishes(brief, w),
        "assumed": assumed_rows(brief, atlas, w),
        "captions": captions,
        "broken": broken,
        "aside": [*danced_aside, *rule_rows(aside, w, cites, lang)],
        "kept": [*danced, *rule_rows(kept, w, cites, lang)],
        "changes": changes_in(trace, brief, atlas, w),
        "drawn": drawn_rows(trace, brief.dance, atlas, lang),
        "drawn_by": drawn_by(trace),
        "music": Path(brief.music).name,
        "dance_sources": cites.cite(dance.source),
        "danced_at": ("、" if lang == "zh" else ", ").join(
            occasion_name(o, atlas, lang) for o in dance.occasions
        ),
        "signs": sign_rows(dance, w, cites, lang),
        "costumes": costume_rows(brief, atlas, cites),
        "motifs": with_pictures(list(motifs), atlas),
        "cloth": cloth and {"row": cloth, **_pictures(brief)},
        "cast": part_rows(brief, atlas, w),
        "files": [(name, _meaning(name, w)) for name in files],
        "sources": cites.entries(),
    }


def _pictures(brief: Brief) -> dict[str, str]:
    """The cloth that was brought, as photographed and as worn."""
    found = cloth_pictures(brief.pattern) if brief.pattern else ()
    uris = (data_uri(picture, "image/jpeg") for picture in found)
    return dict(zip(("photograph", "picture"), uris, strict=False))


def native_name(names: tuple[Name, ...]) -> Name | None:
    """The people's own name for itself: in its own script where the atlas is sure, else in Latin letters."""
    return next(
        (n for n in names if n.script not in ("", "Latn", "Hani", "Hans")), names[0] if names else None
    )


def _wishes(brief: Brief, w: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the sentence asked for beyond a people and a dance."""
    rows = {
        "angles": ", ".join(f"{wish.angle} {wish.degrees:g}°" for wish in brief.angles),
        "moods": ", ".join(brief.moods),
        "colours": ", ".join(brief.colours),
        "motifs": ", ".join(brief.motifs),
    }
    return [(w["fields"][key], value) for key, value in rows.items() if value]


def _meaning(file: str, w: Mapping[str, Any]) -> str:
    """What a file of the folder is; the further dancers' are like the first's."""
    return w["file_means"].get(re.sub(r"_\d+(?=\.)", "", file), "")
