"""Table 2 as text."""

from collections.abc import Mapping, Sequence
from itertools import starmap
from typing import Any

Said = Mapping[str, Any]


def text(result: Said) -> str:
    """Rows, the paper's beside them, order and aims."""
    rows, told = result["rows"], result["paper"]
    head = f"  {'row':<22}{'visual':>12}{'semantic':>13}{'accuracy':>14}{'unsaid':>8}{'test':>8}"
    lines = [f"{head}{'M':>7}{'torch':>8}{'onnx':>7}{'int8':>7}{'real R@1':>10}   paper"]
    lines += [_line(name, row, result["looking"], told.get(name)) for name, row in rows.items()]
    expert = told["expert"]
    lines.append(f"  {'(paper) expert':<22}{'':>76}{_paper(expert)}")
    lines += ["  order: less < more, seed by seed", *starmap(_step, result["order"].items())]
    lines += ["  aims", *starmap(_aim, result["aims"].items())]
    return "\n".join(lines)


def _line(name: str, row: Said, looking: Said, paper: Said | None) -> str:
    if "in_context" not in row:
        return f"  {name:<22}{'not trained: sizes and times alone':>61}{_cost(row, looking)}"
    own = row["in_context"]
    both = [_spread(own[metric]) for metric in ("visual_purity", "semantic_purity")]
    points = "{:.1f}±{:.1f}".format(*(100 * value for value in own["accuracy"]))
    unsaid = f"{100 * row['unsaid']['accuracy'][0]:.1f}" if "unsaid" in row else ""
    test = f"{100 * row['test_in_context']['accuracy'][0]:.1f}"
    cost = _cost(row, looking)
    real = f"{row['real']['r_at_1'][0]:.3f}" if "real" in row else ""
    purities = f"  {name:<22}{both[0]:>12}{both[1]:>13}"
    return f"{purities}{points:>14}{unsaid:>8}{test:>8}{cost}{real:>10}   {_paper(paper)}"


def _cost(row: Said, looking: Said) -> str:
    """Parameters [M] and milliseconds of the processor, with the frozen network where it is one."""
    if "parameters_m" not in row:
        return " " * 29
    before = {} if row.get("own_eyes") else looking
    count = row["parameters_m"] + before.get("parameters_m", 0)
    eyes = before.get("onnx_processor_ms", 0)
    times = [eyes + row[f"{kind}_processor_ms"] for kind in ("torch", "onnx", "int8")]
    return f"{count:>7.2f}{times[0]:>8.1f}{times[1]:>7.1f}{times[2]:>7.1f}"


def _paper(row: Said | None) -> str:
    if row is None:
        return ""
    cost = f" {row['parameters']} M {row['ms']} ms" if "ms" in row else ""
    return f"{row['visual'][0]:.2f} {row['semantic'][0]:.2f} {row['accuracy']} %{cost}"


def _spread(value: Sequence[float]) -> str:
    return f"{value[0]:.3f}±{value[1]:.3f}"


def _step(what: str, one: Said) -> str:
    off, wide = one["difference"]
    held = "holds" if one["holds"] else f"holds in {one['seeds_that_hold']} of {one['seeds']}"
    return f"    {what:<48}{off:+.3f} ± {wide:.3f}  {held}"


def _aim(what: str, one: Said) -> str:
    held = "held" if one["held"] else "MISSED"
    return f"    {what:<56}{one['found']:>8.3f}  aim {one['aim']:<6} {held}"
