"""A publisher on 127.0.0.1: files with validators and ranges, a CKAN catalogue, and the ways in which servers misbehave."""

import email.utils
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

AUTUMN = "Mon, 03 Nov 2025 09:00:00 GMT"
WINTER = "Mon, 05 Jan 2026 09:00:00 GMT"


@dataclass
class File:
    """A file as the publisher has it today."""

    content: bytes
    modified: str | None = AUTUMN
    content_type: str = "text/csv"
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: bool = True  # gives an ETag and a Last-Modified
    ranges: bool = True

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.content).hexdigest()[:12]}"'


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    headers: Mapping[str, str]


Turn = Callable[["Handler"], None]


class Publisher(ThreadingHTTPServer):
    """Serves `files` by path and `packages` by name. A path's `turns` come first, one for each request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, File] = {}
        self.packages: dict[str, list[dict[str, Any]]] = {}
        self.turns: dict[str, list[Turn]] = {}
        self.asked: list[Asked] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def of(self, path: str) -> list[Asked]:
        return [a for a in self.asked if a.path.partition("?")[0] == path]

    def resource(self, id: str, path: str, name: str, **more: Any) -> dict[str, Any]:
        """A resource as `package_show` has it."""
        usual = {"format": "CSV", "state": "active", "hash": "", "size": None, "created": "2025-11-03T09:00:00.000000"}
        return {"id": id, "url": f"{self.url}{path}", "name": name, "last_modified": None, **usual, **more}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the play."""


class Handler(BaseHTTPRequestHandler):
    server: Publisher
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None: ...

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(Asked(self.path, dict(self.headers.items())))
        turns = self.server.turns.get(path)
        if turns:
            turns.pop(0)(self)
        elif path == "/api/3/action/package_show":
            self.package(parse_qs(urlsplit(self.path).query)["id"][0])
        elif path in self.server.files:
            self.file(self.server.files[path])
        else:
            self.answer(404, b"<html>Not here</html>", {"Content-Type": "text/html"})

    def answer(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def package(self, name: str) -> None:
        resources = self.server.packages.get(name)
        found = {"success": True, "result": {"name": name, "resources": resources}}
        missing = {"success": False, "error": {"__type": "Not Found Error", "message": "Not found"}}
        body = json.dumps(missing if resources is None else found).encode()
        self.answer(404 if resources is None else 200, body, {"Content-Type": "application/json"})

    def file(self, file: File) -> None:
        """The file as a good server gives it: 304, 206 from where If-Range allows it, or 200."""
        given = {"Content-Type": file.content_type, **file.headers}
        if file.validators:
            given |= {"ETag": file.etag, **({"Last-Modified": file.modified} if file.modified else {})}
        if file.validators and self.headers.get("If-None-Match") == file.etag:
            return self.answer(304, headers=given)
        since = self.headers.get("If-Modified-Since")
        if file.validators and since and "If-None-Match" not in self.headers and not _later(file.modified, since):
            return self.answer(304, headers=given)
        span = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if span and file.ranges and self.headers.get("If-Range") in (None, file.etag, file.modified):
            start, end = int(span[1]), len(file.content)
            given["Content-Range"] = f"bytes {start}-{end - 1}/{end}"
            return self.answer(206, file.content[start:], given)
        return self.answer(200, file.content, given)


def _later(modified: str | None, since: str) -> bool:
    parse = email.utils.parsedate_to_datetime
    return modified is None or parse(modified) > parse(since)


def status(code: int, **headers: str) -> Turn:
    """An answer without a file: `status(429, Retry_After="7")`."""
    return lambda handler: handler.answer(code, b"", {k.replace("_", "-"): v for k, v in headers.items()})


def redirect(to: str) -> Turn:
    return status(302, Location=to)


def breaks_off(file: File, after: int, start: int = 0) -> Turn:
    """Announces the whole file, sends the bytes up to `after`, and hangs up."""

    def turn(handler: Handler) -> None:
        end = len(file.content)
        given = {"Content-Type": file.content_type, "ETag": file.etag, "Content-Length": str(end - start)}
        if start:
            given["Content-Range"] = f"bytes {start}-{end - 1}/{end}"
        handler.answer(206 if start else 200, file.content[start:after], given)
        handler.wfile.flush()
        handler.close_connection = True
        handler.connection.close()

    return turn


def says_nothing(handler: Handler) -> None:
    """Takes the request and never answers."""
    handler.server.over.wait(20)
    handler.close_connection = True


def unannounced(file: File) -> Turn:
    """Sends the file without saying how long it is, and hangs up."""

    def turn(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", file.content_type)
        handler.end_headers()
        handler.wfile.write(file.content)
        handler.close_connection = True

    return turn


def drips(file: File, every: float) -> Turn:
    """Sends a byte now and then: no single read ever times out."""

    def turn(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", file.content_type)
        handler.send_header("Content-Length", str(len(file.content)))
        handler.end_headers()
        for byte in file.content:
            if handler.server.over.is_set():
                return
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(every)

    return turn


@contextmanager
def serving() -> Iterator[Publisher]:
    """A publisher for as long as it is needed."""
    publisher = Publisher()
    thread = threading.Thread(target=publisher.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        publisher.over.set()
        publisher.shutdown()
        publisher.server_close()
        thread.join()
