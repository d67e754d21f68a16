"""What the press makes in this room."""

from __future__ import annotations

from broadsheet.press import plates
from broadsheet.syndication.feed_plates import Embeds, Feeds
from broadsheet.syndication.mapped import Mapped
from broadsheet.syndication.notice_plates import Llms, Marks, Robots, Security
from broadsheet.syndication.sitemap_plates import Index, Months, News, Pages

for kind in (Feeds(), Embeds(), Index(), Pages(), Mapped(), Months(), News(), Robots(), Llms(), Security(), Marks()):
    plates.register(kind)
