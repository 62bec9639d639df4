"""Compiled: 36 numbers to 24 joint positions, and the 72×36 Jacobian, by the body's own frames.

The order and the signs are those of `body.angles`; angles are radians here. Each degree of freedom turns up
to three joints (spine and neck are spread), each about one world axis, so that a column of the Jacobian is a
sum of axis × (point − joint) over the joints it turns; the shoulders add how the clavicle carries the arm.
"""

import math

import numpy as np
from numba import njit

from wenwu.body.clinical import SPREAD
from wenwu.body.shoulder import LIFT_FROM, LIFT_SHARE, LIFT_SOFTNESS, REACH_SHARE
from wenwu.body.skeleton import PARENTS
from wenwu.motion.ik_rotation import FAST, column, exponential, product, spin

PARENT = np.array(PARENTS)
BELOW = np.zeros((24, 24), np.bool_)  # BELOW[j, i]: joint i hangs on joint j
for _i in range(24):
    _j = PARENTS[_i]
    while _j >= 0:
        BELOW[_j, _i] = True
        _j = PARENTS[_j]
TRUNK = np.array([SPREAD["spine.twist"], SPREAD["spine.flexion"], SPREAD["spine.side_bend"]])
NECK = np.array([SPREAD["neck.twist"], SPREAD["neck.flexion"], SPREAD["neck.side_bend"]])
FROM, SOFT = math.radians(LIFT_FROM), math.radians(LIFT_SOFTNESS)
REACH = math.radians(REACH_SHARE)
SHARE = LIFT_SHARE
TURNS = np.zeros((36, 3), np.int64) - 1  # the joints that each degree of freedom turns
for _k, _joints in {
    3: (0,), 4: (0,), 5: (0,), 6: (1,), 7: (1,), 8: (1,), 9: (2,), 10: (2,), 11: (2,),
    12: (4,), 13: (5,), 14: (7,), 15: (8,), 16: (3, 6, 9), 17: (3, 6, 9), 18: (3, 6, 9),
    19: (12, 15), 20: (12, 15), 21: (12, 15), 22: (16,), 23: (16,), 24: (16,), 25: (17,), 26: (17,),
    27: (17,), 28: (18,), 29: (19,), 30: (18,), 31: (19,), 32: (20,), 33: (20,), 34: (21,), 35: (21,),
}.items():  # fmt: skip
    TURNS[_k, : len(_joints)] = _joints


@njit(**FAST)
def limb(base, numbers, hinge, first, space, own, world):
    """exp(swing) · twist of a hip or an arm: `own` against its base, `world`, and its three axes.

    hinge: twist axis and its sign, the two swing axes and their signs. numbers: the two swings and the twist.
    """
    axis, sign, i, si, k, sk = hinge
    axes, v, left = space
    v[:] = 0.0
    v[i], v[k] = si * numbers[0], sk * numbers[1]
    exponential(v, own, left)
    for a in range(3):
        axes[first, 0, a] = si * (base[a, 0] * left[0, i] + base[a, 1] * left[1, i] + base[a, 2] * left[2, i])
        axes[first + 1, 0, a] = sk * (
            base[a, 0] * left[0, k] + base[a, 1] * left[1, k] + base[a, 2] * left[2, k]
        )
    product(base, own, world)
    column(world, axis, sign, axes[first + 2, 0])
    spin(own, axis, sign * numbers[2])
    spin(world, axis, sign * numbers[2])


@njit(**FAST)
def girdle(own, side, slope, out):
    """The clavicle's rotation for an arm's rotation against the thorax; side is 1 left, −1 right.

    slope: becomes lift, d lift / d(y of the direction), and the direction of a left arm.
    """
    dx, dy, dz = own[0, 0], side * own[1, 0], side * own[2, 0]
    flat = math.sqrt(max(dx * dx + dz * dz, 1e-18))
    u = (math.atan2(flat, -dy) - FROM) / SOFT
    soft = u if u > 30 else math.log1p(math.exp(u))
    steep = 1.0 if u > 30 else math.exp(u) / (1 + math.exp(u))
    slope[0], slope[1], slope[2], slope[3], slope[4] = SHARE * SOFT * soft, SHARE * steep / flat, dx, dy, dz
    for i in range(3):
        for j in range(3):
            out[i, j] = 1.0 if i == j else 0.0
    spin(out, 2, side * slope[0])
    spin(out, 1, -side * REACH * dz)


