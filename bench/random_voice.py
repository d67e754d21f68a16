"""A voice in Piper's format, of a medium voice's size (63 MB) and about its work, with weights by chance: it makes
noise at the speed of a real one.

Its shape is that of VITS as Piper exports it: an encoder over the phonemes, a length for each, a flow over the
frames, and a decoder that makes 256 samples of each frame.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto as Kind

from broadsheet.narration.tests.tiny_voices import LETTERS, SYMBOLS, constant, node, piper, save, tensor

HIDDEN, UP = 192, 256
STEPS = ((8, 16, 256, 128), (8, 16, 128, 64), (4, 8, 64, 32))  # stride, kernel, channels in and out
KERNELS, DILATIONS = (3, 5, 7), (1, 2)
FRAMES_A_LETTER = 3.4


class Net:
    """Nodes and weights, gathered in order."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.chance = np.random.default_rng(7)

    def op(self, kind: str, given: str, made: str, **facts: Any) -> str:
        self.nodes.append(node(kind, given, made, **facts))
        return made

    def hold(self, name: str, value: Any) -> str:
        self.constants.append(constant(name, value))
        return name

    def conv(self, given: str, made: str, into: int, out: int, kernel: int, dilation: int = 1) -> str:
        scale = 0.1 / np.sqrt(into * kernel)  # small, or many layers would grow beyond all bounds
        weights = self.hold(f"{made}_w", self.chance.normal(0, scale, (out, into, kernel)).astype(np.float32))
        pad = (kernel - 1) * dilation // 2
        return self.op("Conv", f"{given} {weights}", made, dilations=[dilation], pads=[pad, pad])

    def residual(self, given: str, made: str, channels: int, kernel: int, dilation: int) -> str:
        bent = self.op("LeakyRelu", given, f"{made}_r", alpha=0.1)
        return self.op("Add", f"{self.conv(bent, f'{made}_c', channels, channels, kernel, dilation)} {given}", made)


def build(voices: Path, name: str = "en_US-chance-medium") -> str:
    """Puts the voice into the folder of a site's voices; gives its name."""
    piper(voices, name)  # its settings; the model is replaced
    net = Net()
    frames = _frames(net, _encoded(net))
    sound = _decoded(net, frames)
    shape = net.hold("shape", np.array([1, 1, 1, -1], np.int64))
    net.op("Reshape", f"{sound} {shape}", "output")
    given = [
        tensor("input", Kind.INT64, "batch", "phonemes"),
        tensor("input_lengths", Kind.INT64, "batch"),
        tensor("scales", Kind.FLOAT, 3),
    ]
    made = [tensor("output", Kind.FLOAT, 1, 1, 1, "time")]
    save(voices / "piper" / f"{name}.onnx", net.nodes, net.constants, given, made)
    return name


def _encoded(net: Net) -> str:
    """Phonemes to hidden states, [1, HIDDEN, n]."""
    table = net.hold("table", net.chance.normal(0, 1, (SYMBOLS, HIDDEN)).astype(np.float32))
    assert len(LETTERS) + 3 <= SYMBOLS
    place = net.op("Transpose", net.op("Gather", f"{table} input", "looked_up"), "hidden", perm=[0, 2, 1])
    for layer in range(6):
        wide = net.op("Relu", net.conv(place, f"wide{layer}", HIDDEN, 768, 3), f"bent{layer}")
        place = net.op("Add", f"{net.conv(wide, f'narrow{layer}', 768, HIDDEN, 3)} {place}", f"encoded{layer}")
    return place


def _frames(net: Net, encoded: str) -> str:
    """Each phoneme for some frames, then what Piper's flow does to them: [1, HIDDEN, frames]."""
    hold = {
        "axis0": np.array([0], np.int64),
        "one": np.array([1], np.int64),
        "two": np.array([2], np.int64),
        "zero": np.int64(0),
        "step": np.int64(1),
        "axis1": np.array([1], np.int64),
        "base": np.full(SYMBOLS, FRAMES_A_LETTER, np.float32),
    }
    for name, value in hold.items():
        net.hold(name, value)
    for kind, given, made, facts in (
        ("Slice", "scales one two axis0", "length", {}),
        ("Squeeze", "input axis0", "ids", {}),
        ("Gather", "base ids", "usual", {}),
        ("Mul", "usual length", "wished", {}),
        ("Ceil", "wished", "each", {}),
        ("CumSum", "each zero", "ends", {}),
        ("ReduceSum", "each", "all", {"keepdims": 0}),
        ("Cast", "all", "count", {"to": Kind.INT64}),
        ("Range", "zero count step", "frame", {}),
        ("Cast", "frame", "frame_f", {"to": Kind.FLOAT}),
        ("Unsqueeze", "frame_f axis1", "column", {}),
        ("Unsqueeze", "ends axis0", "row", {}),
        ("GreaterOrEqual", "column row", "past", {}),
        ("Cast", "past", "past_i", {"to": Kind.INT64}),
        ("ReduceSum", "past_i axis1", "which", {"keepdims": 0}),
        ("Gather", f"{encoded} which", "flow", {"axis": 2}),
    ):
        net.op(kind, given, made, **facts)
    place = "flow"
    for layer in range(47):
        place = net.residual(place, f"flow{layer}", HIDDEN, 5, 1)
    return place


def _decoded(net: Net, frames: str) -> str:
    """256 samples of each frame, between -1 and 1."""
    place = net.conv(frames, "before", HIDDEN, UP, 7)
    for number, (stride, kernel, into, out) in enumerate(STEPS):
        bent = net.op("LeakyRelu", place, f"up{number}_r", alpha=0.1)
        weights = net.chance.normal(0, 1 / np.sqrt(into * kernel / stride), (into, out, kernel)).astype(np.float32)
        pad = (kernel - stride) // 2
        name = net.hold(f"up{number}_w", weights)
        place = net.op("ConvTranspose", f"{bent} {name}", f"up{number}", strides=[stride], pads=[pad, pad])
        blocks = [place]
        for kernel_of_block in KERNELS:
            within = place
            for dilation in DILATIONS:
                within = net.residual(
                    within, f"b{number}_{kernel_of_block}_{dilation}", out, kernel_of_block, dilation
                )
            blocks.append(within)
        place = net.op("Mean", " ".join(blocks[1:]), f"mean{number}")
    sound = net.conv(place, "after", STEPS[-1][3], 1, 7)
    # Neither a constant nor hiss, which the checks of the booth would refuse.
    band = net.hold("band", np.repeat([1.0, 0.0, -1.0], (16, 1, 16)).astype(np.float32).reshape(1, 1, 33) * 64)
    return net.op("Tanh", net.op("Conv", f"{sound} {band}", "heard", pads=[16, 16]), "sound")
