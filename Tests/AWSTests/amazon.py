"""A proxy on loopback that plays Amazon's S3, for hosts such as BUCKET.s3.REGION.amazonaws.com.

Usage: amazon.py CERTIFICATE KEY [USER:PASSWORD]        with a password, clients without it are refused

Prints {"port":…}, then each request it receives, one JSON object per line; serves until its input ends. A bucket is in
the region that its name starts with and says so: `eu-north-1-moved` by 301, `…-new` by 307, `…-strict` by 400.
"""

import base64
import hashlib
import http.server
import json
import re
import ssl
import sys
import threading

CERTIFICATE, KEY, *PASSWORD = sys.argv[1:]
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
TLS.load_cert_chain(CERTIFICATE, KEY)
REFUSALS = {"moved": (301, "PermanentRedirect"), "new": (307, "TemporaryRedirect"), "strict": (400, "AuthorizationHeaderMalformed")}
objects = {}
printing = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    tunnel = None  # the host that the connection leads to

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def note(self):
        with printing:
            headers = {name.lower(): value for name, value in self.headers.items()}
            print(json.dumps({"method": self.command, "host": self.tunnel, "path": self.path, "headers": headers}), flush=True)

    def is_welcome(self):
        if not PASSWORD or self.headers["Proxy-Authorization"] == "Basic " + base64.b64encode(PASSWORD[0].encode()).decode():
            return True
        self.answer(407, Proxy_Authenticate='Basic realm="proxy"')
        return False

    def do_CONNECT(self):
        self.note()
        if not self.is_welcome():
            return
        self.send_response(200)
        self.end_headers()
        self.tunnel = self.path.rpartition(":")[0]
        self.connection = TLS.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.note()
        if not self.tunnel:
            return self.is_welcome() and self.answer(200, b"through the proxy")
        host = re.fullmatch(r"(?:(.+)\.)?s3\.([a-z0-9-]+)\.amazonaws\.com", self.tunnel)
        bucket, region = host[1] or self.path.split("/")[1], host[2]
        home, _, kind = bucket.replace(".", "-").rpartition("-")
        if region != home:
            status, code = REFUSALS[kind]
            return self.answer(status, f"<Error><Code>{code}</Code></Error>".encode(), x_amz_bucket_region=home)
        if f"/{region}/s3/aws4_request" not in self.headers["Authorization"]:
            return self.answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        name = bucket + "/" + self.path.rpartition("/")[2]
        if self.command == "PUT":
            objects[name] = body
            return self.answer(200, ETag=f'"{hashlib.md5(body).hexdigest()}"')
        return self.answer(200, objects[name]) if name in objects else self.answer(404)

    do_GET = do_PUT = do_HEAD = serve


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"port": server.server_port}), flush=True)
sys.stdin.read()
