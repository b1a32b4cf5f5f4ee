from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

from tests.support.browsers import PHONE, Complaints, accessibility_faults


def test_complaints_hear_errors_and_refused_scripts(page: Page, complaints: Complaints) -> None:
    page.set_content(
        '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'
        "<p>one</p><script>document.title = 'ran'</script>"
    )
    page.evaluate("console.error('lost a tap')")
    assert page.title() == ""
    refused, lost = complaints.unexpected()
    assert "Content Security Policy" in refused
    assert "lost a tap" in lost
    complaints.expect("Content Security Policy")
    complaints.expect("lost a tap")
    assert complaints.unexpected() == []


def test_devices_share_nothing(device: Callable[..., BrowserContext]) -> None:
    first, second = device(viewport=PHONE), device(viewport=PHONE, locale="zh-CN")
    first.add_cookies([{"name": "posting", "value": "health", "url": "http://127.0.0.1"}])
    assert [cookie.get("name") for cookie in first.cookies()] == ["posting"]
    assert second.cookies() == []
    assert second.new_page().evaluate("navigator.language") == "zh-CN"


def test_accessibility_faults_name_what_is_wrong(page: Page) -> None:
    page.set_content("<html lang=en><title>Map</title><main><h1>Map</h1><button></button></main></html>")
    assert [fault.split(":")[0] for fault in accessibility_faults(page)] == ["button-name"]
