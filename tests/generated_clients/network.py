"""A network that drops: carries connections to the service, and loses what it is told to lose."""

import selectors
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CHUNK = 65536
SUCCESS = b"HTTP/1.1 2"


class Network:
    """Between a client and the service.

    ``lose_answer(to)`` drops the connection once the next request whose first line contains ``to`` has succeeded: it
    had its effect, and nobody hears of it. ``be_busy(to)`` answers in the service's place, as a gateway does.
    """

    def __init__(self, host: str, port: int) -> None:
        self.service = (host, port)
        self.address = self.control = ""
        self.lost: list[str] = []
        self.refused = 0
        self.returned_after: list[float] = []
        self._is_offline = False
        self._to_lose: list[str] = []
        self._busy: list[tuple[str, int, int]] = []
        self._told_to_wait: dict[str, float] = {}
        self._open: set[socket.socket] = set()

    def lose_answer(self, to: str) -> None:
        """The next answer to such a request gets lost."""
        self._to_lose.append(to)

    def be_busy(self, to: str, status: int, after: int) -> None:
        """The next such request is answered with a status and Retry-After, in seconds, and has no effect."""
        self._busy.append((to, status, after))

    def go_offline(self) -> None:
        """Cut every connection and refuse new ones."""
        self._is_offline = True
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def come_back(self) -> None:
        """Carry connections again."""
        self._is_offline = False

    def carry(self, client: socket.socket) -> None:
        """One connection, until a side ends it or it is lost."""
        if self._is_offline:
            self.refused += 1
            return
        with socket.create_connection(self.service) as service, self._watched(client, service) as readable:
            asked = ""
            for side in readable:
                data = side.recv(CHUNK)
                if not data:
                    return
                if side is client:
                    asked = _request_line(data) or asked
                    if self._answers_itself(asked, client, data):
                        return
                    service.sendall(data)
                elif data.startswith(SUCCESS) and (lost := next((to for to in self._to_lose if to in asked), None)):
                    self._to_lose.remove(lost)
                    self.lost.append(asked)
                    return
                else:
                    client.sendall(data)

    @contextmanager
    def _watched(self, client: socket.socket, service: socket.socket) -> Iterator[Iterator[socket.socket]]:
        with selectors.DefaultSelector() as selector:
            for side in (client, service):
                selector.register(side, selectors.EVENT_READ)
            self._open |= {client, service}
            try:
                yield (key.fileobj for _ in iter(int, 1) for key, _events in selector.select())  # type: ignore[misc]
            except OSError:
                return
            finally:
                self._open -= {client, service}

    def _answers_itself(self, asked: str, client: socket.socket, data: bytes) -> bool:
        if asked in self._told_to_wait:
            self.returned_after.append(time.monotonic() - self._told_to_wait.pop(asked))
        busy = next((one for one in self._busy if one[0] in asked), None)
        if busy is None:
            return False
        self._busy.remove(busy)
        _read_rest(client, data)
        _, status, after = busy
        page = b"<html><h1>Come back later</h1></html>"
        head = f"HTTP/1.1 {status} Busy\r\nContent-Type: text/html\r\nRetry-After: {after}\r\nConnection: close\r\n"
        client.sendall(f"{head}Content-Length: {len(page)}\r\n\r\n".encode() + page)
        self._told_to_wait[asked] = time.monotonic()
        return True


def _request_line(data: bytes) -> str:
    """``POST /path`` if a request begins here."""
    first = data.split(b"\r\n", 1)[0]
    return first.removesuffix(b" HTTP/1.1").decode() if first.endswith(b" HTTP/1.1") else ""


def _read_rest(client: socket.socket, data: bytes) -> None:
    """Take the whole request in, since a client that is still sending would not see the answer."""
    while b"\r\n\r\n" not in data:
        data += client.recv(CHUNK)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0]) - len(body) if lengths else 0
    while missing > 0:
        missing -= len(client.recv(CHUNK))


@contextmanager
def network_to(address: str) -> Iterator[Network]:
    """A network before a service, which other processes command with ``POST /go_offline`` and the like."""
    there = urlsplit(address)
    network = Network(str(there.hostname), int(there.port or 80))

    class Carrier(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                network.carry(self.request)

    class Control(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            command = urlsplit(self.path)
            values: dict[str, Any] = {
                name: int(value) if value.isdigit() else value for name, value in parse_qsl(command.query)
            }
            getattr(network, command.path.removeprefix("/"))(**values)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    carriers = _Carriers(("localhost", 0), Carrier)
    controls = ThreadingHTTPServer(("localhost", 0), Control)
    for server in (carriers, controls):
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    network.address = f"http://localhost:{carriers.server_address[1]}"
    network.control = f"http://localhost:{controls.server_address[1]}"
    try:
        yield network
    finally:
        network.go_offline()
        for server in (carriers, controls):
            server.shutdown()
            server.server_close()


class _Carriers(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
