"""Starts the server of a site: plates from the press folder, Django behind, and by default the worker."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections, connections

from broadsheet.edge import server
from broadsheet.edge.door import Edge
from broadsheet.edge.limits import Limits
from broadsheet.edge.streams import Streams
from broadsheet.live.following import Follower
from broadsheet.live.hub import Caps, Hub
from broadsheet.press import following, hosts, ondemand
from broadsheet.press.folder import Folder
from broadsheet.readership.keeping import Counting
from broadsheet.running import presence, quieting, removals
from broadsheet.site import refusing, renewing
from broadsheet.site.first_content import settle
from broadsheet.site.urls import dynamic_prefixes
from broadsheet.site.working import Beside, Crew, Following, Guard, folder

TOLD_AFTER = 2.0  # seconds that open pages wait for news until this host has its page, where there are several
PRESSED_AFTER = 5.0  # seconds that a reader waits for a page that was just pressed until this host has it

log = structlog.get_logger(__name__)


def serve(host: str, port: int, workers: int, listening: Callable[[str, int], None]) -> None:
    """Serve until SIGTERM or SIGINT. Raises CannotListen, and OSError when there is no press folder nor can be."""
    presence.announce(settings.SITE)
    place = folder()
    lay_out(place)
    prepare()
    edge = Edge(
        place,
        press_now=press_now,
        memory=settings.CONFIG.plate_memory_mb << 20,
        https=settings.CONFIG.base_url.startswith("https://"),
        tagged=bool(settings.PURGE_TO),
        page=refusing.page,
    )
    crew = Crew(edge.refresh) if settings.CONFIG.worker == "embedded" else Guard()
    beside = Beside(crew, Following(place, edge.refresh)) if hosts.several() else crew
    server.serve(
        edge,
        get_wsgi_application(),
        host,
        port,
        workers=workers,
        limits=Limits(connections_each=settings.CONFIG.connections_per_address),
        trusted_proxies=settings.CONFIG.trusted_proxies,
        streams=streams(),
        readers=Counting() if settings.COUNT_READERS and settings.READERS_LOG is None else None,
        on_start=beside.start,
        on_stop=beside.stop,
        on_listening=listening,
    )


def lay_out(place: Folder) -> None:
    """Make the press folder what the edge looks for. A full or read-only disk keeps nobody from serving what was
    pressed before; raises OSError where nothing was."""
    prefixes = tuple(dynamic_prefixes())
    try:
        place.make()
        if place.dynamic() != prefixes:
            place.write_dynamic(prefixes)
    except OSError as error:
        if not place.dynamic():
            raise
        log.error("the press folder cannot be written; what is pressed is served", cause=str(error))


def streams() -> Streams:
    caps = Caps(settings.CONFIG.live_streams, settings.CONFIG.live_streams_per_address)
    return Streams(
        Hub(caps), Follower(partial(following.wait, folder(), TOLD_AFTER)), settings.CONFIG.trusted_proxies
    )


def prepare() -> None:
    """Bring database and folder in line with the settings. What is pressed is served all the same without them."""
    try:
        settle()
        removals.put_in_force()
        quieting.lock_out()
        (renewing.renew if settings.CONFIG.worker == "embedded" else renewing.begin)(folder())
    except DatabaseError as error:
        log.error("the database cannot be used; only what is pressed is served", cause=str(error).strip())
    except OSError as error:
        log.error("the press folder cannot be written; what is pressed is served", cause=str(error))
    finally:
        connections.close_all()  # the server may fork


def press_now(url: str) -> bool:
    """For the edge: press a plate that somebody asks for, in a thread of the server. False: not to be had now."""
    close_old_connections()
    try:
        return ondemand.press_now(folder(), url) and following.wait(folder(), PRESSED_AFTER)
    finally:
        close_old_connections()
