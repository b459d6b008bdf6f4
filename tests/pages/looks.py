"""What holds for every page and every state of it: it fits the screen, and keeps nobody out."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

WIDTHS = (320, 768, 1920)


async def fits(page: Page, *widths: int) -> bool:
    """Whether nothing has to be scrolled sideways, from a small telephone to a wide screen."""
    for width in widths or WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            return False
    return True


async def faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds serious, or critical."""
    found = (await Axe().run(page)).response["violations"]
    return [(one["id"], one["help"]) for one in found if one["impact"] in ("serious", "critical")]
