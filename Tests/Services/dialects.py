#!/usr/bin/env python3
"""A front to S3 that speaks the dialect of another store: it refuses what that one refuses, and passes on the rest.

    dialects.py S3-URL DIALECT…

Serves on a free port of 127.0.0.1 and prints {"url": URL}; then a line for each request it gets: {"method": …, "path": …,
"asked": the optional headers of an upload, "status": …}. Ends when its input does. The dialects:

    checksum-400   refuses x-amz-checksum-… in words, as Backblaze B2 does
    checksum-501   the same as NotImplemented, which names the header in an element of its own
    condition-501  refuses If-None-Match without saying why
    condition-400  refuses If-None-Match with an empty 400
    either-400     refuses an upload with both, or either, without naming any
    etag           answers uploads with an ETag that is not the MD5
    spoil          the same, and gives photos back with a byte changed, as if it had stored them so
    full, full-507 refuses every upload, because a quota is used up or the disk is full
    cap            the same in a sentence only
    garage         refuses everything that is not signed for the region “garage”, as Garage does
    r2             refuses everything because of its region, and lists those there are, as Cloudflare R2 does
    https          redirects everything to TLS
    login          redirects everything to a page that asks for a password
    html-403       refuses everything with a page for people
    plain-401      refuses everything in plain text
    limit          refuses photos, as nginx does that lets only small requests through
    limit-bare     the same without a word

Heads are passed on unchanged, including the Host header, which signatures cover. Uses only the standard library.
"""

import asyncio
import json
import sys

from faults import Head, read_body, read_head
from urllib.parse import urlsplit

S3, *DIALECT = sys.argv[1:]


def error(code, message, more=""):
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>"


def refusal(head):
    """The status, body, and other headers of a refusal; None if the request is passed on."""
    asked = optional(head)
    checksum, condition = "x-amz-checksum-sha256" in asked, "if-none-match" in asked
    upload = head.method == b"PUT"
    host = head.fields.get(b"host", b"").decode()
    if "checksum-400" in DIALECT and checksum:
        return 400, error("InvalidArgument", "Unsupported header 'x-amz-checksum-sha256' received for this API call."), ""
    if "checksum-501" in DIALECT and checksum:
        said = "A header you provided implies functionality that is not implemented"
        return 501, error("NotImplemented", said, "<Header>x-amz-checksum-sha256</Header>"), ""
    if "condition-501" in DIALECT and condition:
        return 501, error("NotImplemented", "A header you provided implies functionality that is not implemented"), ""
    if "condition-400" in DIALECT and condition:
        return 400, "", ""
    if "either-400" in DIALECT and (checksum or condition):
        return 400, error("InvalidRequest", "Bad request."), ""
    if "full" in DIALECT and upload:
        return 403, error("QuotaExceeded", ""), ""
    if "full-507" in DIALECT and upload:
        return 507, "<html>Insufficient Storage</html>", ""
    if "cap" in DIALECT and upload:
        return 403, error("AccessDenied", "Cannot upload files, storage cap exceeded."), ""
    if "garage" in DIALECT and b"/garage/s3/" not in head.fields.get(b"authorization", b""):
        said = "Authorization header malformed, unexpected scope: 20261123/us-east-1/s3/aws4_request"
        return 400, error("AuthorizationHeaderMalformed", said, "<Region>garage</Region>"), ""
    if "r2" in DIALECT:
        return 400, error("InvalidRegionName", "The region name 'us-east-1' is not valid. Must be one of: wnam, auto"), ""
    if "https" in DIALECT:
        return 301, "<html>301 Moved Permanently</html>", f"Location: https://{host.split(':')[0]}{path(head)}\r\n"
    if "login" in DIALECT:
        return 302, "", "Location: https://login.example.com/?token=hush\r\n"
    if "html-403" in DIALECT:
        return 403, "<html><h1>403 Forbidden</h1></html>", "Content-Type: text/html\r\n"
    if "plain-401" in DIALECT:
        return 401, "Unauthorized\n", "Content-Type: text/plain\r\n"
    if upload and "/photos/" in path(head):
        if "limit" in DIALECT:
            return 413, "<html>413 Request Entity Too Large</html>", "Server: nginx/1.22.1\r\nContent-Type: text/html\r\n"
        if "limit-bare" in DIALECT:
            return 413, "", ""
    return None


def path(head):
    return head.lines[0].split(b" ")[1].decode()


def optional(head):
    names = sorted(name.decode() for name in head.fields)
    return [name for name in names if name.startswith("x-amz-checksum-") or name == "if-none-match"]


async def treat(reader, writer):
    try:
        while head := await read_head(reader):
            body = await reader.readexactly(head.length)
            await answer(head, body, writer)
    except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
        pass
    finally:
        writer.close()


def tell(head, status):
    fact = {"method": head.method.decode(), "path": path(head), "asked": optional(head), "status": status}
    print(json.dumps(fact), flush=True)


async def answer(head, body, writer):
    if refused := refusal(head):
        status, text, headers = refused
        tell(head, status)
        content = b"" if head.method == b"HEAD" else text.encode()
        writer.write(f"HTTP/1.1 {status} Said\r\n{headers}Content-Length: {len(text)}\r\n\r\n".encode() + content)
        return await writer.drain()
    parts = urlsplit(S3)
    reader, service = await asyncio.open_connection(parts.hostname, parts.port)
    service.write(head.raw + body)
    said = await read_head(reader)
    while said and said.status == 100:
        said = await read_head(reader)
    content = await read_body(reader, said, head.method)
    service.close()
    photo = head.method == b"PUT" and "/photos/" in path(head)
    if "spoil" in DIALECT and head.method == b"GET" and "/photos/" in path(head) and content:
        content = content[:-1] + bytes([content[-1] ^ 1])
    if photo and ("etag" in DIALECT or "spoil" in DIALECT):
        lines = [b'ETag: "0123-1"' if line.lower().startswith(b"etag:") else line for line in said.lines]
        said = Head(b"\r\n".join(lines) + b"\r\n\r\n")
    tell(head, said.status)
    writer.write(said.saying(said.length if head.method == b"HEAD" else len(content)) + content)
    await writer.drain()


async def main():
    server = await asyncio.start_server(treat, "127.0.0.1", 0, backlog=128, limit=1 << 20)
    print(json.dumps({"url": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
