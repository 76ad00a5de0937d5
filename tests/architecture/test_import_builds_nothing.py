"""Importing every module of the product opens nothing, connects nowhere and starts no thread."""

import subprocess
import sys

from tests.architecture.source import ROOT, files, module_of

WATCH = """
import sys, threading
import urllib3  # tries once, when it is imported, whether this machine speaks IPv6

ended = []
start = threading.Thread.start


def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if not ended and (writes or event in {
        "socket.connect", "socket.bind", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen",
        "os.mkdir", "os.remove", "os.rename",
    }):
        print(event, file=sys.stderr)


def told_start(thread):
    print("thread", file=sys.stderr)
    start(thread)


threading.Thread.start = told_start
sys.dont_write_bytecode = True
sys.addaudithook(watch)
"""


def told_when(program: str) -> list[str]:
    """What the program did beyond reading, one line each."""
    ended = subprocess.run(
        [sys.executable, "-c", f"{WATCH}\n{program}\nended.append(1)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stderr.splitlines()


def test_importing_everything_does_nothing() -> None:
    modules = [module_of(file) for file in files() if file.stem != "__main__" and not file.stem[0].isdigit()]
    assert told_when("\n".join(f"import {module}" for module in modules)) == []


def test_twin_what_an_import_did_would_be_seen() -> None:
    assert told_when("import sqlite3; sqlite3.connect(':memory:').close()") == ["sqlite3.connect"]
    assert told_when("import threading; threading.Thread(target=int).start()") == ["thread"]
    assert told_when("import socket; socket.socket().bind(('127.0.0.1', 0))") == ["socket.bind"]
    assert told_when("import os; open(os.devnull, 'w').close()") == ["open"]
