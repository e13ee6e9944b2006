#!/usr/bin/env python3
"""A proxy between the journal and its services that does one thing wrong.

    faults.py S3-URL REKOGNITION-URL [FAULT NUMBER [CHANCE]]

Serves both services on free ports of 127.0.0.1 and prints {"s3": URL, "rekognition": URL}. At request NUMBER, counted from
1 as the heads of requests arrive on either port, it commits FAULT. CHANCE, in 0…1, decides random details, such as where an
answer is cut off. When its input ends, it prints {"requests": how many came, "struck": whether the fault occurred,
"service": which service it hit, "lost": whether the service had done its work but its answer did not arrive}.

Heads are passed on unchanged, including the Host header, which signatures cover; each request has its own connection to the
service. Uses only the standard library.
"""

import asyncio
import email.utils
import json
import socket
import struct
import sys
import time
from urllib.parse import urlsplit

# Faults before the request reaches the service.
BEFORE = ["refused", "reset-before", "reset-during", "500", "slow-down", "throttling", "expired", "skewed", "captive"]
# Faults after the service has answered.
AFTER = ["reset-after", "stall", "truncated", "short-length", "long-length", "garbage", "drip"]


def error(service, status, name, date=None):
    """An error as AWS sends it: XML from S3, JSON from Rekognition."""
    if service == "s3":
        body = f"<?xml version='1.0'?><Error><Code>{name}</Code><Message>By the proxy.</Message></Error>"
        kind = "application/xml"
    else:
        body, kind = json.dumps({"__type": name, "message": "By the proxy."}), "application/x-amz-json-1.1"
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    if date is not None:
        head += f"Date: {email.utils.formatdate(date, usegmt=True)}\r\n"
    return f"{head}\r\n".encode(), body.encode()


def answers(service, fault):
    """The errors that the proxy returns in place of the service."""
    s3 = service == "s3"
    tomorrow = time.time() + 86_400
    return {
        "500": error(service, 500, "InternalError" if s3 else "InternalServerError"),
        "slow-down": error(service, 503, "SlowDown" if s3 else "ServiceUnavailable"),
        "throttling": error(service, 400, "Throttling" if s3 else "ThrottlingException"),
        "expired": error(service, 400, "ExpiredToken" if s3 else "ExpiredTokenException"),
        # The date is from a wrong clock, so that a client that trusts it has to be corrected again.
        "skewed": error(service, 403, "RequestTimeTooSkewed", tomorrow)
        if s3
        else error(service, 400, "RequestExpired", tomorrow),
        "captive": (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n", b"<h1>Welcome!</h1>\r\n"),
    }.get(fault)


class Head:
    """The head of a request or an answer, as received."""

    def __init__(self, raw):
        self.raw = raw
        self.lines = raw[:-4].split(b"\r\n")
        self.fields = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in self.lines[1:])
        }
        self.length = int(self.fields.get(b"content-length", 0))

    @property
    def method(self):
        return self.lines[0].split(b" ")[0]

    @property
    def status(self):
        return int(self.lines[0].split(b" ")[1])

    def saying(self, length):
        """The same with another Content-Length and no other framing."""
        kept = [
            line
            for line in self.lines
            if not line.lower().startswith((b"content-length:", b"transfer-encoding:", b"connection:", b"keep-alive:"))
        ]
        return b"\r\n".join(kept + [b"Content-Length: %d" % length]) + b"\r\n\r\n"


async def read_head(reader):
    try:
        return Head(await reader.readuntil(b"\r\n\r\n"))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


async def read_body(reader, head, method):
    if method == b"HEAD" or head.status in (204, 304):
        return b""
    if head.fields.get(b"transfer-encoding", b"").lower() != b"chunked":
        return await reader.readexactly(head.length)
    body = b""
    while True:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        body += (await reader.readexactly(size + 2))[:-2]
        if size == 0:
            return body


def reset(writer):
    """Ends a connection with RST, not with FIN."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class Proxy:
    def __init__(self, fault, number, chance):
        self.fault, self.number, self.chance = fault, number, chance
        self.requests = 0
        self.struck, self.service, self.lost = False, None, False
        self.servers = []

    async def serve(self, service, url):
        async def treat(reader, writer):
            try:
                while (head := await read_head(reader)) and await self.request(service, url, head, reader, writer):
                    pass
            except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(treat, "127.0.0.1", 0, backlog=128, limit=1 << 20)
        self.servers.append(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def request(self, service, url, head, reader, writer):
        """Whether the connection can be used again."""
        self.requests += 1
        fault = None
        if self.requests == self.number and self.fault:
            fault, self.struck, self.service = self.fault, True, service
        if fault == "refused":
            # From now on, nothing listens here.
            for server in self.servers:
                server.close()
            return reset(writer)
        if fault == "reset-before":
            return reset(writer)
        if fault == "reset-during":
            await reader.readexactly(int(head.length * self.chance))
            return reset(writer)
        body = await reader.readexactly(head.length)
        if said := answers(service, fault):
            writer.write(said[0] + (b"" if head.method == b"HEAD" else said[1]))
            await writer.drain()
            return True

        said, content = await self.forward(url, head, body)
        if fault in AFTER:
            self.lost = service == "rekognition" and said.status == 200
            return await self.spoil(fault, head, said, content, reader, writer)
        # The length in a response to HEAD is the object's.
        writer.write(said.saying(said.length if head.method == b"HEAD" else len(content)) + content)
        await writer.drain()
        return True

    async def forward(self, url, head, body):
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(head.raw + body)
        said = await read_head(reader)
        while said and said.status == 100:
            said = await read_head(reader)
        if said is None:
            raise ConnectionError("the service hung up")
        content = await read_body(reader, said, head.method)
        writer.close()
        return said, content

    async def spoil(self, fault, head, said, content, reader, writer):
        cut = int(len(content) * self.chance)
        length = said.length if head.method == b"HEAD" else len(content)
        if fault == "stall":
            # Until the client gives up.
            await reader.read()
            return False
        if fault == "reset-after":
            return reset(writer)
        if fault == "truncated":
            # Cuts the body or, if there is none, the head.
            whole = said.saying(length)
            writer.write(whole + content[:cut] if content else whole[: int(len(whole) * self.chance)])
        elif fault == "short-length":
            # What follows it looks like the next response.
            writer.write(said.saying(cut) + (content or b"and more"))
        elif fault == "long-length":
            writer.write(said.saying(length + 10) + content)
        elif fault == "garbage":
            noise = bytes(byte ^ 0x55 for byte in content)
            writer.write(said.saying(length) + noise)
        elif fault == "drip":
            return await self.drip(said.saying(length) + content, writer)
        await writer.drain()
        return fault == "garbage"

    async def drip(self, whole, writer):
        """A few bytes at a time, for four seconds; the client may give up earlier."""
        size = len(whole) // 200 + 1
        for index in range(0, len(whole), size):
            if writer.is_closing():
                return False
            writer.write(whole[index : index + size])
            await writer.drain()
            await asyncio.sleep(0.02)
        self.lost = False
        return True


async def main():
    s3, rekognition, *rest = sys.argv[1:]
    fault, number, chance = (rest + [None] * 3)[:3]
    if fault and fault not in BEFORE + AFTER:
        sys.exit(f"faults.py: there is no fault {fault}")
    proxy = Proxy(fault, int(number or 0), float(chance or 0.5))
    print(json.dumps({"s3": await proxy.serve("s3", s3), "rekognition": await proxy.serve("rekognition", rekognition)}))
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    facts = {"requests": proxy.requests, "struck": proxy.struck, "service": proxy.service, "lost": proxy.lost}
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
