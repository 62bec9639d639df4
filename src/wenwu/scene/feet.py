"""Footwear: cloth shoes and boots, let out from the feet themselves."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Footwear
from wenwu.scene.form import Form
from wenwu.scene.loft import normals_of
from wenwu.scene.panel import Panel
from wenwu.scene.section import crossings, ring
from wenwu.scene.shell import Shell, clipped, let_out
from wenwu.scene.weave import grid_panel

SOLE = 0.010  # [m]
BOOT = 0.62  # height of a boot's top, share of the way from ankle to knee


def shoe_top(form: Form, footwear: Footwear) -> float:
    """Height [m] below which the foot is inside the shoe."""
    ankle, knee = float(form.mark("leftFoot")[1]), float(form.mark("leftLowerLeg")[1])
    if footwear.kind == "bare":
        return -1.0
    if footwear.kind == "boots":
        return ankle + BOOT * (knee - ankle)
    return ankle - 0.006


def footwear(form: Form, worn: Footwear, hem: float | None = None) -> list[Panel]:
    """Both shoes or boots; `hem` is the height [m] of trousers that fall over the boots."""
    if worn.kind == "bare":
        return []
    skin = form.shell  # it wraps the foot as a sock does, toes together
    ankle = float(form.mark("leftFoot")[1])
    foot = clipped(skin, np.minimum(ankle + 0.06 - skin.vertices[:, 1], 0.3 - np.abs(skin.vertices[:, 0])))
    made = let_out(foot, np.full(len(foot.vertices), 0.0045), 8)
    made = _shaped(form, made, worn)
    out: list[Panel] = []
    for side, sign in (("l", 1), ("r", -1)):
        shoe = clipped(made, sign * made.vertices[:, 0])
        shoe = clipped(shoe, _mouth(form, shoe, worn))
        under = 0.35 * SOLE + 0.0015 - shoe.vertices[:, 1]
        out.append(_plain(f"shoe_{side}", clipped(shoe, -under), worn.colour))
        out.append(_plain(f"sole_{side}", clipped(shoe, under), "sole"))
        if worn.trim:
            out.append(
                _plain(
                    f"shoe_trim_{side}", _raised(clipped(shoe, 0.009 - _mouth(form, shoe, worn))), worn.trim
                )
            )
        if worn.kind == "boots":
            out += _shaft(form, worn, (side, sign), hem)
    return out


def _mouth(form: Form, shoe: Shell, worn: Footwear) -> Float[ndarray, " V"]:
    """Positive on the shoe: below the ankle, lower over the instep."""
    ankle = float(form.mark("leftFoot")[1])
    if worn.kind == "boots":
        return ankle + 0.04 - shoe.vertices[:, 1]
    heel, toe = float(form.mark("heel_l")[2]), float(form.mark("toe_l")[2])
    t = np.clip((shoe.vertices[:, 2] - heel) / (toe - heel), 0, 1)
    height = np.interp(
        t,
        [0, 0.25, 0.45, 0.56, 0.66, 1.0],
        [ankle + 0.002, ankle - 0.012, ankle - 0.02, ankle - 0.012, 0.2, 0.2],
    )
    inside = np.where((t > 0.3) & (t < 0.66), np.abs(_across(form, shoe)) - 0.026, 1.0)
    return np.maximum(height - shoe.vertices[:, 1], np.where(shoe.vertices[:, 1] < ankle, inside, -1))


def _across(form: Form, shoe: Shell) -> Float[ndarray, " V"]:
    return np.abs(shoe.vertices[:, 0]) - float(form.mark("leftToes")[0])


def _shaped(form: Form, made: Shell, worn: Footwear) -> Shell:
    """Flat underneath, with a sole that stands out a little and, if it should, a toe that turns up."""
    place = made.vertices.copy()
    toe = float(form.mark("toe_l")[2])
    low = np.clip((0.022 - place[:, 1]) / 0.022, 0, 1)
    centre = float(form.mark("leftToes")[0])
    side = np.sign(place[:, 0])
    place[:, 0] += side * 0.0 + np.sign(np.abs(place[:, 0]) - centre) * side * 0.003 * low
    place[:, 1] = np.where(place[:, 1] < 0.012, 0.35 * np.maximum(place[:, 1], 0), place[:, 1])
    if worn.upturned:
        tip = np.clip((place[:, 2] - (toe - 0.055)) / 0.06, 0, 1.4)
        place[:, 2] += 0.022 * tip**2
        place[:, 1] += 0.034 * tip**2.2
        narrow = 1 - 0.45 * np.clip(tip, 0, 1)
        place[:, 0] = side * (centre - 0.008 * tip + (np.abs(place[:, 0]) - centre) * narrow)
    return Shell(place, normals_of(place, made.faces), made.faces, made.share)


def _raised(shell: Shell) -> Shell:
    return Shell(shell.vertices + shell.normals * 0.002, shell.normals, shell.faces, shell.share)


def _plain(name: str, shell: Shell, colour: str) -> Panel:
    flat = np.full((len(shell.vertices), 2), 0.5)
    return Panel(
        name,
        None,
        shell.vertices,
        shell.normals,
        flat,
        shell.faces,
        shell.share,
        material="leather",
        colour=colour,
    )


def _shaft(form: Form, worn: Footwear, leg_of: tuple[str, int], hem: float | None) -> list[Panel]:
    """The leg of a boot: rings about the shin, never narrower below than a straight tube would be."""
    side, sign = leg_of
    ankle = form.mark("leftFoot" if sign > 0 else "rightFoot")
    leg = clipped(form.shell, sign * form.shell.vertices[:, 0])
    top = shoe_top(form, worn) if hem is None else min(shoe_top(form, worn), hem + 0.03)
    angle = np.linspace(-np.pi, np.pi, 25)
    direction = np.stack([np.sin(angle), np.cos(angle)], 1)
    heights = np.linspace(top, float(ankle[1]) - 0.012, 14)
    rows = []
    for y in heights:
        t = (top - y) / (top - float(ankle[1]))
        centre = np.array([float(ankle[0]), float(ankle[2]) - 0.012 + 0.012 * t])
        radius = ring(crossings(leg, 1, float(max(y, 0.075))), centre, direction)
        radius = np.maximum(radius + 0.010, 0.047 - 0.004 * t)
        rows.append(
            np.column_stack(
                [centre[0] + radius * direction[:, 0], np.full(25, y), centre[1] + radius * direction[:, 1]]
            )
        )
    inside = rows[0] + (rows[0].mean(0) - rows[0]) * 0.09 - np.array([0, 0.012, 0])
    grid = np.stack([inside, *rows])
    flat = np.full((*grid.shape[:2], 2), 0.5)
    boot = grid_panel(f"boot_{side}", None, grid, flat, form.carried(grid), closed=True, material="leather")
    out = [_coloured(boot, worn.colour)]
    if worn.trim and hem is None:
        cuff = grid[:4].copy()
        out_of = cuff[1:] - cuff[1:].mean(1, keepdims=True)
        cuff[1:] += 0.003 * out_of / np.linalg.norm(out_of, axis=2, keepdims=True)
        band = grid_panel(
            f"boot_trim_{side}",
            None,
            cuff[1:],
            flat[:3],
            form.carried(cuff[1:]),
            closed=True,
            material="leather",
        )
        out.append(_coloured(band, worn.trim))
    return out


def _coloured(panel: Panel, colour: str) -> Panel:
    return Panel(
        panel.name,
        None,
        panel.vertices,
        panel.normals,
        panel.flat,
        panel.faces,
        panel.share,
        panel.kind,
        panel.material,
        colour,
    )
