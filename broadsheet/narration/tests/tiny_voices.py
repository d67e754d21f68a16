"""Voices of the real formats, without training or weights: each sound is a short tone. Loaded by the real libraries.

A Piper voice may also misbehave, as models on a bad day do: `manner` says how.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from onnx import TensorProto as Kind
from onnx import helper, numpy_helper

RATE, HOP, SYMBOLS = 22_050, 256, 256
KOKORO_RATE, KOKORO_FRAME = 24_000, 600
LETTERS = " !',-.:;?abcdefghijklmnopqrstuvwxyzæçðøħŋœɐɑɒɔɕɖəɛɜɡɣɨɪɫɬɭɯɲɵɹɾʁʂʃʈʊʋʌʎʏʐʑʒʔʕʝʲˈˌːβθχᵻ"
Manner = Literal["tone", "silent", "not a number", "hiss", "hurried", "endless", "hanging"]
FRAMES: dict[Manner, float] = {"hurried": 0.6, "endless": 400.0}


def constant(name: str, value: Any) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(value), name)


def node(kind: str, given: str, made: str, **facts: Any) -> onnx.NodeProto:
    return helper.make_node(kind, given.split(), made.split(), **facts)


def save(path: Path, nodes: list[Any], constants: list[Any], given: list[Any], made: list[Any]) -> None:
    graph = helper.make_graph(nodes, path.stem, given, made, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def tensor(name: str, kind: Any, *shape: Any) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, list(shape))


def piper(
    voices: Path,
    name: str = "en_US-tiny-low",
    *,
    espeak: str = "en-us",
    manner: Manner = "tone",
    pitch: float = 120.0,
    speakers: tuple[str, ...] = (),
) -> str:
    """Puts a voice into the folder of a site's voices; gives its name. Each of several speakers is higher than the
    one before."""
    folder = voices / "piper"
    folder.mkdir(parents=True, exist_ok=True)
    given = [
        tensor("input", Kind.INT64, "batch", "phonemes"),
        tensor("input_lengths", Kind.INT64, "batch"),
        tensor("scales", Kind.FLOAT, 3),
    ]
    nodes, constants = _tones(manner, pitch)
    if speakers:
        given.append(tensor("sid", Kind.INT64, 1))
        constants.append(constant("heights", 1 + np.arange(len(speakers), dtype=np.float32) / 2))
        nodes = _higher(nodes)
    save(folder / f"{name}.onnx", nodes, constants, given, [tensor("output", Kind.FLOAT, 1, 1, 1, "time")])
    ids = {"_": [0], "^": [1], "$": [2]} | {letter: [number] for number, letter in enumerate(LETTERS, 3)}
    facts = {
        "audio": {"sample_rate": RATE, "quality": "low"},
        "espeak": {"voice": espeak},
        "phoneme_type": "espeak",
        "num_symbols": SYMBOLS,
        "num_speakers": max(1, len(speakers)),
        "speaker_id_map": {each: number for number, each in enumerate(speakers)},
        "hop_length": HOP,
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "language": {"code": name.split("-")[0]},
        "phoneme_id_map": ids,
    }
    (folder / f"{name}.onnx.json").write_text(json.dumps(facts), encoding="utf-8")
    return name


def _higher(nodes: list[Any]) -> list[Any]:
    """The frequencies by how high the speaker is."""
    made = [node("Gather", "heights sid", "height"), node("Mul", "frequency height", "frequency_of_speaker")]
    for each in nodes:
        if each.output[0] == "id_of_frame":
            made.append(each)
        elif each.output[0] == "frequency_of_frame":
            made.append(node("Gather", "frequency_of_speaker id_of_frame", "frequency_of_frame"))
        else:
            made.append(each)
    return made


def _tones(manner: Manner, pitch: float) -> tuple[list[Any], list[Any]]:
    """(nodes, constants)"""
    constants = _numbers(manner, pitch)
    return [*_waves(), *_ending(manner, constants), node("Reshape", "sound shape", "output")], constants


def _numbers(manner: Manner, pitch: float) -> list[Any]:
    frequencies = np.concatenate([[0, 0, 0], pitch + np.arange(SYMBOLS - 3) * 4.0]).astype(np.float32)
    return [
        constant("frequency", frequencies),
        constant("base", np.full(SYMBOLS, FRAMES.get(manner, 3.4), np.float32)),
        constant("axis0", np.array([0], np.int64)),
        constant("axis1", np.array([1], np.int64)),
        constant("one", np.array([1], np.int64)),
        constant("two", np.array([2], np.int64)),
        constant("zero", np.int64(0)),
        constant("step", np.int64(1)),
        constant("tile", np.array([1, HOP], np.int64)),
        constant("hop", np.int64(HOP)),
        constant("flat", np.array([-1], np.int64)),
        constant("turn", np.float32(2 * np.pi / RATE)),
        constant("volume", np.float32({"silent": 0.0, "not a number": np.nan}.get(manner, 0.3))),
        constant("shape", np.array([1, 1, 1, -1], np.int64)),
    ]


def _waves() -> list[Any]:
    """Each phoneme for its frames, each frame a tone."""
    return [
        node("Slice", "scales one two axis0", "length"),
        node("Squeeze", "input axis0", "ids"),
        node("Gather", "base ids", "usual"),
        node("Mul", "usual length", "wished"),
        node("Ceil", "wished", "frames_each"),
        node("CumSum", "frames_each zero", "ends"),
        node("ReduceSum", "frames_each", "all_frames", keepdims=0),
        node("Cast", "all_frames", "frames", to=Kind.INT64),
        node("Range", "zero frames step", "frame"),
        node("Cast", "frame", "frame_f", to=Kind.FLOAT),
        node("Unsqueeze", "frame_f axis1", "column"),
        node("Unsqueeze", "ends axis0", "row"),
        node("GreaterOrEqual", "column row", "past"),
        node("Cast", "past", "past_i", to=Kind.INT64),
        node("ReduceSum", "past_i axis1", "which", keepdims=0),
        node("Gather", "ids which", "id_of_frame"),
        node("Gather", "frequency id_of_frame", "frequency_of_frame"),
        node("Unsqueeze", "frequency_of_frame axis1", "frequency_column"),
        node("Tile", "frequency_column tile", "frequency_tiled"),
        node("Reshape", "frequency_tiled flat", "frequency_of_sample"),
        node("Mul", "frames hop", "samples"),
        node("Range", "zero samples step", "sample"),
        node("Cast", "sample", "time", to=Kind.FLOAT),
        node("Mul", "frequency_of_sample time", "phase"),
        node("Mul", "phase turn", "angle"),
        node("Sin", "angle", "wave"),
    ]


def _ending(manner: Manner, constants: list[Any]) -> list[Any]:
    """From the wave to the sound."""
    if manner == "hiss":
        return [node("RandomUniformLike", "wave", "sound", low=-0.5, high=0.5)]
    if manner != "hanging":
        return [node("Mul", "wave volume", "sound")]
    constants += [constant("rounds", np.int64(2**40)), constant("always", np.bool_(True))]
    body = helper.make_graph(
        [node("Sin", "held", "turned"), node("Identity", "go", "go_on")],
        "for ever",
        [tensor("round", Kind.INT64), tensor("go", Kind.BOOL), tensor("held", Kind.FLOAT, "n")],
        [tensor("go_on", Kind.BOOL), tensor("turned", Kind.FLOAT, "n")],
    )
    return [node("Loop", "rounds always wave", "sound", body=body)]


def kokoro(voices: Path, pitch: float = 120.0) -> list[str]:
    """Puts a model and its voices into the folder of a site's voices; gives their names."""
    folder = voices / "kokoro"
    folder.mkdir(parents=True, exist_ok=True)
    given = [
        tensor("tokens", Kind.INT64, 1, "n"),
        tensor("style", Kind.FLOAT, 1, 256),
        tensor("speed", Kind.FLOAT, 1),
    ]
    made = [tensor("audio", Kind.FLOAT, "samples"), tensor("duration", Kind.INT64, "n")]
    save(folder / "kokoro-tiny.onnx", *_kokoro_tones(pitch), given, made)
    styles = {
        "af_test": np.zeros((510, 1, 256), np.float32),
        "bm_test": np.full((510, 1, 256), 0.1, np.float32),
        "ff_test": np.full((510, 1, 256), 0.2, np.float32),
    }
    with (folder / "voices-tiny.bin").open("wb") as file:
        np.savez(file, **styles)
    return list(styles)


