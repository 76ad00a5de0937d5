"""What pages load and show beside their text: a stylesheet, scripts, and icons; all served by ourselves."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from shared.settings import Unusable

STATIC = Path(__file__).parent / "static"
INSTALLED = STATIC / "installed"  # by infra/assets/install.py

# in this order: ours, outside every layer, has the last word
STYLES = (INSTALLED / "theme.css", INSTALLED / "components.css", STATIC / "web.css", STATIC / "console.css")
SCRIPTS = (INSTALLED / "htmx.js",)


@dataclass(frozen=True)
class Asset:
    """A file as it is served: below an address that names its content, so that browsers keep it until it changes."""

    name: str
    content: bytes
    mimetype: str

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:12]

    @cached_property
    def address(self) -> str:
        return f"/static/{self.version}/{self.name}"

    @cached_property
    def compressed(self) -> bytes:
        """With gzip; nothing in it is secret."""
        return gzip.compress(self.content, 9, mtime=0)


class Assets:
    """All of them, read once."""

    def __init__(self) -> None:
        """Raises Unusable where they were not installed."""
        self.stylesheet = _joined("web.css", STYLES, "text/css")
        self.script = _joined("web.js", SCRIPTS, "text/javascript")
        self.listening = _joined("listen.js", (STATIC / "listen.js",), "text/javascript")
        self._by_address = {asset.address: asset for asset in (self.stylesheet, self.script, self.listening)}
        self._icons = {file.stem: Markup(_icon(file)) for file in (INSTALLED / "icons").glob("*.svg")}  # noqa: S704 - ours

    def at(self, address: str) -> Asset | None:
        """What is served there."""
        return self._by_address.get(address)

    def icon(self, name: str) -> Markup:
        """A drawing in the size and colour of the text around it; whoever cannot see it has the words beside it."""
        return self._icons[name]


def _joined(name: str, files: tuple[Path, ...], mimetype: str) -> Asset:
    try:
        return Asset(name, b"\n".join(file.read_bytes() for file in files), mimetype)
    except FileNotFoundError as fault:
        raise Unusable(f"{Path(fault.filename).name} is not installed: run python infra/assets/install.py") from None


def _icon(file: Path) -> str:
    drawing = file.read_text(encoding="utf-8").replace("\n", "").strip()
    return drawing.replace("<svg ", '<svg class="icon" aria-hidden="true" focusable="false" ', 1)
