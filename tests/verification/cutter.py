"""A relay in front of a PostgreSQL server that cuts the line at the word COMMIT."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType

WORD = b"COMMIT\0"
"""The statement; `READ COMMITTED` is none."""


class Cutter:
    """Relays loopback connections to a port; a context manager."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        self._mode: tuple[bool, bool] | None = None
        self._silent: socket.socket | None = None
        self._answered = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []

    def cut_at_commit(self, *, before: bool, for_good: bool = False) -> None:
        """Cut once: before the server hears the word, or after it has answered and the client has not heard it."""
        self._mode = (before, for_good)

    def __enter__(self) -> Cutter:
        self._run(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in (self._listener, *self._sockets):
            _close(each)
        for thread in self._threads:
            thread.join(timeout=10)

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", self._server_port))
                self._sockets += [client, server]
                self._run(self._from_client, client, server)
                self._run(self._from_server, client, server)

    def _from_client(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if self._mode is not None and WORD in data:
                    before, for_good = self._mode
                    self._mode = None
                    self.cuts += 1
                    if for_good:
                        _close(self._listener)
                    if not before:
                        self._silent = server
                        server.sendall(data)
                        self._answered.wait(10)
                    break
                server.sendall(data)
        _close(client)
        _close(server)

    def _from_server(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if self._silent is server:
                    self._answered.set()
                    break
                client.sendall(data)
        _close(client)


def _close(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
