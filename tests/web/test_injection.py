"""Markup and scripts in every text that reaches the page: shown as characters, never obeyed."""

import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import pytest

from segreport import store
from segreport.models import Draft, Profile
from tests.web.browsing import Browser
from tests.web.drafting import rewrite
from tests.web.serving import Client, Page, enter, serve

BREAKS = [
    "",
    '">',
    "'>",
    "</p>",
    "</textarea>",
    "</title></style></script>",
    "</svg>",
    "-->",
    "]]>",
]
PAYLOADS = [
    "<script>hit()</script>",
    "<ScRiPt/x>hit()</sCrIpT >",
    "<img src=x onerror=hit()>",
    "<svg/onload=hit()>",
    "<svg><animate onbegin=hit() attributeName=x dur=1s>",
    "<body onload=hit()>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<iframe src=javascript:hit()></iframe>",
    "<a href=javascript:hit() autofocus onfocus=hit()>x</a>",
    "<input autofocus onfocus=hit()>",
    "<details open ontoggle=hit()>",
    "<video><source onerror=hit()></video>",
    "<math><mtext><table><mglyph><style><img src=x onerror=hit()>",
    "<form action=https://evil.example><button>x</button></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<template><script>hit()</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=hit()>'>",
    "<object data=javascript:hit()></object>",
    " autofocus onfocus=hit() x=",
    "javascript:hit()",
    "&lt;script&gt;hit()&lt;/script&gt;",
    "&#60;script&#62;hit()&#60;/script&#62;",
    "{{ 7 * 7 }}{% for x in y %}",
    "${hit()}#{hit()}<%= hit() %>",
    "\u202e>tpircs/<)(tih>tpircs<",
]
STRINGS = tuple(dict.fromkeys(b + p for b in BREAKS for p in PAYLOADS))
assert len(STRINGS) >= 200
TAGS = frozenset(
    {"html", "head", "meta", "title", "style", "body", "header", "div", "a", "span", "progress",
     "form", "input", "button", "kbd", "h1", "h2", "dl", "dt", "dd", "main", "svg", "symbol",
     "rect", "path", "use", "p", "nav", "article", "mark", "details", "summary", "ol", "li", "i",
     "b", "aside", "script", "label", "textarea", "section", "del", "ins", "ul", "code"}
)  # fmt: skip
WITHIN_A_TEXT = frozenset({"mark", "del", "ins", "span"})
ADDRESSES = re.compile(r"/(?:[a-z-]+(?:/\d+)?)?(?:\?[a-z0-9=&.]*)?|#bars-\d+")


class Structure(HTMLParser):
    """What a browser would make of a page: elements, what is in their attributes, and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[str] = []
        self.seen: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """No element but the templates', no handler, no address elsewhere."""
        if tag not in TAGS:
            self.strange.append(tag)
        if tag not in WITHIN_A_TEXT:
            self.seen.append("")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "src", "srcdoc"):
                self.strange.append(f"{tag} {name}")
            if name in ("href", "action", "formaction") and not ADDRESSES.fullmatch(value or ""):
                self.strange.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        """Texts, for what must be there: whole, however their words are marked."""
        self.seen[-1] += data


def read(text: str) -> Structure:
    """A page as it is understood."""
    structure = Structure()
    structure.feed(text)
    structure.close()
    return structure


def shown(text: str) -> str:
    """What the page makes of a text: direction overrides are gone, all else is there."""
    return text.replace("\u202e", "").strip()


def batches() -> list[tuple[str, ...]]:
    """The strings, as many at a time as a run of three segments has sentences."""
    every = iter(STRINGS)
    return list(iter(lambda: tuple(islice(every, 40)), ()))


@pytest.fixture
def poison(fresh_run: Path, tmp_path: Path) -> Callable[[tuple[str, ...]], Path]:
    """A run in whose sentences and names these strings stand."""

    def build(strings: tuple[str, ...]) -> Path:
        folder = Path(shutil.copytree(fresh_run, tmp_path / "poisoned"))
        draft = store.load(folder, "drafts.json", Draft)
        places = [sentence.id for sentence in draft.sentences()]
        rewrite(folder, dict(zip(places, strings, strict=False)))
        return folder

    return build


