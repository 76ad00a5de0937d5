"""Takes mail (SMTP with pipelining) as cheaply as it can, and says how much came, to how many, and when last.

`python -m bench.limits.mail_sink PORT` prints a line when it listens. `XSINK` as a command answers with what came since
the last `XRESET`. Addresses that begin with `urgent` are noted with the instant at which their mail was whole.
"""

import asyncio
import json
import sys
import time


class Taken:
    """What came in since it was last reset."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.mails, self.bytes, self.last = 0, 0, 0.0
        self.people: set[int] = set()
        self.urgent: dict[str, float] = {}

    def note(self, address: str, size: int) -> None:
        self.mails += 1
        self.bytes += size
        self.last = time.time()
        self.people.add(hash(address))
        if address.startswith("urgent"):
            self.urgent[address] = self.last

    def said(self) -> str:
        figures = {"taken": self.mails, "people": len(self.people), "last": self.last, "bytes": self.bytes}
        return json.dumps(figures | {"urgent": self.urgent})


class Session(asyncio.Protocol):
    """One connection: lines until DATA, then a mail until its dot."""

    def __init__(self, taken: Taken) -> None:
        self._taken = taken
        self._got = bytearray()
        self._to = ""
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        got, answers = self._got, []
        got += data
        while True:
            end = got.find(b"\r\n.\r\n" if self._in_data else b"\r\n")
            if end < 0:
                break
            if self._in_data:
                self._taken.note(self._to, end)
                self._in_data = False
                answers.append(b"250 taken\r\n")
                del got[: end + 5]
            else:
                line = bytes(got[:end])
                del got[: end + 2]
                answers.append(self._answer(line))
        if answers:
            self._transport.write(b"".join(answers))

    def _answer(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"RCPT":
            self._to = line[line.find(b"<") + 1 : line.find(b">")].decode()
        elif verb == b"DATA":
            self._in_data = True
            return b"354 go on\r\n"
        elif verb == b"EHLO":
            return b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
        elif verb == b"XSIN":
            return f"250 {self._taken.said()}\r\n".encode()
        elif verb == b"XRES":
            self._taken.reset()
        elif verb == b"QUIT":
            self._transport.close()
            return b"221 bye\r\n"
        return b"250 ok\r\n"


async def main() -> None:
    taken = Taken()
    server = await asyncio.get_running_loop().create_server(lambda: Session(taken), "127.0.0.1", int(sys.argv[1]))
    print("listening", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
