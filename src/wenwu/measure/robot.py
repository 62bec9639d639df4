"""Our skeleton as a robot of hinges, for other solvers: URDF for Pinocchio and pink, MJCF for mink.

They know no joint that shares its turning with others, so spine, neck and clavicles get hinges of their own:
49 degrees of freedom where we solve for 36. Every pose of ours is a pose of the robot.
"""

from collections.abc import Iterator

from wenwu.body.skeleton import JOINTS, PARENTS, Skeleton

BALL, WIDE = "yxz", 3.2  # [rad] limits so wide that no solver meets them
HINGES = {
    "UpperLeg": BALL, "LowerLeg": "x", "Foot": "x", "spine": BALL, "chest": BALL, "upperChest": BALL,
    "neck": BALL, "head": BALL, "Shoulder": "zy", "UpperArm": "zyx", "LowerArm": "yx", "Hand": "yz",
}  # fmt: skip
AXIS = {"x": "1 0 0", "y": "0 1 0", "z": "0 0 1"}


def hinges(joint: str) -> str:
    """The axes that a joint turns about, in order."""
    return next((axes for end, axes in HINGES.items() if joint.endswith(end)), "")


def urdf(skeleton: Skeleton) -> str:
    """The robot for Pinocchio; its root is added there as a free flyer."""
    inertia = (
        '<inertial><mass value="0.1"/>'
        '<inertia ixx="0.01" iyy="0.01" izz="0.01" ixy="0" ixz="0" iyz="0"/></inertial>'
    )
    lines = ['<robot name="dancer">', f'<link name="{JOINTS[0]}">{inertia}</link>']
    for k in range(1, 24):
        lines += _urdf_joint(k, skeleton, inertia)
    return "\n".join([*lines, "</robot>"])


def _urdf_joint(k: int, skeleton: Skeleton, inertia: str) -> Iterator[str]:
    name, above = JOINTS[k], JOINTS[PARENTS[k]]
    place = " ".join(f"{x:.9f}" for x in skeleton.offset[k])
    for number, axis in enumerate(hinges(name) or "-"):
        last = number == max(len(hinges(name)), 1) - 1
        link = name if last else f"{name}_{number}"
        yield f'<link name="{link}">{inertia}</link>'
        kind = "fixed" if axis == "-" else "revolute"
        limit = "" if axis == "-" else (
            f'<axis xyz="{AXIS[axis]}"/><limit lower="-{WIDE}" upper="{WIDE}" effort="100" velocity="1000"/>'
        )  # fmt: skip
        yield (
            f'<joint name="{name}.{number}" type="{kind}"><parent link="{above}"/><child link="{link}"/>'
            f'<origin xyz="{place}"/>{limit}</joint>'
        )
        above, place = link, "0 0 0"


def mjcf(skeleton: Skeleton) -> str:
    """The robot for MuJoCo."""
    return (
        '<mujoco><compiler angle="radian" autolimits="true"/><worldbody>'
        f"{_body(0, skeleton)}</worldbody></mujoco>"
    )


def _body(k: int, skeleton: Skeleton) -> str:
    place = "0 0 0" if k == 0 else " ".join(f"{x:.9f}" for x in skeleton.offset[k])
    turns = '<freejoint name="root"/>' if k == 0 else "".join(
        f'<joint name="{JOINTS[k]}.{n}" type="hinge" axis="{AXIS[axis]}" range="-{WIDE} {WIDE}"/>'
        for n, axis in enumerate(hinges(JOINTS[k]))
    )  # fmt: skip
    inside = "".join(_body(child, skeleton) for child in range(24) if PARENTS[child] == k)
    mass = '<inertial pos="0 0 0" mass="0.5" diaginertia="0.01 0.01 0.01"/>'
    return f'<body name="{JOINTS[k]}" pos="{place}">{turns}{mass}{inside}</body>'
