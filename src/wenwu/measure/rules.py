"""How quickly the rules answer: loading all packs, one verdict, and the growth with the number of rules.

Verdicts of the sizes are taken in turn, each turn followed by a fixed piece of work in plain Python, so that
a slow machine or a busy moment shows: compare microseconds only where `reference_us` agree.
"""

import gc
import statistics
import time
from collections.abc import Callable
from math import log10
from pathlib import Path
from typing import Any

from wenwu.atlas.load import check_shipped, load_atlas, reload_shipped
from wenwu.atlas.rules import judge
from wenwu.measure.animate import machine
from wenwu.measure.rule_set import rule_set, scenes
from wenwu.prompt.facts import facts_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

SEED = 1
SIZES = (100, 500, 1_000, 10_000)
VERDICTS = 2_000
LOADS = 7
PROMPT = "Six Dai women dance the peacock dance at the Water-Splashing Festival"
MICRO = 1e6


def run(data: Path | None = None, verdicts: int = VERDICTS, loads: int = LOADS) -> dict[str, Any]:
    """Medians: seconds to load and validate, microseconds a verdict by number of rules, and the growth."""
    result: dict[str, Any] = {"n": verdicts, "loads": loads, "seed": SEED, "machine": machine()}
    result |= _loading(loads)
    result |= _judging(verdicts)
    result["growth_exponent_1000_to_10000"] = log10(
        result["verdict_us_10000_rules"] / result["verdict_us_1000_rules"]
    )  # 1 would be linear
    return result


def _loading(loads: int) -> dict[str, Any]:
    """Seconds to read every pack anew and to hold its words against one another."""
    reload_shipped()
    read, checked, reference, worked = [], [], [], []
    for _ in range(loads):
        reference.append(_seconds(_reference))
        began = time.process_time()
        read.append(_seconds(reload_shipped))
        checked.append(_seconds(check_shipped))
        worked.append(time.process_time() - began)
    atlas = load_atlas()
    both = [a + b for a, b in zip(read, checked, strict=True)]
    return {
        "packs": len(atlas.cultures),
        "rules_shipped": len(atlas.rules),
        "load_seconds": statistics.median(read),
        "load_and_validate_seconds": statistics.median(both),
        "load_and_validate_seconds_most": max(both),
        "load_and_validate_cpu_seconds": statistics.median(worked),  # what a busy machine does not lengthen
        "load_reference_us": statistics.median(reference) * MICRO,
    }


def _judging(verdicts: int) -> dict[str, float]:
    """Microseconds a verdict, by number of rules, and for a sentence asked of the shipped packs."""
    atlas = load_atlas()
    brief = read_brief(PROMPT, Wishes(), atlas)
    asked = {f"{size}_rules": (rule_set(size, SEED), scenes(verdicts, size, SEED)) for size in SIZES}
    asked["shipped"] = (atlas, [facts_of(brief, atlas)] * verdicts)
    took: dict[str, list[float]] = {name: [] for name in (*asked, "reference")}
    spoke = dict.fromkeys(asked, 0)
    for book, facts in asked.values():
        judge(facts[0], book)  # the rulebook is made when it is first asked
    gc.collect()
    gc.disable()
    try:
        for turn in range(verdicts):
            for name, (book, facts) in asked.items():
                began = time.perf_counter()
                verdict = judge(facts[turn], book)
                took[name].append(time.perf_counter() - began)
                spoke[name] += len(verdict.findings)
            took["reference"].append(_seconds(_reference))
    finally:
        gc.enable()
    result = {f"verdict_us_{name}": statistics.median(took[name]) * MICRO for name in asked}
    result |= {f"findings_{name}": spoke[name] / verdicts for name in asked}
    result["reference_us"] = statistics.median(took["reference"]) * MICRO
    return result


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _reference() -> int:
    """A fixed piece of work in plain Python."""
    return sum(len(str(n)) for n in range(500))
