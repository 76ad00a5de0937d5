"""Who may come in where no token is asked for: clients of this machine, by its own names, from its own pages."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from flask import Request, request

from shared.problems import Forbidden


@dataclass(frozen=True)
class Door:
    """The networks and host names that are let in."""

    networks: tuple[IPv4Network | IPv6Network, ...]
    hosts: frozenset[str]

    @classmethod
    def of(cls, networks: str, hosts: str) -> "Door":
        """Reads both lists, separated by white space. Raises ValueError naming what is no network."""
        return cls(tuple(ip_network(each) for each in networks.split()), frozenset(hosts.lower().split()))

    def check(self) -> None:
        """Lets the present request through or raises Forbidden."""
        if not self._holds(request.remote_addr):
            raise Forbidden("The sandbox answers this machine only.")
        # A page elsewhere can point a name of its own at 127.0.0.1; what it cannot do is ask by our name or number.
        if not self._is_our_name(_host_of(f"//{request.host}")):
            raise Forbidden("The sandbox does not answer by this host name.")
        if request.method not in ("GET", "HEAD", "OPTIONS") and not self._is_ours(request):
            raise Forbidden("This can only be sent from the sandbox's own pages.")

    def _holds(self, address: str | None) -> bool:
        try:
            client = ip_address(address or "")
        except ValueError:
            return False
        client = getattr(client, "ipv4_mapped", None) or client
        return any(client in network for network in self.networks)

    def _is_our_name(self, host: str | None) -> bool:
        return host in self.hosts or self._holds(host)

    def _is_ours(self, sent: Request) -> bool:
        site = sent.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = sent.headers.get("Origin")
        return origin is None or self._is_our_name(_host_of(origin))


def _host_of(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
