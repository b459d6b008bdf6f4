"""How pages for people are made: a template, in the reader's language, with styles and scripts of our own.

Nothing comes from elsewhere, and no script or style stands in a page: its policy would not let them run.
"""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import pass_context
from jinja2.runtime import Context
from litestar import Response, get
from litestar.params import FromPath
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template import TemplateConfig

from api import headers
from api.answers import AnyRequest
from api.middleware.auth import PUBLIC
from api.pages import refusals
from models import ids
from models.errors import NotFound, Refused
from models.languages import templates, words
from models.languages.words import Language

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What mails link to: mail programs and messengers add parameters of their own.
LINKED: dict[str, object] = PUBLIC | {"raw": True}
FOLDER = Path(__file__).parent
ASSETS = "/assets"
# Of what has a hash, or all that it says, in its address.
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class _Asset:
    """A file of `static/`, read once: its address changes with what is in it, so it is kept for ever."""

    def __init__(self, path: Path) -> None:
        self.content = path.read_bytes()
        self.media_type = MEDIA_TYPES[path.suffix]
        self.name = f"{path.stem}-{hashlib.sha256(self.content).hexdigest()[:12]}{path.suffix}"


_files = {path.name: _Asset(path) for path in sorted((FOLDER / "static").iterdir())}
_by_address = {asset.name: asset for asset in _files.values()}


def page(template: str, language: Language, *, status: int = 200, **context: object) -> Template:
    """A page. Whatever the template names is in `context`; `language` is there by itself."""
    return Template(
        template,
        context={"language": language, **context},
        status_code=status,
        media_type="text/html",
        headers={"Content-Security-Policy": POLICY, "Content-Language": language},
    )


def language_of(request: AnyRequest, wish: Language | None = None, *, otherwise: Language = words.DEFAULT) -> Language:
    """The language of a page: the reader's wish, else the first of the browser's that we have, else another."""
    return wish or words.first_known(headers.by_preference(request.scope, b"accept-language")) or otherwise


def asset_url(name: str) -> str:
    """Where browsers find a file of `static/`."""
    return f"{ASSETS}/{_files[name].name}"


@get(ASSETS + "/{name:str}", opt=PUBLIC, include_in_schema=False)
async def asset(name: FromPath[str]) -> Response[bytes]:
    """A style, a script or a picture of our pages."""
    found = _by_address.get(name)
    if found is None:
        raise NotFound("There is no such file.")
    return Response(found.content, media_type=found.media_type, headers=FOR_EVER)


def _path_of(url: str) -> str:
    """An address of ours without its host: who came by another name of it stays there."""
    return urlsplit(url).path


@pass_context
def _told(context: Context, refused: Refused) -> str:
    """A refusal in the language of the page."""
    return refusals.told(refused, context["language"])


_environment = templates.environment(FOLDER / "templates")
_environment.globals |= {"asset": asset_url, "told": _told}
_environment.filters |= {"text_id": lambda identifier, kind: ids.encode(kind, identifier), "path_of": _path_of}
TEMPLATES = TemplateConfig(instance=JinjaTemplateEngine.from_environment(_environment))
