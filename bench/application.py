"""The product and the raw handlers side by side in one web server process."""

from collections.abc import Iterable
from typing import cast
from wsgiref.types import StartResponse, WSGIEnvironment

from bench.raw import HANDLERS
from bench.raw_indicators import indicator_list
from config.wsgi import application as product

RAW = {**HANDLERS, "/raw/indicators": indicator_list}


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """``/raw/…`` past Django, everything else through it."""
    handler = RAW.get(str(environ["PATH_INFO"]))
    if handler is None:
        return cast("Iterable[bytes]", product(environ, start_response))
    body = handler(str(environ["HTTP_HOST"]))
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
