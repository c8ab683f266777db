"""A stand-in for the interface of GitHub on the loopback: a repository, and a visitor's fork.

It answers what the editing page asks, and keeps what the page sends: branches with their files, and
pull requests. What it does not know it refuses, so that nothing is answered by chance.
"""

import base64
import hashlib
import http.server
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

OWNER, NAME, VISITOR, TOKEN = "clinic", "handouts", "visitor", "token-of-the-tests"
WHEN: Final = "2026-01-15T00:00:00Z"


def sha(data: bytes) -> str:
    """Return the name of a blob, as git has it."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 - git's own


@dataclass
class GitHub:
    """What is kept: the files of `main`, those of each branch, pull requests; what was asked."""

    files: Mapping[str, bytes]
    branches: dict[str, dict[str, bytes]] = field(default_factory=dict)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def head(self) -> str:
        return sha(b"".join(name.encode() + data for name, data in sorted(self.files.items())))

    def rest(self, method: str, path: str, body: Any) -> Any:
        """Answer a request to the REST interface; None is 404."""
        repository, fork = f"/repos/{OWNER}/{NAME}", f"/repos/{VISITOR}/{NAME}"
        if (method, path) == ("GET", "/user"):
            return {"id": 1, "login": VISITOR, "name": "A. Visitor", "email": "", "html_url": ""}
        if (method, path) == ("GET", repository):
            return {"permissions": {"push": False}, "private": False, "allow_forking": True,
                    "owner": {"type": "Organization"}}  # fmt: skip
        if (method, path) == ("GET", fork):
            return {"fork": True, "full_name": f"{VISITOR}/{NAME}",
                    "parent": {"full_name": f"{OWNER}/{NAME}"}}  # fmt: skip
        if (method, path) == ("POST", f"{fork}/merge-upstream"):
            return {}
        if method == "GET" and path.startswith(f"{repository}/git/trees/"):
            return {"tree": [{"type": "blob", "path": name, "sha": sha(data), "size": len(data)}
                             for name, data in self.files.items()]}  # fmt: skip
        if (method, path) == ("POST", f"{repository}/pulls"):
            number = len(self.pulls) + 1
            self.pulls.append(body)
            return {"number": number, "node_id": f"pull-{number}", "title": body["title"],
                    "html_url": "", "head": {"sha": ""}, "created_at": WHEN,
                    "updated_at": WHEN}  # fmt: skip
        return None

    def graph(self, query: str, variables: Any) -> Any:
        """Answer a request to the GraphQL interface; None is a fault."""
        target: dict[str, Any]
        if "createRef(" in query:
            name = variables["input"]["name"].removeprefix("refs/heads/")
            self.branches[name] = dict(self.files)
            return {"createRef": {"ref": {"name": name}}}
        if "createCommitOnBranch(" in query:
            return {"createCommitOnBranch": {"commit": self._commit(variables["input"], query)}}
        if "fork: repository(" in query:
            return {"fork": {"id": "fork"}, "base": {"ref": {"target": {"oid": self.head}}}}
        if "refs(refPrefix:" in query:
            return {"repository": {"refs": {"nodes": []}}}
        found = {}
        for alias, oid in re.findall(r'(\w+_\d+): object\(oid: "(\w+)"\)', query):
            text = next(data for data in self.files.values() if sha(data) == oid).decode()
            found[alias] = {"text": text, "isTruncated": False}
        for alias in re.findall(r"(\w+_\d+): ref\(", query):
            author = {"name": "Someone", "email": "", "user": {"id": 2, "login": "someone"}}
            target = {"history": {"nodes": [{"author": author, "committedDate": WHEN}]}}
            found[alias] = {"target": target}
        if not found and "history(first: 1) { nodes { oid message" in query:
            target = {"history": {"nodes": [{"oid": self.head, "message": "Begin"}]}}
            found = {"ref": {"target": target}}
        elif not found and "target { ... on Commit { oid } }" in query:
            found = {"ref": {"target": {"oid": self.head}}}
        return {"repository": found} if found else None

    def _commit(self, sent: Any, query: str) -> dict[str, Any]:
        branch = self.branches[sent["branch"]["branchName"]]
        assert sent["branch"]["repositoryNameWithOwner"] == f"{VISITOR}/{NAME}"
        for one in sent["fileChanges"]["additions"]:
            branch[one["path"]] = base64.b64decode(one["contents"])
        for one in sent["fileChanges"]["deletions"]:
            del branch[one["path"]]
        self.messages.append(sent["message"]["headline"])
        names = re.findall(r'(file_\d+): file\(path: "([^"]+)"\)', query)
        blobs = {alias: {"oid": sha(branch[path])} for alias, path in names}
        return {"oid": sha(b"commit"), "committedDate": WHEN, **blobs}


@contextmanager
def standing_in(files: Mapping[str, bytes]) -> Iterator[GitHub]:
    """Serve a repository with those files, by their paths in it."""
    github = GitHub(files)

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self, status: int, body: Any = None) -> None:
            data = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            for name in ("Origin", "Headers", "Methods"):
                allowed = "GET, POST, PATCH, PUT, DELETE" if name == "Methods" else "*"
                if name == "Headers":
                    allowed = "authorization, content-type, accept"
                self.send_header(f"Access-Control-Allow-{name}", allowed)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def take(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
            path = self.path.split("?")[0]
            github.asked.append(f"{self.command} {path}")
            if self.headers.get("Authorization") != f"token {TOKEN}":
                return self.answer(401, {"message": "Bad credentials"})
            if path == "/api/graphql":
                data = github.graph(re.sub(r"\s+", " ", body["query"]), body["variables"])
                known = {"data": data} if data else {"errors": [{"message": body["query"]}]}
                return self.answer(200 if data else 400, known)
            found = github.rest(self.command, path.removeprefix("/api/v3"), body)
            return self.answer(404, {}) if found is None else self.answer(200, found)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = take  # noqa: N815 - names of the base

        def do_OPTIONS(self) -> None:
            self.answer(204)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        github.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield github
        server.shutdown()
        thread.join()