@pytest.mark.parametrize("strings", batches(), ids=lambda strings: strings[0][:20])
def test_sentences_and_names_are_inert(
    poison: Callable[[tuple[str, ...]], Path], browser: Browser, strings: tuple[str, ...]
) -> None:
    """Every string is on a page as itself, and the browser runs and fetches nothing of it."""
    folder = poison(strings)
    page = serve(folder)
    try:
        found = _look_everywhere(page, browser)
    finally:
        page.stop()
    missing = [string for string in strings if not any(shown(string) in text for text in found)]
    assert missing == []


def _look_everywhere(page: Page, browser: Browser) -> list[str]:
    """All pages of a run, read as markup and opened in the browser; the texts that they show."""
    browser.complaints.clear()
    tab = browser.visit(page)
    tab.context.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; }")
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    cookie = tab.context.cookies()[0]
    client = Client(page.address, f"{cookie['name']}={cookie['value']}")
    found: list[str] = []
    for path in ("/", *(f"/segments/{n}" for n in (1, 2, 3)), "/segments/1?at=1&do=edit"):
        structure = read(client.get(path).text)
        assert structure.strange == [], path
        found += structure.seen
        tab.goto(page.address + path)
        assert tab.evaluate("window.hits") == 0, path
    assert browser.complaints == []
    assert {url.partition("/segments")[0].rstrip("/") for url in asked} == {page.address}
    client.__exit__()
    tab.context.close()
    return found


def test_labels_are_inert(fresh_run: Path, tmp_path: Path, browser: Browser) -> None:
    """Of features, themes, the dictionary and the segments, as a customer file can bring them."""
    folder = Path(shutil.copytree(fresh_run, tmp_path / "run"))
    strings = iter(STRINGS)
    profile = store.load(folder, "profile.json", Profile)
    features = tuple(
        feature.model_copy(update={"label": f"{next(strings)}甲{number}"})
        for number, feature in enumerate(profile.features)
    )
    title = next(strings)
    run = store.load_run(folder).model_copy(update={"title": title})
    changed = profile.model_copy(update={"features": features, "title": title})
    store.save(folder, {"profile.json": store.dump(changed)}, run)
    page = serve(folder)
    try:
        found = _look_everywhere(page, browser)
    finally:
        page.stop()
    assert any(title in text for text in found)
    labels = [shown(feature.label) for feature in features]
    assert [label for label in labels if any(label in text for text in found)] != []


def test_what_reviewers_type_is_inert(fresh_run: Path, tmp_path: Path, browser: Browser) -> None:
    """Names, reasons, edits and what the live check says of them."""
    folder = Path(shutil.copytree(fresh_run, tmp_path / "run"))
    page = serve(folder, "--reviewers", "3")
    try:
        name = '"><img src=x onerror=hit()>'
        with enter(page, name, link=1) as client:
            at = _summary(client)
            for number, text in enumerate(STRINGS[:60]):
                fields = client.get(f"/segments/1?at={at}&do=edit").fields("summary", "edit")
                live = client.post("/check", fields | {"text": text, "live": "1"})
                assert read(live.text).strange == []
                refused = client.post("/decide", fields | {"text": text, "version": "9999999"})
                assert refused.status == 409
                assert read(refused.text).strange == []
                assert any(shown(text).strip() in seen for seen in read(refused.text).seen)
                if number % 20 == 0:
                    sent = client.post(
                        "/decide", fields | {"text": text, "reason": STRINGS[-number]}
                    )
                    assert sent.status in (303, 422)
                    assert read(sent.text).strange == []
        _look_everywhere(page, browser)
        assert "onerror" in "".join(read(_segment(page)).seen)
    finally:
        page.stop()


def _summary(client: Client) -> str:
    """Where on its segment's screen the summary stands."""
    return client.get("/segments/1").fields("summary", "approve")["at"].partition(".")[2]


def _segment(page: Page) -> str:
    with enter(page, "李强", link=2) as client:
        return client.get("/segments/1").text


def test_the_page_of_a_link_is_inert(fresh_run: Path, tmp_path: Path) -> None:
    """What stands in the address never comes back as markup."""
    page = serve(Path(shutil.copytree(fresh_run, tmp_path / "run")))
    try:
        with Client(page.address) as client:
            for text in STRINGS[::3]:
                for path in (
                    f"/enter?{urlencode({'link': text})}",
                    f"/?{urlencode({'show': text})}",
                ):
                    assert read(client.get(path).text).strange == []
            with enter(page) as inside:
                for text in STRINGS[::8]:
                    query = urlencode({"show": text, "at": text, "do": text, "last": text})
                    assert read(inside.get(f"/segments/1?{query}").text).strange == []
    finally:
        page.stop()
