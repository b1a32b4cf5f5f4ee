"""The copied modules work as they are: unbundled, by relative addresses, under the product's own policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browsers import Complaints
from tests.support.servers import Installation, Server

DECODE = """async () => {
    const [{default: encode}, {default: decode}] = await Promise.all([
        import("/static/vendor/qr/index.js"), import("/static/vendor/qr/decode.js"),
    ]);
    const modules = encode("023-A", "raw"), scale = 4, side = modules.length * scale;
    const data = new Uint8ClampedArray(side * side * 4);
    for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
        const light = modules[Math.floor(y / scale)][Math.floor(x / scale)] ? 0 : 255;
        data.set([light, light, light, 255], (y * side + x) * 4);
    }
    return decode({width: side, height: side, data});
}"""
STORE = """async () => {
    const {openDB} = await import("/static/vendor/idb/index.js");
    const database = await openDB("trial", 1, {upgrade: (made) => { made.createObjectStore("taps"); }});
    await database.put("taps", "adult + child", "023");
    return database.get("taps", "023");
}"""


@pytest.fixture
def product_page(
    page: Page, complaints: Complaints, installation: Installation, serving: Callable[..., Server]
) -> Page:
    """A page under the product's content security policy."""
    server = serving(installation, "--workers", "1")
    reply = page.goto(server.url)
    assert reply is not None
    assert "script-src 'self'" in reply.headers["content-security-policy"]
    return page


def test_qr_codes_are_decoded_in_plain_javascript(product_page: Page) -> None:
    assert product_page.evaluate(DECODE) == "023-A"


def test_taps_are_kept_in_the_browsers_database(product_page: Page) -> None:
    assert product_page.evaluate(STORE) == "adult + child"
