"""The whole product in one process: six services, one broker in memory that keeps nothing, one port.

The only place besides the commands that may know more than one service.
"""

from services.embedded.product import Product, compose
from services.embedded.running import Running, start
from services.embedded.settings import EmbeddedSettings

__all__ = ["EmbeddedSettings", "Product", "Running", "compose", "start"]
