"""Where links from our mails land: small pages that send the token behind the `#` to the API.

A fragment reaches no server and no log. To look at a link, as mail scanners do, does not use it up: only the button
does. Scripts and styles come from our own address.
"""

from typing import Any

from litestar import Response, get

from api.middleware.auth import PUBLIC
from models.mail import letters

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Any: the decorator's parameters.
OPEN: dict[str, Any] = {"opt": PUBLIC, "include_in_schema": False}
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/account/page.css">
<script src="/account/page.js" defer></script>
</head>
<body>
<main>
<h1>{title}</h1>
<form data-to="{endpoint}" data-done="{done}">
{fields}<button>{button}</button>
</form>
<p role="status"></p>
</main>
</body>
</html>
"""
PASSWORD_FIELD = (
    '<label>New password <input name="password" type="password" autocomplete="new-password" required minlength="8" '
    'maxlength="128"></label>\n'
)
SCRIPT = """\
const form = document.querySelector("form");
const button = form.querySelector("button");
const status = document.querySelector("[role=status]");
const token = location.hash.slice(1);
// The token is a secret: it stays neither in the history nor on the screen.
history.replaceState(null, "", location.pathname);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  // A link works once: the answer to a second press would hide that the first has worked.
  button.disabled = true;
  const body = { token, ...Object.fromEntries(new FormData(form)) };
  try {
    const answer = await fetch(form.dataset.to, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    status.textContent = answer.ok ? form.dataset.done : (await answer.json()).detail;
    form.hidden = answer.ok;
  } catch {
    status.textContent = "The server cannot be reached: try again.";
  }
  button.disabled = false;
});
"""
STYLE = """\
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; padding: 2rem 1rem; color: #1c1c1c; background: #fff }
main { max-width: 28rem; margin: auto }
label { display: block; margin-bottom: 1rem }
input { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .5rem }
button { font: inherit; padding: .5rem 1rem }
"""


@get(letters.VERIFY_PATH, **OPEN)
async def verify_email() -> Response[str]:
    """Asks to confirm the address that the link was mailed to."""
    return _page(
        title="Confirm your e-mail address",
        endpoint="/v1/auth/email/verify",
        fields="",
        button="Confirm",
        done="Your address is confirmed. You can close this page.",
    )


@get(letters.RESET_PATH, **OPEN)
async def reset_password() -> Response[str]:
    """Asks for the new password."""
    return _page(
        title="Set a new password",
        endpoint="/v1/auth/password/reset",
        fields=PASSWORD_FIELD,
        button="Set the password",
        done="Your password is set. You can log in with it now.",
    )


@get(letters.PAUSE_PATH, **OPEN)
async def pause_reminders() -> Response[str]:
    """Asks whether the reminders of an invoice are to be paused."""
    return _page(
        title="Pause the reminders of an invoice",
        endpoint="/v1/reminders/pause",
        fields="<p>Its payer gets no more reminders of it, until somebody at the receiver resumes them.</p>\n",
        button="Pause",
        done="The reminders of this invoice are paused. You can close this page.",
    )


@get("/account/page.js", **OPEN)
async def script() -> Response[str]:
    """What all pages do."""
    return Response(SCRIPT, media_type="text/javascript")


@get("/account/page.css", **OPEN)
async def style() -> Response[str]:
    """How all pages look."""
    return Response(STYLE, media_type="text/css")


def _page(**words: str) -> Response[str]:
    return Response(PAGE.format(**words), media_type="text/html", headers={"Content-Security-Policy": POLICY})
