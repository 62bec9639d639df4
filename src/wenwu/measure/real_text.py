"""The bench of real pictures as text."""

from collections.abc import Mapping
from typing import Any

from wenwu.measure.real_damage import HARMS
from wenwu.measure.real_hidden import HIDING

NAMES = {
    "hog": "HOG, cosine", "reference": "reference: Lite0, 1,280, whole, 128 px",
    "probe": "linear probe on it", "training_free": "block 10 in 3 × 3, whitened, 128 px",
    "before_the_head": "what the head gets, whitened, 224 px", "head": "head, learnt on the other folds",
    "head_beside": "head beside what it gets",
}  # fmt: skip


def real_table(result: Mapping[str, Any]) -> str:
    """Rows: micro, mean over groups, interval, damaged with the drop; retrieval; unknown; purity."""
    lines = [f"  {'class of the nearest of other folds':<40} micro (95 % over groups)  groups   "
             + "  ".join(f"{kind:<14}" for kind in HARMS)]  # fmt: skip
    for way, name in NAMES.items():
        row = result["rows"].get(way)
        if row:
            low, high = row["interval"]
            shares = f"{row['accuracy']:.3f} ({low:.3f} to {high:.3f})   {row['over_groups']:.3f}"
            lines.append(f"  {name:<40} {shares}    {_worn(row)}")
    lines.append(f"  {'prints of one crest':<40} not learnt: R@1, mAP   all, four fifths learnt: R@1, mAP")
    for way, one in result["retrieval"].items():
        values = [one[key] for key in ("r_at_1", "map", "all_r_at_1", "all_map")]
        lines.append(f"  {NAMES[way]:<40} " + "  ".join(f"{value:.3f}" for value in values))
    unknown = {"families": result["novelty"]["families"], **result["novelty"]["cultures"]}
    for name, one in unknown.items():
        if "head" not in one:
            continue  # nothing could be held back
        areas = f"AUROC by likeness {one['head']:.3f}, by distance {one['apart']:.3f}, "
        areas += f"without training {one['training_free']:.3f}"
        lines.append(f"  {f'unknown: {name}':<40} {areas}")
    lines += _hidden(result["hidden"])
    pure = f"{result['purity_learnt']:.3f} learnt, {result['purity_unseen']:.3f} unseen"
    return "\n".join([*lines, f"  {'purity of prototypes':<40} {pure}"])


def _hidden(found: Mapping[str, Any]) -> list[str]:
    told = "; ".join(
        f"{kind} found {found[kind]['found']:.3f}, right {found[kind]['right']:.3f}" for kind in HIDING
    )
    false = f"{found['whole']['called']:.3f} of whole pictures, {found['fading']['called']:.3f} of faded ones"
    return [f"  {'hidden places, n ' + str(found['n']):<40} {told}; called though nothing is hidden: {false}"]


def _worn(row: Mapping[str, Any]) -> str:
    return "  ".join(
        f"{row[kind]['accuracy']:.3f} (−{row[kind]['drop']:.3f})" for kind in HARMS if kind in row
    )
