"""What a preview adds to the site that it shows: problems on every page, PDFs, the search.

It stands before the server, whichever that is: a WSGI application in, another one out (PEP 3333).
"""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from generator.render import fill
from generator.search_index import FOLDER, NoIndex, write_index

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_BODY: Final = b"<body"
PDF: Final = "application/pdf"
TEXT: Final = "text/plain; charset=utf-8"
CANNOT: Final = "503 Service Unavailable"
MARK: Final = ".limber-preview"


def with_problems(page: bytes, problems: Sequence[str]) -> bytes:
    """Return a page that begins with these problems; what is no page has no body and stays."""
    start = page.find(_BODY)
    end = page.find(b">", start)
    if not problems or start < 0 or end < 0:
        return page
    notice = fill("_problems.html", problems=problems).encode("utf-8", "replace")
    return page[: end + 1] + notice + page[end + 1 :]


class Front:
    """A server's application, with problems on every page and with PDFs made when asked for.

    `problems` are those of the moment. `pdf` makes the one at a path below the root, or says why
    it cannot; None where there is none. `root` is the path of the site on its host.
    """

    def __init__(
        self,
        app: WSGIApplication,
        root: str,
        problems: Callable[[], Sequence[str]],
        pdf: Callable[[str], bytes | str | None],
    ) -> None:
        self._app = app
        self._root = root
        self._problems = problems
        self._pdf = pdf

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("PATH_INFO", "")).removeprefix(self._root)
        made = self._pdf(path) if path.endswith(".pdf") else None
        if made is None:
            return self._page(environ, start_response)
        status, kind = ("200 OK", PDF) if isinstance(made, bytes) else (CANNOT, TEXT)
        data = made if isinstance(made, bytes) else made.encode("utf-8", "replace")
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(data)))])
        return [data]

    def _page(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on; read the problems after the answer, which may have waited."""
        said: list[Any] = []

        def remember(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[..., object]:
            said[:] = [status, headers]
            return lambda _: None

        answer = self._app(environ, remember)
        status, headers = said
        problems = self._problems()
        if not problems or not dict(headers).get("Content-Type", "").startswith("text/html"):
            start_response(status, headers)
            return answer
        page = with_problems(b"".join(answer), problems)
        kept = [(name, value) for name, value in headers if name != "Content-Length"]
        start_response(status, [*kept, ("Content-Length", str(len(page)))])
        return [page]


def claim(site: Path) -> Callable[[], None]:
    """Mark a folder as that of this preview, and clear away those of previews that were killed.

    The mark is locked for as long as the process lives, however it ends, or until what is
    returned is called.
    """
    for mark in site.parent.glob(f"*/{MARK}"):
        with suppress(OSError), mark.open("ab") as file:
            _lock(file)
            shutil.rmtree(mark.parent, ignore_errors=True)
    site.mkdir(parents=True, exist_ok=True)
    own = (site / f"{MARK}-new").open("wb")
    with suppress(OSError):
        _lock(own)
    (site / f"{MARK}-new").rename(site / MARK)  # nobody comes upon it without its lock
    return own.close


def _lock(file: IO[bytes]) -> None:
    """Lock a file for this process; an OSError where another one has it."""
    if fcntl is None:
        raise OSError(0, "this system has no locks")
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Search:
    """Keeps the search index of a folder up to date, in a thread of its own.

    An edit is shown before the search knows of it: the index of a large site takes a while.
    """

    def __init__(self, site: Path, complain: Callable[[str], object]) -> None:
        self._site = site
        self._complain = complain
        self._stale = threading.Event()
        self._ended = False
        self._moving = threading.Lock()
        self._thread: threading.Thread | None = None

    def renew(self) -> None:
        """Say that pages have changed; return at once."""
        self._stale.set()
        if not self._ended and not (self._thread and self._thread.is_alive()):
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the folder alone for a while; an index that is being made comes to nothing."""
        with self._moving:
            self._stale.set()
            yield

    def end(self) -> None:
        """Stop after the index that is being made."""
        self._ended = True
        self._stale.set()
        if self._thread:
            self._thread.join()

    def _work(self) -> None:
        while True:
            self._stale.wait()
            with self._moving:
                self._stale.clear()
            if self._ended:  # not before: what told of it may just have been cleared away
                return
            try:
                self._write()
            except (NoIndex, OSError, ValueError) as fault:
                # Pages that come or go while the index is made are no news: it is made once more.
                if not self._stale.is_set() and not self._ended:
                    self._complain(str(fault))

    def _write(self) -> None:
        """Make the index beside the one that is in use, and put it into its place."""
        new, old = (self._site / f".{FOLDER}-{which}" for which in ("new", "old"))
        for folder in (new, old):
            shutil.rmtree(folder, ignore_errors=True)
        write_index(self._site, new)
        used = self._site / FOLDER
        with self._moving:
            if self._stale.is_set():  # it is of pages that are no more
                return
            if used.exists():
                used.rename(old)
            new.rename(used)
        shutil.rmtree(old, ignore_errors=True)
