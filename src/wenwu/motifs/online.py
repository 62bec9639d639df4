"""Pictures from the web: only where somebody asked, by http and https alone, bounded in size and time."""

from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from wenwu.base.errors import InputError

BYTES = 50_000_000  # of one answer
SECONDS = 20.0  # without a word from the other side
HANDLERS = (  # none that reads a file or speaks another protocol, whatever a redirect says
    ProxyHandler, UnknownHandler, HTTPHandler, HTTPSHandler, HTTPRedirectHandler, HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
)  # fmt: skip


def is_web(address: str) -> bool:
    """Whether an address is one of the web."""
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False


def fetch(address: str) -> bytes:
    """What lies at a web address; InputError for any other address, for errors, and beyond the bounds."""
    if not is_web(address):
        raise InputError(f"{address[:120]!r} is no web address; http and https are")
    opener = OpenerDirector()
    for handler in HANDLERS:
        opener.add_handler(handler())
    try:
        asked = Request(address, headers={"User-Agent": "wenwu"})
        with opener.open(asked, timeout=SECONDS) as answer:
            data = bytes(answer.read(BYTES + 1))
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise InputError(
            f"{address[:120]!r} could not be fetched: {getattr(error, 'reason', error)}"
        ) from error
    if len(data) > BYTES:
        raise InputError(f"{address[:120]!r} holds more than {BYTES // 10**6} MB")
    return data
