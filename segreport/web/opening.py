"""Opening the page on a run: what is printed, and what happens at the end."""

from __future__ import annotations

import gc
import getpass
from collections.abc import Callable
from pathlib import Path

from segreport import store
from segreport.reviewing import now, refuse_lost_record
from segreport.web.app import make_app, make_site
from segreport.web.serving import Place, addresses, check_place, front, listen, run_server
from segreport.web.sessions import Door
from segreport.web.users import read_users

Say = Callable[[str], None]


def open_page(folder: Path, place: Place, reviewers: int | None, reviewer: str, say: Say) -> None:
    """Serve the review of a run until Ctrl-C.

    `reviewers`: how many people have to stand behind each part from here on; None leaves it.
    `reviewer`: the name that is put before who comes in; empty: this machine's user. Raises
    SegreportError where the run, the users file, the address or the port will not do.
    """
    check_place(place)
    reviewer = reviewer or login_name()
    if place.users is not None:
        read_users(place.users)
    store.load_run(folder)
    refuse_lost_record(folder)
    with store.open_reviews(folder) as reviews:
        if reviewers is not None:
            reviews.require(reviewers, reviewer, now())
        required = reviews.history().required
    door = Door(place.users)
    with listen(place) as sock:
        site = make_site(folder, door, addresses(place, sock), reviewer)
        gc.freeze()  # what is loaded by now stays: looking through it again only takes time
        for line in greeting(door, front(place, sock), required):
            say(line)
        try:
            run_server(make_app(site), sock)
        finally:
            site.run.close()
    say(f"审核页已关闭。做过的决定都在 {folder / store.REVIEWS} 里。")


def greeting(door: Door, address: str, required: int) -> list[str]:
    """What to open: a link for each person it takes, or where to log in."""
    if door.users_file is not None:
        return [f"审核页：{address}/", "请用审核人文件里的姓名和密码登录。按 Ctrl-C 关闭。"]
    links = [f"{address}/enter?link={door.add_link()}" for _ in range(required)]
    told = "链接只能用一次。" if required == 1 else "每人一个链接，每个只能用一次。"
    return ["请在浏览器里打开：", *links, f"{told}按 Ctrl-C 关闭。"]


def login_name() -> str:
    """The name this machine knows its user by; empty where it knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
