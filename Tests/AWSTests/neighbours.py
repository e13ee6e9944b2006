"""Plays, on loopback, everything that issues credentials: STS, the single sign-on portal, a container's address and the
instance metadata. Each secret follows from its key, so that STS can check signatures, and each key from the request, so
that two clients with the same request get the same keys.

POST /                          STS, with signatures checked
GET  /federation/credentials    the portal
POST /token                     the service that renews the portal's tokens
GET  /container/KIND            a container's address
     /KIND/latest/...           the instance metadata, version 2 only
KIND chooses how they behave; see `credentials`.
"""

import datetime
import hashlib
import hmac
import http.server
import json
import threading
import urllib.parse

CONTAINER_TOKEN = "container/token+1="
SIGN_ON_TOKEN = "sign-on/token+1="
CLIENT_SECRET = "client/secret+1="
IDENTITY_TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."
METADATA_TOKEN = "AQAEA-metadata-token=="


def secret(key):
    return "secret/of+" + key


def keys(asked):
    """The keys that follow from what was asked."""
    key = "ASIA" + hashlib.sha1(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16].upper()
    return {"AccessKeyId": key, "SecretAccessKey": secret(key), "Token": "token/of+" + key}


def time(hours=6):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def credentials(kind):
    """The response of container and instance: a status and a body."""
    found = {**keys(kind), "Expiration": time(-1 if kind == "old" else 6), "Code": "Success"}
    if kind == "broken":
        return 200, "{"
    if kind == "partial":
        del found["SecretAccessKey"]
    if kind == "untimed":
        del found["Expiration"]
    if kind == "error":
        found = {"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role"}
    return (500 if kind == "failing" else 200), json.dumps(found)


def is_signed(headers, body):
    """Whether a request to STS carries the signature that its key's secret gives."""
    parts = dict(part.split("=", 1) for part in headers["Authorization"].split(" ", 1)[1].split(", "))
    key, *scope = parts["Credential"].split("/")
    names = parts["SignedHeaders"].split(";")
    canonical = "POST\n/\n\n" + "".join(f"{name}:{headers[name]}\n" for name in names)
    canonical += f"\n{';'.join(names)}\n{hashlib.sha256(body).hexdigest()}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    signing = ("AWS4" + secret(key)).encode()
    for part in scope:
        signing = hmac.digest(signing, part.encode(), "sha256")
    text = f"AWS4-HMAC-SHA256\n{headers['X-Amz-Date']}\n{'/'.join(scope)}\n{digest}"
    return hmac.digest(signing, text.encode(), "sha256").hex() == parts["Signature"] and scope[2] == "sts"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_PUT(self):
        kind, _, path = self.path[1:].partition("/")
        if path != "latest/api/token" or kind == "old-version" or not self.headers["x-aws-ec2-metadata-token-ttl-seconds"]:
            return self.answer(400)
        return self.answer(403 if kind == "forbidden" else 200, METADATA_TOKEN)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/federation/credentials":
            return self.portal(dict(urllib.parse.parse_qsl(url.query)))
        if url.path.startswith("/container/"):
            kind = url.path.removeprefix("/container/")
            if kind == "token" and self.headers["Authorization"] != CONTAINER_TOKEN:
                return self.answer(401)
            return self.answer(*credentials(kind + url.query))
        kind, _, path = self.path[1:].partition("/")
        if self.headers["x-aws-ec2-metadata-token"] != METADATA_TOKEN:
            return self.answer(401)
        if path == "latest/meta-data/iam/security-credentials/":
            return self.answer(404) if kind == "roleless" else self.answer(200, "my-role")
        if path == "latest/meta-data/iam/security-credentials/my-role":
            return self.answer(*credentials(kind))
        return self.answer(404)

    def portal(self, query):
        if self.headers["x-amz-sso_bearer_token"] != SIGN_ON_TOKEN:
            return self.answer(401, '{"message":"Session token not found or invalid"}')
        if query["role_name"] == "Nobody":
            return self.answer(403, '{"message":"No access"}')
        found = keys(query)
        end = datetime.datetime.fromisoformat(time().replace("Z", "+00:00")).timestamp()
        return self.answer(200, json.dumps({"roleCredentials": {
            "accessKeyId": found["AccessKeyId"], "secretAccessKey": found["SecretAccessKey"],
            "sessionToken": found["Token"], "expiration": int(end * 1000)}}))

    def renewal(self, asked):
        means = {"clientId": "client", "clientSecret": CLIENT_SECRET, "grantType": "refresh_token"}
        token = asked.pop("refreshToken")
        if asked != means or token not in ("refresh/token", "refresh/last") or self.headers["Authorization"]:
            return self.answer(400, '{"error":"invalid_grant","error_description":"Invalid refresh token"}')
        found = {"accessToken": SIGN_ON_TOKEN, "expiresIn": 28800, "tokenType": "Bearer"}
        if token == "refresh/token":
            found["refreshToken"] = "refresh/next"
        return self.answer(200, json.dumps(found))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/token":
            return self.renewal(json.loads(body))
        asked = dict(urllib.parse.parse_qsl(body.decode()))
        if asked["RoleSessionName"].split("-")[0] in ("botocore", "client"):
            del asked["RoleSessionName"]  # made up
        if asked["Action"] == "AssumeRole":
            if not is_signed(self.headers, body):
                return self.refuse(403, "SignatureDoesNotMatch")
            asked["Credential"] = self.headers["Authorization"].split("Credential=")[1].split("/")[0]
            asked["Token"] = self.headers["X-Amz-Security-Token"]
        elif asked["WebIdentityToken"] != IDENTITY_TOKEN or self.headers["Authorization"]:
            return self.refuse(400, "InvalidIdentityToken")
        if asked["RoleArn"].endswith("/forbidden"):
            return self.refuse(403, "AccessDenied")
        found = keys(asked)
        result = asked["Action"] + "Result"
        return self.answer(200, f"""<{asked["Action"]}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <{result}><AssumedRoleUser><Arn>{asked["RoleArn"]}</Arn></AssumedRoleUser><Credentials>
            <AccessKeyId>{found["AccessKeyId"]}</AccessKeyId><SecretAccessKey>{found["SecretAccessKey"]}</SecretAccessKey>
            <SessionToken>{found["Token"]}</SessionToken><Expiration>{time()}</Expiration></Credentials></{result}>
            </{asked["Action"]}Response>""")

    def refuse(self, status, code):
        self.answer(status, f"""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>
            <Type>Sender</Type><Code>{code}</Code><Message>No.</Message></Error></ErrorResponse>""")


def start():
    """Starts serving and returns the port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port
