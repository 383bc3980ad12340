"""Coming in and going out."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from segreport.errors import SegreportError
from segreport.web.sessions import LASTS
from segreport.web.users import check_name
from segreport.web.visits import Site, Visit, message
from segreport.wording import plain

USED = (
    "这个链接已经用过，或不是这次启动打印的。链接只能用一次："
    "请在终端按 Ctrl-C，再启动一次，用新打印的链接。"
)


def show_entry(site: Site, request: Request, _: Mapping[str, str]) -> Response:
    """The form that lets someone in. A link that is only looked at stays good."""
    key = request.cookies.get(site.cookie, "")
    try:
        if site.door.find(key) is not None:
            return RedirectResponse("/", status_code=303)
    except SegreportError as error:
        return message(site, 503, str(error))
    link = request.query_params.get("link", "")
    if site.door.users_file is None and not site.door.opens(link):
        return message(site, 403, USED)
    return _form(site, link, site.suggested, "", 200)


def _form(site: Site, link: str, name: str, problem: str, status: int) -> Response:
    page = site.pages.render(
        "enter", named=site.door.users_file is not None, link=link, name=name, problem=problem
    )
    return HTMLResponse(page, status_code=status)


def enter(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Someone comes in, by link or by password, and gets a cookie."""
    _ = request
    name, link = plain(form.get("name", "")), form.get("link", "")
    try:
        if site.door.users_file is not None:
            key = site.door.log_in(name, form.get("password", ""))
            if key is None:
                return _form(site, "", name, "姓名或密码不对。", 403)
        else:
            check_name(name)
            key = site.door.enter(link, name)
            if key is None:
                return message(site, 403, USED)
    except SegreportError as error:
        return _form(site, link, name, str(error), 403)
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(
        site.cookie,
        key,
        max_age=int(LASTS),
        httponly=True,
        samesite="strict",
        secure=site.addresses.secure,
    )
    return answer


def leave(visit: Visit) -> Response:
    """Someone goes."""
    site = visit.site
    site.door.end(visit.session)
    answer = message(site, 200, "您已离开审核页。做过的决定都已记下。")
    answer.delete_cookie(
        site.cookie, httponly=True, samesite="strict", secure=site.addresses.secure
    )
    return answer
