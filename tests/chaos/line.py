"""A small TCP proxy: passes bytes between who connects to it and one port, as well or as badly as it is told."""

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from enum import StrEnum

CHUNK = 65536
ABORT = struct.pack("ii", 1, 0)  # closing throws away what is under way, and says so at once


class Weather(StrEnum):
    """How a line is. `SLOW` delays every piece, `SILENT` passes nothing and closes nothing."""

    CLEAR = "clear"
    SLOW = "slow"
    DRIPPING = "one byte a second"
    SILENT = "half open"
    CUT = "reset"


class Line:
    """Listens on `port` until it is closed; what waited in silence goes on when the line is clear again."""

    def __init__(self, target: int) -> None:
        self.weather = Weather.CLEAR
        self.latency = 0.3
        self.passed = 0
        self._target = target
        self._ends: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="line", daemon=True)
        self._thread.start()
        opening = asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(opening, self._loop).result(5)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def become(self, weather: Weather) -> None:
        """From now on; `CUT` also ends what is connected."""
        self.weather = weather
        if weather is Weather.CUT:
            self._loop.call_soon_threadsafe(self._cut_all)

    def close(self) -> None:
        """Ends all connections and listens no more."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        self._cut_all()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.weather is Weather.CUT:
            _cut(writer)
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            _cut(writer)
            return
        ends = {writer, far_writer}
        self._ends |= ends
        try:
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        finally:
            self._ends -= ends
            for end in ends:
                end.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(CHUNK):
                await self._carry(data, writer)
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:  # who is beyond must hear of it: a database keeps the locks of whoever is connected
            _cut(writer)

    async def _carry(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        while self.weather is Weather.SILENT:
            await asyncio.sleep(0.05)
        if self.weather is Weather.SLOW:
            await asyncio.sleep(self.latency)
        while data and self.weather is Weather.DRIPPING:
            writer.write(data[:1])
            data = data[1:]
            await asyncio.sleep(1)
        writer.write(data)
        self.passed += len(data)
        await writer.drain()

    def _cut_all(self) -> None:
        for end in list(self._ends):
            _cut(end)


def _cut(writer: asyncio.StreamWriter) -> None:
    raw = writer.get_extra_info("socket")
    with suppress(OSError):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    writer.transport.abort()
