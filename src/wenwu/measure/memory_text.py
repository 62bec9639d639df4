"""What `bench memory` found, as lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Said = Mapping[str, Any]
SPEEDS: Mapping[str, str] = {
    "read": "a file of 128 × 128, read to the end", "open_file": "  opening it", "crop": "  cutting",
    "looking": "  the network that looks", "transformer_and_banks": "  transformer and banks",
    "network": "inside the networks", "bank": "bank: read and moved by 10,000",
}  # fmt: skip


def text(result: Said) -> str:
    """Speed alone, or everything else."""
    return "\n".join(_speed(result["speed"]) if "speed" in result else _all(result))


def _speed(found: Said) -> Iterator[str]:
    yield f"  {'[ms]':<40}{'wall':>9}{'processor':>11}{'aim':>8}"
    for name, said in SPEEDS.items():
        aim = found["aims"].get(f"{name}_processor_ms")
        wall, used = found[f"{name}_ms"], found[f"{name}_processor_ms"]
        yield f"  {said:<40}{wall:>9.1f}{used:>11.1f}{'' if aim is None else f'{aim:g}':>8}"
    for side in (128, 176):
        wall, used = found[f"embed_{side}_minutes_wall"], found[f"embed_{side}_minutes_two_cores"]
        aim = found["aims"][f"embed_{side}_minutes_two_cores"]
        yield f"  {f'30,000 pictures of {side} px [min]':<40}{wall:>9.2f}{used:>11.2f}{aim:>8g}   two cores"
    started, torch = found["start_seconds"], found["torch_loaded"]
    yield f"  a new process holds it after {started:.2f} s; torch loaded: {torch}"
    yield f"  missed: {', '.join(found['missed']) or 'nothing'}"


def _all(result: Said) -> Iterator[str]:
    for name, said in (("gamma", "γ"), ("prototypes", "K")):
        yield f"  {said:<8}{'seeds':>6}{'visual':>15}{'semantic':>15}{'accuracy':>15}"
        for value, row in result[name].items():
            told = [_of(row["in_context"][m]) for m in ("visual_purity", "semantic_purity", "accuracy")]
            yield f"  {value:<8}{row['n_seeds']:>6}" + "".join(f"{one:>15}" for one in told)
    for who in ("taught", "shipped"):
        if who in result:
            yield from _memory(who, result[who])
    yield "  finding forms of test among train, yardsticks"
    for name, row in result["yardsticks"].items():
        yield _found(name, row)
    if "real" in result:
        yield "  real pictures, the class found again in another group"
        for name, row in result["real"].items():
            over, precise = _of(row["r_at_1_over_classes"]), _of(row["map"])
            yield f"    {name:<16}n {row['n']}  R@1 {_of(row['r_at_1'])}  over classes {over}  mAP {precise}"
    yield "  nearness to power (the paper: dragon .91, tiger .87, other data)"
    yield from (f"    {name:<36}{value:.3f}" for name, value in result["nearness"].items())


def _memory(who: str, row: Said) -> Iterator[str]:
    yield f"  {who}: probes {'':<17}{'found':>13}{'commonest':>11}{'shuffled':>13}{'allowed':>9}"
    for name, one in row["leakage"].items():
        told = f"{_of(one['accuracy']):>13}{_mean(one['commonest']):>11.3f}{_of(one['shuffled']):>13}"
        yield f"    {name:<28}{told}{_mean(one['allowed']):>9.3f}"
    heads = "".join(f"{word:>16}" for word in ("accuracy", "visual", "semantic", "unknown"))
    yield f"  {who}: whole → worn {'':<9}{'n':>5}{heads}"
    for line in row["worn"]:
        level = f"{_mean(line['severity']):g}" if _mean(line["severity"]) else "all"
        sides = [
            f"{_mean(line[m]['whole']):.3f} → {_mean(line[m]['worn']):.3f}"
            for m in ("accuracy", "visual_purity", "semantic_purity", "unknown")
        ]
        yield f"    {line['kind']:<18}{level:>5}{line['n']:>8}" + "".join(f"{one:>16}" for one in sides)
    yield f"  {who}: finding forms of test among train"
    yield _found(who, row["found_again"])


def _found(name: str, row: Said) -> str:
    told = f"R@1 {_of(row['r_at_1'])}  mAP {_of(row['map'])}"
    return f"    {name:<16}{told}  concept of the nearest {_of(row['concept_of_nearest'])}"


def _of(value: float | Sequence[float]) -> str:
    """A number, or mean ± spread."""
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value[0]:.3f}±{value[1]:.3f}"


def _mean(value: float | Sequence[float]) -> float:
    return float(value) if isinstance(value, float | int) else float(value[0])
