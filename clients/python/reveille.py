"""Reveille's protocol in plain Python 3.9 or later: an example to copy from, without dependencies.

    python3 reveille.py call getServerInfo
    python3 reveille.py call sendTask '{"agentId": "d", "prompt": "SAY hello", "wait": true}'
    python3 reveille.py watch --agent d --kind task --count 3
"""

import argparse
import base64
import json
import os
import socket
import struct
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class RpcError(Exception):
    """The server's refusal of a call; `code` is its symbol, such as not_found."""

    def __init__(self, error):
        super().__init__(error.get("message", ""))
        self.number = error.get("code", 0)
        self.data = error.get("data") or {}
        self.code = self.data.get("code", "")


class Client:
    def __init__(self, url="http://127.0.0.1:7717", token=None):
        self.url = url.rstrip("/")
        self.token = token

    def call(self, method, params=None, timeout=90):
        """One call over HTTP. A task gets an idempotency key, so that it can be sent again after a break."""
        params = dict(params or {})
        if method == "sendTask":
            params.setdefault("idempotencyKey", str(uuid.uuid4()))
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": qualified(method), "params": params})
        request = urllib.request.Request(self.url + "/rpc", body.encode(), {"Content-Type": "application/json"})
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as refused:
            answer = json.load(refused)
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer["result"]

    def watch(self, agents=None, kinds=None, cursor=None):
        """Yields notifications for ever; goes on after the last one, by its cursor, whenever the connection breaks."""
        while True:
            try:
                for message in self._subscription(agents, kinds, cursor):
                    if "method" not in message:
                        if "error" in message:
                            raise RpcError(message["error"])
                        cursor = cursor or message["result"]["cursor"]
                    else:
                        yield message
                        if message["method"] not in ("async.task.token", "async.feed.lagged"):
                            cursor = message["params"]["cursor"]
            except RpcError as refused:
                if refused.code != "unavailable":
                    raise
            except OSError:
                pass  # the connection broke, or nobody listens for now
            time.sleep(0.5)

    def _subscription(self, agents, kinds, cursor):
        params = {"agents": agents or "*"}
        if kinds:
            params["kinds"] = kinds
        if cursor:
            params["cursor"] = cursor
        with WebSocket(self.url, self.token) as web:
            web.send({"jsonrpc": "2.0", "id": 1, "method": "async.subscribe", "params": params})
            while True:
                yield web.receive()


class WebSocket:
    """As much of RFC 6455 as a client of this server needs."""

    def __init__(self, url, token):
        where = urllib.parse.urlsplit(url)
        if where.scheme != "http":
            raise ValueError("this example speaks plain http only: put your TLS library here")
        self.socket = socket.create_connection((where.hostname, where.port or 80), timeout=5)
        self.socket.settimeout(60)  # the server pings every 30 s: a longer silence is a broken connection
        self.stream = self.socket.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /ws HTTP/1.1", "Host: " + where.netloc, "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + key,
        ]
        if token:
            lines.append("Authorization: Bearer " + token)
        self.socket.sendall("\r\n".join(lines + ["", ""]).encode())
        status = self.stream.readline().decode()
        while self.stream.readline().strip():
            pass
        if " 101 " not in status:
            self.socket.close()
            raise ConnectionError("the server refused the feed: " + status.strip())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def send(self, message):
        self._frame(0x1, json.dumps(message).encode())

    def receive(self):
        """The next message, waited for."""
        text = b""
        while True:
            first, second = self._read(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self._read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._read(8))
            payload = self._read(length)
            opcode = first & 0x0F
            if opcode == 0x8:
                raise ConnectionError("the server closed the feed")
            elif opcode == 0x9:
                self._frame(0xA, payload)
            elif opcode != 0xA:
                text += payload
                if first & 0x80:
                    return json.loads(text)

    def _read(self, length):
        data = self.stream.read(length)
        if len(data) < length:
            raise ConnectionError("the server is gone")
        return data

    def _frame(self, opcode, payload):
        mask = os.urandom(4)
        if len(payload) < 126:
            head = struct.pack(">BB", 0x80 | opcode, 0x80 | len(payload))
        elif len(payload) < 65536:
            head = struct.pack(">BBH", 0x80 | opcode, 0x80 | 126, len(payload))
        else:
            head = struct.pack(">BBQ", 0x80 | opcode, 0x80 | 127, len(payload))
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.socket.sendall(head + mask + masked)


def qualified(method):
    return method if method.startswith(("async.", "rpc.")) else "async." + method


def main():
    parser = argparse.ArgumentParser(description="Calls a Reveille server, or watches what happens there.")
    parser.add_argument("--url", default=os.environ.get("REVEILLE_URL", "http://127.0.0.1:7717"))
    parser.add_argument("--token", default=os.environ.get("REVEILLE_TOKEN"))
    commands = parser.add_subparsers(dest="command", required=True)
    call = commands.add_parser("call")
    call.add_argument("method")
    call.add_argument("params", nargs="?", default="{}")
    watch = commands.add_parser("watch")
    watch.add_argument("--agent", action="append")
    watch.add_argument("--kind", action="append")
    watch.add_argument("--cursor")
    watch.add_argument("--count", type=int, help="end after so many")
    options = parser.parse_args()
    client = Client(options.url, options.token)
    try:
        if options.command == "call":
            print(json.dumps(client.call(options.method, json.loads(options.params)), indent=2))
        else:
            heard = client.watch(options.agent, options.kind, options.cursor)
            for count, notification in enumerate(heard, 1):
                print(json.dumps(notification), flush=True)
                if count == options.count:
                    break
    except (RpcError, OSError, ValueError) as problem:
        sys.exit(f"error: {problem}")


if __name__ == "__main__":
    main()
