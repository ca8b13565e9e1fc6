"""A local server that checks what it is posted as the vendors document it, and answers with their codes."""

import contextlib
import hmac
import json
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

SECRET = "SEC0123456789"
KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
AN_HOUR = 3600


@dataclass(frozen=True)
class Request:
    """One POST as it came in."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = tuple[int, bytes, Mapping[str, str]]


def said(body: object, status: int = 200) -> Answer:
    return status, json.dumps(body).encode(), {"Content-Type": "application/json"}


def wecom(request: Request) -> Answer:
    """developer.work.weixin.qq.com/document/path/99110."""
    if request.path != "/cgi-bin/webhook/send" or request.query.get("key") != KEY:
        return said({"errcode": 93000, "errmsg": "invalid webhook url"})
    content = request.json["markdown"]["content"]
    if request.json["msgtype"] != "markdown" or set(request.json) != {"msgtype", "markdown"}:
        return said({"errcode": 40008, "errmsg": "invalid message type"})
    if len(content.encode()) > 4096:
        return said({"errcode": 40058, "errmsg": "markdown.content exceed max length 4096"})
    return said({"errcode": 0, "errmsg": "ok"})


def dingtalk(request: Request) -> Answer:
    """open.dingtalk.com/document/orgapp/custom-robots-send-group-messages, robot with 加签."""
    if request.path != "/robot/send" or request.query.get("access_token") != KEY:
        return said({"errcode": 300001, "errmsg": "token is not exist"})
    timestamp = request.query.get("timestamp", "")
    # The documentation's example: HmacSHA256 over timestamp + "\n" + secret, key secret, base64, quoted for the URL.
    expected = b64encode(hmac.new(SECRET.encode(), f"{timestamp}\n{SECRET}".encode(), "sha256").digest()).decode()
    if not timestamp.isdecimal() or abs(time.time() * 1000 - int(timestamp)) > AN_HOUR * 1000:
        return said({"errcode": 310000, "errmsg": "timestamp is not within one hour"})
    if request.query.get("sign") != expected:
        return said({"errcode": 310000, "errmsg": "sign not match"})
    if request.json["msgtype"] != "markdown" or set(request.json["markdown"]) != {"title", "text"}:
        return said({"errcode": 400106, "errmsg": "invalid msgtype"})
    if len(request.body) > 20_000:
        return said({"errcode": 460101, "errmsg": "message too long"})
    return said({"errcode": 0, "errmsg": "ok"})


def feishu(request: Request) -> Answer:
    """open.feishu.cn/document/client-docs/bot-v3/add-custom-bot, robot with 签名校验."""
    if request.path != f"/open-apis/bot/v2/hook/{KEY}":
        return said({"code": 19001, "msg": "param invalid: incoming webhook access token invalid"})
    timestamp = request.json.get("timestamp", "")
    expected = b64encode(hmac.new(f"{timestamp}\n{SECRET}".encode(), b"", "sha256").digest()).decode()
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > AN_HOUR or request.json["sign"] != expected:
        return said({"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"})
    if len(request.body) > 20 * 1024:
        return said({"code": 9499, "msg": "Bad Request", "data": {}}, 400)
    post = request.json["content"]["post"]["zh_cn"]
    tags = {element["tag"] for paragraph in post["content"] for element in paragraph}
    if request.json["msg_type"] != "post" or not tags <= {"text", "a"} or not post["title"]:
        return said({"code": 9499, "msg": "Bad Request", "data": {}})
    return said({"code": 0, "msg": "success", "data": {}})


def signed(request: Request) -> Answer:
    """docs/channels.md, signed JSON."""
    timestamp = request.headers.get("X-Duban-Timestamp", "")
    expected = hmac.new(SECRET.encode(), timestamp.encode() + b"." + request.body, "sha256").hexdigest()
    if not hmac.compare_digest(request.headers.get("X-Duban-Signature", ""), f"sha256={expected}"):
        return said({"fault": "signature"}, 401)
    return 204, b"", {}


class VendorServer:
    """Listens on loopback; ``answer`` decides on each request, ``requests`` keeps them."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self.closing = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                parts = urlsplit(self.path)
                query = {
                    name: values[0] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()
                }
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = Request(parts.path, query, dict(self.headers), body)
                owner.requests.append(request)
                status, answer, headers = owner.answer(request)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # a client need not hear everything
                    self.wfile.write(answer)

            def log_message(self, *_arguments: object) -> None:
                """Tests read ``requests``."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_closed(self) -> Answer:
        """An answer that comes when nobody waits for it any more."""
        self.closing.wait()
        return said({})

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
