"""Takes texts as Twilio's API does, answers each after a given time, and says how many came and when the last did.

`python -m bench.limits.text_sink PORT MILLISECONDS` prints a line when it listens. `GET /sink` answers with what came
since the last `DELETE /sink`. Numbers that begin with +447700900999 are noted with the instant at which they came.
"""

import asyncio
import json
import sys
import time

_ANSWER = (
    b'{"sid":"SM%032x","status":"queued","body":"","to":"","from":"","direction":"outbound-api",'
    b'"num_segments":"1","num_media":"0","error_code":null,"error_message":null,"account_sid":"AC","uri":""}'
)


class Taken:
    """What came in since it was last reset; how many calls were under way at once."""

    def __init__(self) -> None:
        self.count = 0
        self.reset()

    def reset(self) -> None:
        self.texts, self.last, self.under_way, self.most = 0, 0.0, 0, 0
        self.people: set[int] = set()
        self.urgent: dict[str, float] = {}

    def note(self, body: bytes) -> None:
        self.count += 1
        self.texts += 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        to = body.partition(b"To=%2B")[2].partition(b"&")[0]
        self.people.add(hash(to))
        self.last = time.time()
        if to.startswith(b"447700900999"):
            self.urgent[to.decode()] = self.last

    def said(self) -> bytes:
        figures = {"taken": self.texts, "people": len(self.people), "last": self.last, "most": self.most}
        return json.dumps(figures | {"urgent": self.urgent}).encode()


class Session(asyncio.Protocol):
    """One kept connection; a request is answered when its time has come."""

    def __init__(self, taken: Taken, seconds: float) -> None:
        self._taken = taken
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._got = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._got[:end])
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._got) < end + 4 + length:
            return
        body = bytes(self._got[end + 4 : end + 4 + length])
        self._got.clear()
        if head.startswith(b"POST"):
            self._taken.note(body)
            self._loop.call_later(self._seconds, self._take, self._taken.count)
        elif b"/Messages.json" in head.split(b"\r\n", 1)[0]:
            self._say(b"200 OK", b'{"messages":[],"page":0,"page_size":50,"next_page_uri":null}')
        else:
            if head.startswith(b"DELETE"):
                self._taken.reset()
            self._say(b"200 OK", self._taken.said())

    def _take(self, number: int) -> None:
        self._taken.under_way -= 1
        if not self._transport.is_closing():
            self._say(b"201 Created", _ANSWER % number)

    def _say(self, status: bytes, body: bytes) -> None:
        head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        self._transport.write(head + body)


async def main() -> None:
    taken, seconds = Taken(), float(sys.argv[2]) / 1000
    server = await asyncio.get_running_loop().create_server(
        lambda: Session(taken, seconds), "127.0.0.1", int(sys.argv[1])
    )
    print("listening", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
