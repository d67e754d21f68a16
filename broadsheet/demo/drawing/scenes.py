"""Every picture of the demo by its name."""

from __future__ import annotations

from collections.abc import Callable

from broadsheet.demo.drawing import plans, sea, town, valley
from broadsheet.demo.drawing.sheet import Sheet

SCENES: dict[str, Callable[[], Sheet]] = {
    draw.__name__.replace("_", "-"): draw
    for draw in (
        *(sea.harbour, sea.ferry, sea.tide_gate, sea.storm, sea.lighthouse, sea.pilots, sea.seals, sea.landing),
        *(sea.island_landing, sea.rowing, town.school, town.market, town.library, town.council, town.bakery),
        *(town.fish_dock, town.hotel, town.tram_shed, town.night_street, town.clock, town.piano),
        *(town.portrait_engineer, town.portrait_captain, town.portrait_netmender),
        *(valley.marsh, valley.orchard, valley.hill_road, valley.pear_tree, valley.cider_press, valley.bridge),
        *(valley.choir, valley.postwoman, valley.bus_in_the_morning, plans.bay_map, plans.gate_diagram),
    )
}
