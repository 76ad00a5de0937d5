"""What the browser visits, and what it must never see: errors, other addresses, scripts where none belongs."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

from services.commands.pack import load_pack
from tests.support.process import ProductProcess

SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
LONGEST = 15_000  # milliseconds that anything may take on a busy machine
PHONES = {"nb": "+447700900401", "en": "+447700900402", "ar": "+447700900403"}


class World:
    """The demo network, and one person of each language who was invited to its first date."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.product = ProductProcess(folder, settings)
        self.product.start()
        try:
            self._fill()
        except BaseException:
            self.close()
            raise

    def _fill(self) -> None:
        assert self.product.wait_until_live()
        load_pack(self.product.reach(), "kvinnenettverket", organisation="demo", owner="owner@example.org")
        self.network = self.call("GET", "events/networks")["items"][0]
        for language, phone in PHONES.items():
            self._enter(language, phone)
        self.links = {language: self._invited(language, phone) for language, phone in PHONES.items()}

    def close(self) -> None:
        self.product.stop()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.product.call(method, path, body)
        assert answer.status_code < 400, answer.text
        return answer.json()

    def sign_in_link(self) -> str:
        answer = self.product.reach().api("web").post("/api/web/v1/sign-in-links", json={"email": "owner@example.org"})
        url: str = answer.raise_for_problem().json["url"]
        return self.product.url + url[url.index("/", 8) :]

    def _enter(self, language: str, phone: str) -> None:
        agreed = {"purpose": "invitations", "given": True}
        body = {"name": f"Prøve {language}", "language": language, "phone": phone, "consents": [agreed]}
        person = self.call("POST", "registrations/participants", body)
        membership = {"participant_id": person["id"], "network_id": self.network["id"]}
        self.call("POST", "registrations/memberships", membership)

    def _invited(self, language: str, phone: str) -> str:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for text in self.product.sandbox("sms", to=phone)["items"]:
                if found := re.search(r"/p/[\w-]+", text["body"]):
                    return self.product.url + found[0]
            time.sleep(0.1)
        raise AssertionError(f"{language} was never invited")


@dataclass
class Visit:
    """One browser window; at its end nothing may have gone wrong in it."""

    context: BrowserContext
    page: Page
    own: str
    pictures: Path
    name: str
    faults: list[str] = field(default_factory=list)
    received: int = 0

    @classmethod
    def of(
        cls, browser: Browser, world: World, pictures: Path, *, size: str, language: str, script: bool = True
    ) -> "Visit":
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(LONGEST)
        visit = cls(context, context.new_page(), world.product.url, pictures, f"{size}-{language}")
        visit.page.on("console", lambda said: visit.faults.append(said.text) if said.type == "error" else None)
        visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
        visit.page.on("response", visit._look_at)
        return visit

    def close(self) -> None:
        self.context.close()
        assert not self.faults, self.faults

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.own + path)

    def keep(self, name: str) -> None:
        """Keeps a picture of the page, which must not be wider than the screen."""
        self.page.screenshot(path=self.pictures / f"{name}-{self.name}.png", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} ({self.name}) is {wide} px too wide"

    def look(self, name: str) -> None:
        """The same; and on a phone, where it is the longest way, as a screen reader's user goes it."""
        self.keep(name)
        if not self.name.startswith("phone"):
            return
        found = Axe().run(self.page).response["violations"]
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in serious]
        assert not told, f"{name} ({self.name}): {told}"

    def _look_at(self, response: Response) -> None:
        if not response.url.startswith((self.own, "data:")):
            self.faults.append(f"asked another address: {response.url}")
        if response.url.startswith(self.own):
            self.received += (
                response.request.sizes()["responseBodySize"] + response.request.sizes()["responseHeadersSize"]
            )
