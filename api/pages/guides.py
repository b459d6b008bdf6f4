"""The guides of `docs/`, as pages: how the parts of the API go together, what errors mean, and why things are so.

They are written in Markdown, for people who read the repository too. Headings get the anchors that forges give them, so
`#code` after `/docs/errors` leads to what an error means.
"""

import html
import itertools
import re
from collections import Counter
from functools import cache
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Template
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

from api.answers import AnyRequest
from api.middleware.accepting import best_of
from api.middleware.auth import PUBLIC
from api.pages import rendering
from models.errors import NotFound

FOLDER = Path(__file__).parents[2] / "docs"
PATH = "/docs/guides"
ERRORS_PATH = "/docs/errors"
# Those for who uses the API, in the order in which they are needed, and those for who runs or changes the server.
FOR_USERS = (
    *("invoices", "conventions", "payments", "webhooks", "errors", "access", "limits", "money", "recurring", "credit"),
    *("documents", "pay-codes", "mails", "reports", "ledger", "glossary"),
)
FOR_OPERATORS = ("scaling", "architecture", "data-model", "benchmarks", "contributing", "future")
HTML, MARKDOWN, PLAIN = "text/html", "text/markdown", "text/plain"
# What tests and generators look for, and nobody else.
_COMMENT = re.compile(r"<!--.*?-->\n*", re.S)
_SCHEME = re.compile(r"\A[a-z]++:", re.I)


class Guide(Struct, frozen=True):
    """A guide as a page shows it; `body` is HTML."""

    title: str
    body: str


class Entry(Struct, frozen=True):
    """A guide in a list."""

    title: str
    url: str


def _files() -> dict[str, Path]:
    """Every guide and decision by its name in a URL, as `payments` and `0012-limits`."""
    decisions = {path.stem: path for path in (FOLDER / "decisions").glob("0*.md")}
    return (
        decisions
        | {"decisions": FOLDER / "decisions" / "README.md"}
        | {path.stem: path for path in FOLDER.glob("*.md")}
    )


FILES = _files()
_NAMES = {path: name for name, path in FILES.items()}


def url(name: str) -> str:
    """Where a guide is; that on errors has the address which every error names."""
    return ERRORS_PATH if name == "errors" else f"{PATH}/{name}"


@cache
def listed(names: tuple[str, ...]) -> list[Entry]:
    """The guides of these names, for a list of links."""
    titles = {name: FILES[name].read_text().partition("\n")[0].removeprefix("# ") for name in names}
    return [Entry(title, url(name)) for name, title in titles.items()]


def anchor(heading: str) -> str:
    """The anchor that a forge gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@cache
def guide(name: str) -> Guide:
    """A guide as HTML, made when it is first asked for. What looks like HTML in it is shown as text."""
    path = FILES[name]
    tokens = _markdown.parse(_COMMENT.sub("", path.read_text()))
    seen: Counter[str] = Counter()
    title = ""
    for token, following in itertools.pairwise(tokens):
        if token.type == "heading_open":
            words = "".join(child.content for child in following.children or ())
            title = title or words
            found = anchor(words)
            token.attrSet("id", f"{found}-{seen[found]}" if seen[found] else found)
            seen[found] += 1
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _target(str(child.attrGet("href")), path))
    return Guide(title, _markdown.renderer.render(tokens, _markdown.options, {}))


def _target(link: str, page: Path) -> str:
    """Where a link of a guide leads among our pages; to the list of guides where its file is no page."""
    if link.startswith("#") or _SCHEME.match(link):
        return link
    file, sharp, rest = link.partition("#")
    name = _NAMES.get((page.parent / file).resolve())
    return "/docs" if name is None else url(name) + sharp + rest


def _scrolls(_renderer: object, tokens: list[Token], index: int, *_: object) -> str:
    # Wide tables scroll by themselves, with the keyboard too, and not the page.
    return '<div class="scrolls" tabindex="0"><table>\n' if tokens[index].nesting == 1 else "</table></div>\n"


def _code(_renderer: object, tokens: list[Token], index: int, *_: object) -> str:
    return f'<pre tabindex="0"><code>{html.escape(tokens[index].content, quote=False)}</code></pre>\n'


_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
for _kind, _rule in {"table_open": _scrolls, "table_close": _scrolls, "fence": _code, "code_block": _code}.items():
    _markdown.add_render_rule(_kind, _rule)


@get(PATH + "/{name:str}", opt=PUBLIC, include_in_schema=False)
async def guide_page(name: FromPath[str]) -> Template:
    """One guide, or one decision."""
    if name not in FILES:
        raise NotFound("There is no such guide: /docs lists those that there are.")
    return _page(name)


@get(ERRORS_PATH, opt=PUBLIC, include_in_schema=False)
async def error_page(request: AnyRequest) -> Response[str] | Template:
    """What each code means, and what to do; the `type` of every problem document points here.

    Who asks for Markdown or plain text gets what it is written in.
    """
    form = best_of(request.scope, HTML, MARKDOWN, PLAIN)
    answer: Response[str] | Template
    answer = _page("errors") if form == HTML else Response(FILES["errors"].read_text(), media_type=form)
    answer.headers["Vary"] = "Accept"
    return answer


def _page(name: str) -> Template:
    # They are written in English, so all of the page is.
    return rendering.page("guide.html", "en", guide=guide(name))
