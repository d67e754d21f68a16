"""Voices that `broadsheet voices install` knows by name, each file pinned by revision, size and sha256.

Every checksum here is published in several places that agree; what could not be checked so is not in this list, and
comes by `--url` with `--sha256`, or by `--from` a folder.
"""

from __future__ import annotations

from dataclasses import dataclass

PIPER = "https://huggingface.co/rhasspy/piper-voices/resolve/c10ece1aade47bb51c153c893d14e5bf8e5b7117"
KOKORO = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0"


@dataclass(frozen=True)
class File:
    """`size` in bytes; 0 where it is not known."""

    name: str
    url: str
    sha256: str
    size: int = 0


@dataclass(frozen=True)
class Bundle:
    """What is installed at once. `licence` in short; `card`: where its whole text is, fetched and shown first."""

    name: str
    engine: str
    language: str
    licence: str
    card: str
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def _piper(name: str, model: str, config: str, sizes: tuple[int, int]) -> Bundle:
    code, speaker, quality = name.split("-")
    place = f"{PIPER}/{code.split('_')[0]}/{code}/{speaker}/{quality}"
    files = (
        File(f"{name}.onnx", f"{place}/{name}.onnx", model, sizes[0]),
        File(f"{name}.onnx.json", f"{place}/{name}.onnx.json", config, sizes[1]),
    )
    return Bundle(name, "piper", code.replace("_", "-"), "", f"{place}/MODEL_CARD", files)


BUNDLES = {
    bundle.name: bundle
    for bundle in (
        Bundle(
            "kokoro-v1.0",
            "kokoro",
            "en, es, fr, hi, it, ja, pt-BR, zh",
            "Apache-2.0 (the model Kokoro-82M by hexgrad, as ONNX by thewh1teagle)",
            "",
            (
                File(
                    "kokoro-v1.0.onnx",
                    f"{KOKORO}/kokoro-v1.0.onnx",
                    "7d5df8ecf7d4b1878015a32686053fd0eebe2bc377234608764cc0ef3636a6c5",
                    325_532_387,
                ),
                File(
                    "voices-v1.0.bin",
                    f"{KOKORO}/voices-v1.0.bin",
                    "bca610b8308e8d99f32e6fe4197e7ec01679264efed0cac9140fe9c29f1fbf7d",
                    28_214_398,
                ),
            ),
        ),
        _piper(
            "en_GB-alba-medium",
            "401369c4a81d09fdd86c32c5c864440811dbdcc66466cde2d64f7133a66ad03b",
            "aa965a2f02ecced632c2694e1fc72bbff6d65f265fab567ca945918c73dd89f4",
            (63_201_294, 4_888),
        ),
        _piper(
            "en_GB-northern_english_male-medium",
            "57a219ae8e638873db7d18893304be5069c42868f392bb95c3ff17f0690d0689",
            "69557ed3d974463453e9b0c09dd99a7ed0e52b8b87b64b357dbeeb2540a97d47",
            (63_201_294, 4_847),
        ),
        _piper(
            "en_US-amy-medium",
            "b3a6e47b57b8c7fbe6a0ce2518161a50f59a9cdd8a50835c02cb02bdd6206c18",
            "95a23eb4d42909d38df73bb9ac7f45f597dbfcde2d1bf9526fdeaf5466977d77",
            (63_201_294, 4_882),
        ),
        _piper(
            "en_US-lessac-medium",
            "5efe09e69902187827af646e1a6e9d269dee769f9877d17b16b1b46eeaaf019f",
            "efe19c417bed055f2d69908248c6ba650fa135bc868b0e6abb3da181dab690a0",
            (63_201_294, 4_885),
        ),
        _piper(
            "uk_UA-ukrainian_tts-medium",
            "7920419ac5f6fd8b6450520f24b52ed5a319cb53dd018fbcd71c9e079cbac84f",
            "4e96e72917ca9b94edc77d6ccfee03a73f450ba2fc1ca93c2e562bc014e5aa55",
            (76_735_663, 2_002),
        ),
    )
}
