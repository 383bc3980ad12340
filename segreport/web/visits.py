"""One request: whose it is, what it holds, and how an answer is made of it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from segreport.errors import Outdated, SegreportError, StoreError
from segreport.web.guarding import Addresses
from segreport.web.pages import Pages
from segreport.web.sessions import Door, Session
from segreport.web.site import OpenRun

MOST_FIELDS = 1000
"""As many as a segment has sentences that can be approved at once, and then some."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the pages need."""

    run: OpenRun
    door: Door
    pages: Pages
    addresses: Addresses
    cookie: str
    suggested: str
    """The name that is put before someone who comes by a link."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is in."""

    site: Site
    session: Session
    path: Mapping[str, Any]
    query: Mapping[str, str]
    form: Mapping[str, str]
    many: tuple[str, ...] = ()
    """The values of the form's field `also`."""

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """A page of the review."""
        return HTMLResponse(
            self.site.pages.render(name, session=self.session, **values), status_code=status
        )


Work = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def inside(work: Work) -> Endpoint:
    """An endpoint for those who are in; a write must hold the session's token."""

    async def endpoint(request: Request) -> Response:
        site: Site = request.app.state.site
        form, many = await _read_form(request)
        return await run_in_threadpool(_admit, site, request, work, form, many)

    return endpoint


def _admit(
    site: Site, request: Request, work: Work, form: Mapping[str, str], many: tuple[str, ...]
) -> Response:
    try:
        session = site.door.find(request.cookies.get(site.cookie, ""))
        if session is None:
            return _turned_away(site, request)
        if request.method == "POST" and not hmac.compare_digest(
            form.get("csrf", "").encode(), session.csrf.encode()
        ):
            return message(site, 403, "这张表单已经过期，什么也没有改动。请回到总览重新打开。")
        visit = Visit(site, session, request.path_params, request.query_params, form, many)
        return work(visit)
    except StoreError as error:
        return message(site, 503, f"{error}\n审核页还开着：问题解决后刷新这一页即可。")
    except Outdated as error:
        return message(site, 409, str(error))
    except SegreportError as error:
        return message(site, 422, str(error))


def outside(work: Callable[[Site, Request, Mapping[str, str]], Response]) -> Endpoint:
    """An endpoint for those who are not in yet."""

    async def endpoint(request: Request) -> Response:
        site: Site = request.app.state.site
        form, _ = await _read_form(request)
        return await run_in_threadpool(work, site, request, form)

    return endpoint


async def _read_form(request: Request) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The fields of a form, the last of each name, and all of `also`."""
    if request.method != "POST":
        return {}, ()
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return fields, tuple(value for value in form.getlist("also") if isinstance(value, str))


def _turned_away(site: Site, request: Request) -> Response:
    if site.door.users_file is not None and request.method != "POST":
        return RedirectResponse("/enter", status_code=303)
    why = (
        "登录已经过期，刚才的内容没有提交。请重新登录。"
        if site.door.users_file is not None
        else "请用终端里打印的链接打开审核页。"
        "链接只能用一次；用过了，就在终端按 Ctrl-C 再启动一次。"
    )
    return message(site, 403, why)


def message(site: Site, status: int, text: str) -> Response:
    """A page with nothing but a message on it."""
    lines = text.splitlines()
    return HTMLResponse(site.pages.render("message", lines=lines), status_code=status)
