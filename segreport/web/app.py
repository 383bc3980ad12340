"""The pages: where each is, and what happens when there is none."""

from __future__ import annotations

import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segreport.web.deciding import approve_rest, check, decide_part
from segreport.web.entering import enter, leave, show_entry
from segreport.web.guarding import Addresses, Guard
from segreport.web.overlooking import following, overview, segment
from segreport.web.pages import read_pages
from segreport.web.sessions import Door
from segreport.web.site import OpenRun
from segreport.web.visits import Site, inside, message, outside

LARGEST_BODY = 64 * 1024


def make_site(folder: Path, door: Door, addresses: Addresses, suggested: str) -> Site:
    """A site for a run. Raises StoreError where the run cannot be read."""
    run = OpenRun(folder)
    run.sheets()  # has every sentence judged before the first visitor comes
    # cookies do not know ports: two reviews on one machine need two names
    port = next(iter(addresses.hosts)).rpartition(":")[2]
    cookie = "__Host-segreport" if addresses.secure else f"segreport-{port}"
    return Site(run, door, read_pages(), addresses, cookie, suggested)


def make_app(site: Site) -> Guard:
    """The ASGI application, guarded."""
    routes = [
        Route("/", inside(overview)),
        Route("/segments/{number:int}", inside(segment)),
        Route("/next", inside(following)),
        Route("/decide", inside(decide_part), methods=["POST"]),
        Route("/approve-rest", inside(approve_rest), methods=["POST"]),
        Route("/check", inside(check), methods=["POST"]),
        Route("/leave", inside(leave), methods=["POST"]),
        Route("/enter", outside(show_entry)),
        Route("/enter", outside(enter), methods=["POST"]),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _http_error, Exception: _internal_error},
        max_body_size=LARGEST_BODY,
    )
    app.state.site = site
    return Guard(app, site.addresses, site.pages.policy)


async def _http_error(request: Request, error: Exception) -> Response:
    site: Site = request.app.state.site
    status = error.status_code if isinstance(error, HTTPException) else 500
    texts = {
        404: "没有这一页。",
        405: "这个地址不接受这种请求。",
        413: "内容太长。",
        400: "这张表单读不懂。",
    }
    return message(site, status, texts.get(status, "请求没有完成。"))


async def _internal_error(request: Request, error: Exception) -> Response:
    site: Site = request.app.state.site
    print(f"程序内部出错（{type(error).__name__}：{error}）。", file=sys.stderr)  # noqa: T201  # the terminal of the one who runs the page
    return message(site, 500, "程序内部出错，刚才的内容没有提交。详情在运行审核页的终端里。")
