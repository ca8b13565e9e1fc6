"""The product and the raw handlers side by side in one web server process."""

from collections.abc import Iterable
from typing import cast
from wsgiref.types import StartResponse, WSGIEnvironment

from bench.raw import HANDLERS
from bench.raw_indicators import indicator_list
from bench.raw_sync import changes, walk
from config.wsgi import application as product

RAW = {**HANDLERS, "/raw/indicators": indicator_list}
RAW_BY_QUERY = {"/raw/sync/walk": walk, "/raw/sync/changes": changes}


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """``/raw/…`` past Django, everything else through it."""
    path = str(environ["PATH_INFO"])
    if path in RAW:
        body = RAW[path](str(environ["HTTP_HOST"]))
    elif path in RAW_BY_QUERY:
        body = RAW_BY_QUERY[path](str(environ["QUERY_STRING"]))
    else:
        return cast("Iterable[bytes]", product(environ, start_response))
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