def _kokoro_tones(pitch: float) -> tuple[list[Any], list[Any]]:
    """(nodes, constants)"""
    constants = [
        constant("frequency", (pitch + np.arange(256) * 5).astype(np.float32)),
        constant("flat", np.array([-1], np.int64)),
        constant("each", np.int64(5 * KOKORO_FRAME)),
        constant("tile", np.array([1, 5 * KOKORO_FRAME], np.int64)),
        constant("axis1", np.array([1], np.int64)),
        constant("zero", np.int64(0)),
        constant("step", np.int64(1)),
        constant("turn", np.float32(2 * np.pi / KOKORO_RATE)),
        constant("volume", np.float32(0.3)),
        constant("five", np.int64(5)),
    ]
    nodes = [
        node("Reshape", "tokens flat", "ids"),
        node("Gather", "frequency ids", "frequency_of_id"),
        node("Unsqueeze", "frequency_of_id axis1", "column"),
        node("Tile", "column tile", "tiled"),
        node("Reshape", "tiled flat", "frequency_of_sample"),
        node("Size", "ids", "count"),
        node("Mul", "count each", "samples"),
        node("Range", "zero samples step", "sample"),
        node("Cast", "sample", "time", to=Kind.FLOAT),
        node("Mul", "frequency_of_sample time", "phase"),
        node("Mul", "phase turn", "angle"),
        node("Sin", "angle", "wave"),
        node("ReduceMean", "style", "colour", keepdims=0),
        node("Mul", "colour volume", "little"),
        node("Add", "little volume", "loud"),
        node("Mul", "wave loud", "audio"),
        node("Mul", "ids zero", "none"),
        node("Add", "none five", "duration"),
    ]
    return nodes, constants
