"""Draw all the pictures anew: `make pictures`."""

from __future__ import annotations

from pathlib import Path

import broadsheet.demo
from broadsheet.demo.drawing.scenes import SCENES

PICTURES = Path(broadsheet.demo.__file__).parent / "pictures"


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for name, draw in SCENES.items():
        (PICTURES / f"{name}.webp").write_bytes(draw().webp())


if __name__ == "__main__":
    main()