@njit(**FAST)
def carried(thorax, side, slope, arm, first, axes, shift):
    """How the clavicle carries the arm's joint along when the arm's three numbers change (`shift`, 3×3)."""
    lift, rise, dx, dy, dz = slope[0], slope[1], slope[2], slope[3], slope[4]
    for k in range(3):
        wx, wy, wz = 0.0, 0.0, 0.0
        for a in range(3):
            wx += thorax[a, 0] * axes[first + k, 0, a]
            wy += thorax[a, 1] * axes[first + k, 0, a]
            wz += thorax[a, 2] * axes[first + k, 0, a]
        wy, wz = side * wy, side * wz
        up, ahead = rise * (wz * dx - wx * dz), REACH * (wx * dy - wy * dx)
        gx, gy, gz = math.sin(lift) * ahead, -side * math.cos(lift) * ahead, side * up
        tx = thorax[0, 0] * gx + thorax[0, 1] * gy + thorax[0, 2] * gz
        ty = thorax[1, 0] * gx + thorax[1, 1] * gy + thorax[1, 2] * gz
        tz = thorax[2, 0] * gx + thorax[2, 1] * gy + thorax[2, 2] * gz
        shift[k, 0] = ty * arm[2] - tz * arm[1]
        shift[k, 1] = tz * arm[0] - tx * arm[2]
        shift[k, 2] = tx * arm[1] - ty * arm[0]


@njit(**FAST)
def hang(joint, offset, place, world):
    """Where a joint is, and its rotation before its own turning: those of its parent."""
    p = PARENT[joint]
    for a in range(3):
        place[joint, a] = (
            place[p, a]
            + world[p, a, 0] * offset[joint, 0]
            + world[p, a, 1] * offset[joint, 1]
            + world[p, a, 2] * offset[joint, 2]
        )
        for b in range(3):
            world[joint, a, b] = world[p, a, b]


@njit(**FAST)
def trunk(q, first, part, offset, pose, axes):
    """The joints of spine or neck, each a share of flexion, side bend and twist."""
    share, joints = part
    place, world = pose
    for slot in range(joints.shape[0]):
        j = joints[slot]
        hang(j, offset, place, world)
        m = world[j]
        twist, flex, side = share[0, slot], share[1, slot], share[2, slot]
        column(m, 1, twist, axes[first + 2, slot])
        spin(m, 1, twist * q[first + 2])
        column(m, 0, flex, axes[first, slot])
        spin(m, 0, flex * q[first])
        column(m, 2, -side, axes[first + 1, slot])
        spin(m, 2, -side * q[first + 1])


@njit(**FAST)
def workspace():
    """Arrays that one chain fills again and again."""
    return (
        np.zeros((36, 3, 3)),  # axes of every degree of freedom, by the joints it turns
        np.zeros(3),
        np.zeros((3, 3)),
        np.zeros((3, 3)),
        np.zeros((3, 3)),
        np.zeros(5),
        np.zeros((2, 3, 3)),  # how each arm's numbers shift its joint
    )


SPINE_JOINTS, NECK_JOINTS = np.array([3, 6, 9]), np.array([12, 15])


@njit(**FAST)
def legs(q, offset, place, world, work):
    """Both legs, from the hips down."""
    axes, v, left, own = work[:4]
    for s in range(2):
        side = 1.0 if s == 0 else -1.0
        hip, knee, ankle, toes, k = 1 + s, 4 + s, 7 + s, 10 + s, 6 + 3 * s
        hang(hip, offset, place, world)
        limb(world[0], q[k : k + 3], (1, side, 0, -1.0, 2, side), k, (axes, v, left), own, world[hip])
        hang(knee, offset, place, world)
        column(world[knee], 0, 1.0, axes[12 + s, 0])
        spin(world[knee], 0, q[12 + s])
        hang(ankle, offset, place, world)
        column(world[ankle], 0, -1.0, axes[14 + s, 0])
        spin(world[ankle], 0, -q[14 + s])
        hang(toes, offset, place, world)


