"""A resident's own phone: the card in the room, the party's page, one page for each of the party."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass
class Resident:
    """Somebody in a room, with the card that lies there."""

    page: Page

    def scan(self, address: str) -> None:
        """Open what the card's code says."""
        self.page.goto(address)
        expect(self.page.locator("#number")).to_be_visible()

    def claim(self, number: str) -> None:
        """Type the number on the own wristband."""
        self.page.locator("#number").fill(number)
        self.page.locator("main form button").first.click()

    def register(self, letter: str, **said: str) -> None:
        """Fill in what is asked of one member, and go back to the party."""
        self.page.locator(f'a.member[href$="/party/{letter}/"]').click()
        for name, text in said.items():
            answer = self.page.locator(f'[name="{name}"]')
            if answer.first.get_attribute("type") == "radio":
                self.page.locator(f'[name="{name}"][value="{text}"]').check()
            elif answer.evaluate("(one) => one.tagName") == "SELECT":
                answer.select_option(text)
            else:
                answer.fill(text)
        self.page.locator("main form button.btn-primary").first.click()
        self.page.wait_for_url("**/r/party/")

    def states(self) -> list[tuple[str, bool]]:
        """Each member's name as shown, and whether nothing is open any more."""
        members = self.page.locator("a.member").all()
        return [(one.locator("b").inner_text(), one.locator(".chip.is-ok").count() == 1) for one in members]
