"""A receiver's colour: shown on its pay pages, and never so that what stands there cannot be read."""

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages import colours, rendering
from api.pages.colours import BLACK, DARK_GROUNDS, LIGHT_GROUNDS, WHITE, Colour
from tests.api.people import Shop
from tests.api.test_pay_page import opened

parts = st.integers(0, 255)


@given(st.builds(Colour, parts, parts, parts))
def test_whatever_the_colour_text_in_it_and_on_it_can_be_read(colour: Colour) -> None:
    for grounds, towards in ((LIGHT_GROUNDS, BLACK), (DARK_GROUNDS, WHITE)):
        shown = colours.readable(colour, grounds, towards)
        assert min(colours.contrast(shown, ground) for ground in grounds) >= 4.5
        assert colours.contrast(colours.text_on(shown), shown) >= 4.5


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("000000", "ffffff", 21.0), ("777777", "ffffff", 4.48), ("ff0000", "ffffff", 4.0), ("ff0000", "ff0000", 1.0)],
)
def test_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(colours.parsed(one), colours.parsed(other)) == pytest.approx(ratio, abs=0.01)


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert str(colours.readable(colours.parsed("1d4f91"), LIGHT_GROUNDS, BLACK)) == "#1d4f91"


def test_the_grounds_are_those_of_our_style() -> None:
    css = (rendering.FOLDER / "static" / "page.css").read_text()
    for name, light, dark in zip(("ground", "paper"), LIGHT_GROUNDS, DARK_GROUNDS, strict=True):
        assert re.findall(rf"--{name}: (#[0-9a-f]{{6}})", css) == [str(light), str(dark)]


async def test_the_pay_page_has_the_receivers_colour(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    assert "/assets/colours/" not in await opened(http, invoice)
    answer = await shop.owner.patch(f"/v1/receivers/{shop.id}", {"colour": "#FFDD00"})
    assert (answer.status_code, answer.json()["colour"]) == (200, "#FFDD00")
    shown = await opened(http, invoice)
    assert '<link rel="stylesheet" href="/assets/colours/ffdd00.css">' in shown
    style = await http.get("/assets/colours/ffdd00.css")
    assert style.headers["content-type"].startswith("text/css")
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert style.headers["x-content-type-options"] == "nosniff"
    assert "--accent:#ffdd00;--on-accent:#000000" in style.text, "on the dark ground it is as it was given"
    await shop.owner.patch(f"/v1/receivers/{shop.id}", {"colour": None})
    assert "/assets/colours/" not in await opened(http, invoice)


@pytest.mark.parametrize("given", ["red", "#fff", "#12345g", "1d4f91", "#1d4f91\n", "#1d4f91;}", 1, ""])
async def test_what_is_no_colour_is_refused(shop: Shop, given: object) -> None:
    answer = await shop.owner.patch(f"/v1/receivers/{shop.id}", {"colour": given})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/colour"]


@pytest.mark.parametrize("name", ["red.css", "ffdd00", "FFDD00.css", "}.css", "%0a.css"])
async def test_there_is_a_style_for_six_digits_only(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.get(f"/assets/colours/{name}")).status_code in (400, 404)
