"""The line that chaos puts between processes is as bad as it is told to be, and good again afterwards."""

import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from tests.chaos.line import Line, Weather


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that says again whatever it hears."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(1000):
                    connection.sendall(data)
            except OSError:
                return

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=serve)
    thread.start()
    yield int(listening.getsockname()[1])
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)


@pytest.fixture
def line(echo: int) -> Iterator[Line]:
    made = Line(echo)
    yield made
    made.close()


def connected(line: Line) -> socket.socket:
    return socket.create_connection(("127.0.0.1", line.port), timeout=5)


def test_a_clear_line_passes_everything_both_ways(line: Line) -> None:
    with connected(line) as end:
        end.sendall(b"hello")
        assert end.recv(100) == b"hello"


def test_a_half_open_line_passes_nothing_until_it_is_clear_again(line: Line) -> None:
    with connected(line) as end:
        end.sendall(b"before")
        assert end.recv(100) == b"before"
        line.become(Weather.SILENT)
        end.sendall(b"meanwhile")
        end.settimeout(0.2)
        with pytest.raises(TimeoutError):
            end.recv(100)
        line.become(Weather.CLEAR)
        end.settimeout(5)
        assert end.recv(100) == b"meanwhile"


def test_a_dripping_line_passes_one_byte_at_a_time(line: Line) -> None:
    with connected(line) as end:
        line.become(Weather.DRIPPING)
        end.sendall(b"ab")
        assert end.recv(100) == b"a"
        line.become(Weather.CLEAR)
        assert end.recv(100) == b"b"


def test_a_cut_line_ends_what_is_connected_and_takes_nobody(line: Line) -> None:
    with connected(line) as end:
        end.sendall(b"hello")
        assert end.recv(100) == b"hello"
        line.become(Weather.CUT)
        with pytest.raises(ConnectionResetError):
            end.recv(100)
    with pytest.raises(ConnectionResetError), connected(line) as late:
        late.recv(100)
    line.become(Weather.CLEAR)
    with connected(line) as again:
        again.sendall(b"hello")
        assert again.recv(100) == b"hello"


def test_who_is_beyond_hears_that_the_other_end_was_killed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        line = Line(listening.getsockname()[1])
        try:
            end = connected(line)
            end.sendall(b"hello")
            beyond, _ = listening.accept()
            with beyond:
                beyond.settimeout(5)
                assert beyond.recv(100) == b"hello"
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.close()
                with pytest.raises(ConnectionResetError):
                    beyond.recv(100)
        finally:
            line.close()
