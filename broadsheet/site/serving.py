"""Starts the server of a site: plates from the press folder, Django behind, and by default the worker."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections, connections

from broadsheet.edge import server
from broadsheet.edge.door import Edge
from broadsheet.edge.streams import Streams
from broadsheet.live.following import Follower
from broadsheet.live.hub import Caps, Hub
from broadsheet.press import ondemand
from broadsheet.readership.keeping import Counting
from broadsheet.site import refusing, renewing
from broadsheet.site.first_content import settle
from broadsheet.site.urls import dynamic_prefixes
from broadsheet.site.working import Crew, Guard, folder

log = structlog.get_logger(__name__)


def serve(host: str, port: int, workers: int, listening: Callable[[str, int], None]) -> None:
    """Serve until SIGTERM or SIGINT. Raises CannotListen, and OSError when the press folder cannot be written."""
    place = folder()
    place.make()
    place.write_dynamic(dynamic_prefixes())
    prepare()
    edge = Edge(
        place,
        press_now=press_now,
        memory=settings.CONFIG.plate_memory_mb << 20,
        https=settings.CONFIG.base_url.startswith("https://"),
        page=refusing.page,
    )
    crew = Crew(edge.refresh) if settings.CONFIG.worker == "embedded" else Guard()
    server.serve(
        edge,
        get_wsgi_application(),
        host,
        port,
        workers=workers,
        trusted_proxies=settings.CONFIG.trusted_proxies,
        streams=streams(),
        readers=Counting() if settings.COUNT_READERS and settings.READERS_LOG is None else None,
        on_start=crew.start,
        on_stop=crew.stop,
        on_listening=listening,
    )


def streams() -> Streams:
    caps = Caps(settings.CONFIG.live_streams, settings.CONFIG.live_streams_per_address)
    return Streams(Hub(caps), Follower(), settings.CONFIG.trusted_proxies)


def prepare() -> None:
    """Bring the database in line with the settings. Without it, what is pressed is served all the same."""
    try:
        settle()
        (renewing.renew if settings.CONFIG.worker == "embedded" else renewing.begin)(folder())
    except DatabaseError as error:
        log.error("the database cannot be used; only what is pressed is served", cause=str(error).strip())
    finally:
        connections.close_all()  # the server may fork


def press_now(url: str) -> None:
    """For the edge: press a plate that somebody asks for, in a thread of the server."""
    close_old_connections()
    ondemand.press_now(folder(), url)
    close_old_connections()
