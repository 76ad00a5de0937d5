"""Scanners follow every link of every message; no answer is given, nobody is signed out of anything."""

import re
import sqlite3
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
import requests

from tests.support.product import TestProduct

PHONE = "+447700900107"
IGNORED = {"alembic_version", "periodic", "weather"}


class Links(HTMLParser):
    """Every address a page names in an attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src", "action") and value]


def rows(product: TestProduct) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every domain database."""
    content = {}
    for file in sorted(product.folder.glob("*.sqlite3")):
        if file.stem == "sandbox":
            continue
        connection = sqlite3.connect(file)
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table not in IGNORED:
                content[f"{file.stem}.{table}"] = sorted(connection.execute(f'SELECT * FROM "{table}"'), key=repr)
        connection.close()
    return content


def crawl(product: TestProduct, start: str, depth: int = 3) -> int:
    local = product.running.local_address
    seen: set[str] = set()
    level = [start]
    for _ in range(depth):
        following: list[str] = []
        for address in level:
            if address in seen or not address.startswith(local):
                continue
            seen.add(address)
            requests.head(address, timeout=10, headers={"User-Agent": "Link scanner"})
            page = requests.get(address, timeout=10)
            if "html" in page.headers.get("Content-Type", ""):
                links = Links()
                links.feed(page.text)
                following += [urljoin(page.url, link) for link in links.found]
        level = following
    return len(seen)


@pytest.mark.slow
def test_following_every_link_of_every_message_changes_no_row(product: TestProduct) -> None:
    network = product.a_network(public=True)
    product.a_member(network, "Thuy Pham", phone=PHONE, email="thuy@example.org")
    product.an_event(network)
    product.pass_time(timedelta(minutes=1))
    local = product.running.local_address
    addresses = [text.link for text in product.phone(PHONE)]
    for mail in product.mailbox("thuy@example.org"):
        addresses += re.findall(r"https?://[^\s>\"']+", mail.as_string())
    before = rows(product)
    visited = sum(crawl(product, address.replace("http://samling.test", local)) for address in addresses)
    visited += crawl(product, f"{local}/n/{network['slug']}") + crawl(product, f"{local}/")
    assert visited >= 4
    assert rows(product) == before
