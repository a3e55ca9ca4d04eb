"""Clients that keep their connection and send prepared requests: as little Python between two requests as can be."""

import socket
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """One block of requests of one kind: how long it took as a whole, and each request by itself, in seconds."""

    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


def request(method: str, path: str, body: bytes = b"", authorization: str = "") -> bytes:
    """One request as it goes over the wire."""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    if body:
        head.append("Content-Type: application/json")
    if authorization:
        head.append(f"Authorization: {authorization}")
    return "\r\n".join([*head, "", ""]).encode() + body


def run(port: int, requests: Sequence[bytes], clients: int, expected: bytes) -> Block:
    """Send the requests from `clients` connections at once; AssertionError for an answer without `expected` in it."""
    shares = [requests[number::clients] for number in range(clients)]
    latencies: list[list[float]] = [[] for _ in shares]
    failures: list[str] = []
    start = threading.Barrier(clients + 1)

    def client(share: Iterable[bytes], kept: list[float]) -> None:
        with socket.create_connection(("127.0.0.1", port)) as link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            start.wait()
            for one in share:
                began = time.perf_counter()
                link.sendall(one)
                answer = _answer(link)
                kept.append(time.perf_counter() - began)
                if expected not in answer:
                    failures.append(answer.decode(errors="replace")[-400:])
                    return

    threads = [threading.Thread(target=client, args=pair, daemon=True) for pair in zip(shares, latencies, strict=True)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    assert not failures, failures[0]
    return Block(took, tuple(sorted(one for kept in latencies for one in kept)))


def _answer(link: socket.socket) -> bytes:
    """Read one answer: head, then as many bytes as it announces."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = link.recv(65536)
        assert more, "the server closed the connection"
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += link.recv(65536)
    return head + b"\r\n\r\n" + body