@njit(**FAST)
def arms(q, offset, place, world, work):
    """Both arms, from the clavicles out."""
    axes, v, left, own, collar, slope, shift = work
    for s in range(2):
        side = 1.0 if s == 0 else -1.0
        clavicle, upper, lower, hand, finger, k = 13 + s, 16 + s, 18 + s, 20 + s, 22 + s, 22 + 3 * s
        hang(clavicle, offset, place, world)
        limb(world[9], q[k : k + 3], (0, 1.0, 1, -side, 2, side), k, (axes, v, left), own, world[upper])
        girdle(own, side, slope, collar)
        product(world[9], collar, world[clavicle])
        for a in range(3):
            v[a] = (
                world[clavicle, a, 0] * offset[upper, 0]
                + world[clavicle, a, 1] * offset[upper, 1]
                + world[clavicle, a, 2] * offset[upper, 2]
            )
            place[upper, a] = place[clavicle, a] + v[a]
        carried(world[9], side, slope, v, k, axes, shift[s])
        hang(lower, offset, place, world)
        column(world[lower], 1, -side, axes[28 + s, 0])
        spin(world[lower], 1, -side * q[28 + s])
        column(world[lower], 0, 1.0, axes[30 + s, 0])
        spin(world[lower], 0, q[30 + s])
        hang(hand, offset, place, world)
        column(world[hand], 1, side, axes[33 + 2 * s, 0])
        spin(world[hand], 1, side * q[33 + 2 * s])
        column(world[hand], 2, -side, axes[32 + 2 * s, 0])
        spin(world[hand], 2, -side * q[32 + 2 * s])
        hang(finger, offset, place, world)


@njit(**FAST)
def forward(q, offset, place, world, work):
    """Positions (24, 3) [m] and world rotations of the pose q; the axes stay in the workspace."""
    axes = work[0]
    for a in range(3):
        place[0, a] = q[a]
        for b in range(3):
            world[0, a, b] = 1.0 if a == b else 0.0
    m = world[0]
    column(m, 1, 1.0, axes[3, 0])
    spin(m, 1, q[3])
    column(m, 0, 1.0, axes[4, 0])
    spin(m, 0, q[4])
    column(m, 2, -1.0, axes[5, 0])
    spin(m, 2, -q[5])
    legs(q, offset, place, world, work)
    trunk(q, 16, (TRUNK, SPINE_JOINTS), offset, (place, world), axes)
    trunk(q, 19, (NECK, NECK_JOINTS), offset, (place, world), axes)
    arms(q, offset, place, world, work)


@njit(**FAST)
def jacobian(place, work, out):
    """d positions / d numbers, transposed (36, 72) [m per m or rad], of the pose that `forward` saw last."""
    axes = work[0]
    out[:] = 0.0
    for i in range(24):
        for a in range(3):
            out[a, 3 * i + a] = 1.0
    for k in range(3, 36):
        for slot in range(3):
            j = TURNS[k, slot]
            if j < 0:
                break
            x, y, z = axes[k, slot, 0], axes[k, slot, 1], axes[k, slot, 2]
            for i in range(j + 1, 24):
                if BELOW[j, i]:
                    rx, ry, rz = (
                        place[i, 0] - place[j, 0],
                        place[i, 1] - place[j, 1],
                        place[i, 2] - place[j, 2],
                    )
                    out[k, 3 * i] += y * rz - z * ry
                    out[k, 3 * i + 1] += z * rx - x * rz
                    out[k, 3 * i + 2] += x * ry - y * rx
    shoulders(work[6], out)


@njit(**FAST)
def shoulders(shift, out):
    """What the clavicles add: the whole arm is carried along."""
    for s in range(2):
        for i in range(16 + s, 24, 2):
            for k in range(3):
                for a in range(3):
                    out[22 + 3 * s + k, 3 * i + a] += shift[s, k, a]
