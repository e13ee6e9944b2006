#!/usr/bin/env python3
"""A stand-in for Amazon Rekognition's DetectFaces on a free port of 127.0.0.1.

    rekognition.py          prints its URL on stdout once it serves; ends on SIGTERM

It checks requests as AWS does: signatures are recomputed by botocore, requests and answers are validated against
botocore's service model, images are decoded, S3 objects are fetched from the S3 server at AWS_ENDPOINT_URL_S3. The test
chooses what it says about the faces; otherwise that is generated from the image's bytes, the same each time.

Who may call: AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY from the environment; or the key ASIAJOURNALTESTSESSION with
the same secret and the session token "journal-test-session-token" ("journal-test-expired-token" has expired).

The control interface (JSON, unsigned):
    POST /control   starts a second, independent stand-in on its own port, so that tests can run side by side: {"url"}
    PUT /control    replaces the scenario; fields that are left out are reset to their initial values:
        "faces":  null (one face, from the image), a number, or a list of faces; a face is an object of DetectFaces
                  fields that replace the drawn ones ({"Smile": {…}}), where "Emotions" may be short:
                  {"ANGRY": 62.3, "SAD": 4} is sent in just this order, and nothing else
        "next":   what happens to the next calls, one each: an error's name ("ThrottlingException",
                  "ProvisionedThroughputExceededException", "InternalServerError", "ServiceUnavailable",
                  "AccessDeniedException", …), "cut" (half an answer), "drop" (none), "garbage" (not JSON) or "answer"
        "always": the same for every call not covered by "next"
        "rate":   how many calls per second are accepted; more get ProvisionedThroughputExceededException
        "hold":   true holds back finished answers until a later PUT leaves it out
        "images": {SHA-256 of the image's bytes: {"faces", "next", "always"}} for single images, before the others
    GET /control    {"calls": [{"by", "bucket", "name", "width", "height", "bytes", "sha256", "exif", "attributes",
                    "status", "error", "detail"}], "count", "answered", "held"}; "count" is every call, refused or not.
                    ?held=N and ?count=N wait (up to 60 s) until that many are held or counted
    DELETE /control forgets calls and scenario, and releases held answers
"""

import base64
import binascii
import hashlib
import io
import json
import os
import sys
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, ClientError
from botocore.validate import ParamValidator
from faces import MODEL, describe
from PIL import Image

REGION = os.environ.get("AWS_REGION", "us-east-1")
SECRET = os.environ["AWS_SECRET_ACCESS_KEY"]
KEY, SESSION_KEY = os.environ["AWS_ACCESS_KEY_ID"], "ASIAJOURNALTESTSESSION"
SESSION_TOKEN, EXPIRED_TOKEN = "journal-test-session-token", "journal-test-expired-token"
MEBIBYTE = 1 << 20

ATTRIBUTES = MODEL.input_shape.members["Attributes"].member.enum

S3 = boto3.client(
    "s3",
    region_name=REGION,
    aws_access_key_id=KEY,
    aws_secret_access_key=SECRET,
    config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
)

# Error name: HTTP status and AWS's message.
ERRORS = {
    "AccessDeniedException": (
        400,
        "User: arn:aws:iam::111122223333:user/journal is not authorized to perform: "
        "rekognition:DetectFaces because no identity-based policy allows the "
        "rekognition:DetectFaces action",
    ),
    "ExpiredTokenException": (400, "The security token included in the request is expired"),
    "ImageTooLargeException": (400, "Image size is too big"),
    "IncompleteSignatureException": (
        400,
        "Authorization header requires 'Credential' parameter. Authorization header "
        "requires 'Signature' parameter. Authorization header requires 'SignedHeaders' "
        "parameter.",
    ),
    "InternalServerError": (500, "Internal server error"),
    "InvalidImageFormatException": (400, "Request has invalid image format"),
    "InvalidParameterException": (400, "Request has invalid parameters"),
    "InvalidS3ObjectException": (
        400,
        "Unable to get object metadata from S3. Check object key, region and/or access permissions.",
    ),
    "InvalidSignatureException": (
        400,
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method. Consult the service "
        "documentation for details.",
    ),
    "MissingAuthenticationTokenException": (400, "Missing Authentication Token"),
    "ProvisionedThroughputExceededException": (400, "Provisioned rate exceeded"),
    "SerializationException": (400, None),
    "ServiceUnavailable": (503, "Service is unavailable"),
    "ThrottlingException": (400, "Rate exceeded"),
    "UnknownOperationException": (400, None),
    "UnrecognizedClientException": (400, "The security token included in the request is invalid."),
}
# These come from the service itself and have a capital Message; the others come from the gateway in front of it.
OWN_ERRORS = {shape.name for shape in MODEL.error_shapes}


class Refused(Exception):
    """AWS's error by name; `detail` tells the test's author more than AWS would."""

    def __init__(self, name, message=None, detail=None):
        self.name, self.detail = name, detail
        self.status, usual = ERRORS[name]
        self.message = message or usual

    def body(self, request_id):
        if self.name in OWN_ERRORS:
            return {"__type": self.name, "Code": self.name, "Logref": request_id, "Message": self.message}
        return {"__type": self.name} | ({"message": self.message} if self.message else {})


# MARK: Authentication


def check_signature(method, path, headers, body):
    """Refuses what AWS's gateway refuses, recomputing the signature from the request as received."""
    header = headers.get("Authorization")
    if header is None:
        raise Refused("MissingAuthenticationTokenException")
    algorithm, _, rest = header.partition(" ")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    scope = fields.get("Credential", "").split("/")
    signed = fields.get("SignedHeaders", "").split(";")
    if algorithm != "AWS4-HMAC-SHA256" or len(scope) != 5 or "Signature" not in fields:
        raise Refused("IncompleteSignatureException")

    access_key, day, region, service, terminator = scope
    token = headers.get("X-Amz-Security-Token")
    if (
        access_key not in (KEY, SESSION_KEY)
        or token not in (SESSION_TOKEN, EXPIRED_TOKEN, None)
        or (access_key == SESSION_KEY) != (token is not None)
    ):
        raise Refused("UnrecognizedClientException")
    if token == EXPIRED_TOKEN:
        raise Refused("ExpiredTokenException")

    timestamp = headers.get("X-Amz-Date", "")
    check_clock(timestamp)
    if (day, region, service, terminator) != (timestamp[:8], REGION, "rekognition", "aws4_request"):
        raise Refused(
            "InvalidSignatureException",
            f"Credential should be scoped to a valid region, not '{region}'. " if region != REGION else None,
            f"the credential's scope is {'/'.join(scope)}",
        )
    unsigned = {name.lower() for name in headers if name.lower().startswith("x-amz-")} | {"host"}
    if unsigned - set(signed):
        raise Refused("InvalidSignatureException", detail=f"not signed: {sorted(unsigned - set(signed))}")
    declared = headers.get("X-Amz-Content-SHA256")
    if declared not in (None, hashlib.sha256(body).hexdigest()):
        raise Refused("InvalidSignatureException", detail="x-amz-content-sha256 is not the body's")

    request = AWSRequest(method, f"http://{headers['Host']}{path}", data=body)
    for name in signed:
        for value in headers.get_all(name, []):
            request.headers[name] = value
    request.context["timestamp"] = timestamp
    signer = SigV4Auth(Credentials(access_key, SECRET, token), service, region)
    canonical = signer.canonical_request(request)
    if signer.signature(signer.string_to_sign(request, canonical), request) != fields["Signature"]:
        raise Refused("InvalidSignatureException", detail=f"the canonical request here:\n{canonical}")


def check_clock(timestamp):
    try:
        then = datetime.strptime(timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Refused(
            "IncompleteSignatureException",
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        ) from None
    now, slack = datetime.now(UTC), timedelta(minutes=5)
    write = "{:%Y%m%dT%H%M%SZ}".format
    if then < now - slack:
        raise Refused(
            "InvalidSignatureException",
            f"Signature expired: {timestamp} is now earlier than {write(now - slack)} ({write(now)} - 5 min.)",
        )
    if then > now + slack:
        raise Refused(
            "InvalidSignatureException",
            f"Signature not yet current: {timestamp} is still later than {write(now + slack)} ({write(now)} + 5 min.)",
        )


# MARK: Requests


def parse(headers, body):
    """The request's parameters as Python values, validated against the service model."""
    if headers.get("Content-Type") != "application/x-amz-json-1.1":
        raise Refused("UnknownOperationException", detail=f"Content-Type is {headers.get('Content-Type')}")
    if headers.get("X-Amz-Target") != "RekognitionService.DetectFaces":
        raise Refused("UnknownOperationException", detail=f"X-Amz-Target is {headers.get('X-Amz-Target')}")
    try:
        parameters = json.loads(body)
        image = parameters.get("Image", {})
        if "Bytes" in image:
            image["Bytes"] = base64.b64decode(image["Bytes"], validate=True)
    except (ValueError, AttributeError, TypeError, binascii.Error) as error:
        raise Refused("SerializationException", detail=str(error)) from None
    report = ParamValidator().validate(parameters, MODEL.input_shape)
    if report.has_errors():
        raise Refused("InvalidParameterException", detail=report.generate_report())
    if not set(parameters.get("Attributes", [])) <= set(ATTRIBUTES):
        raise Refused("InvalidParameterException", detail=f"Attributes are {parameters['Attributes']}")
    if len(image) != 1:
        raise Refused("InvalidParameterException", detail="Image takes one of Bytes and S3Object")
    return parameters


def fetch(image, call):
    """The image's bytes, from the request or from S3, up to AWS's limit."""
    if "Bytes" in image:
        call["by"] = "bytes"
        if len(image["Bytes"]) > 5 * MEBIBYTE:
            raise Refused("ImageTooLargeException")
        return image["Bytes"]
    place = {key: image["S3Object"][key] for key in ("Bucket", "Name") if key in image["S3Object"]}
    call.update(by="object", bucket=place.get("Bucket"), name=place.get("Name"))
    try:
        answer = S3.get_object(Bucket=place["Bucket"], Key=place["Name"])
        if answer["ContentLength"] > 15 * MEBIBYTE:
            raise Refused("ImageTooLargeException")
        return answer["Body"].read()
    except (KeyError, BotoCoreError, ClientError) as error:
        raise Refused("InvalidS3ObjectException", detail=str(error)) from None


def decode(data, call):
    """Refuses anything that is not a complete JPEG or PNG or is too small; records what tests need to know about the rest."""
    call.update(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
            image.load()
            call.update(width=image.width, height=image.height, exif="exif" in image.info or bool(image.getexif()))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused("InvalidImageFormatException", detail=str(error)) from None
    if min(call["width"], call["height"]) < 80:
        raise Refused("InvalidParameterException", detail="an image has at least 80 pixels either way")


# MARK: The server


class StandIn(ThreadingHTTPServer):
    """One port with its own scenario and its own list of calls."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.changed = threading.Condition()
        self.calls, self.held, self.scenario = [], 0, {}
        self.credit, self.credited = 1.0, 0.0  # calls that may come now, and as of when

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def fate(self, digits):
        """What happens to this call."""
        with self.changed:
            for scenario in (self.scenario.get("images", {}).get(digits, {}), self.scenario):
                if scenario.get("next"):
                    return scenario["next"].pop(0)
                if scenario.get("always"):
                    return scenario["always"]
        return "answer"

    def is_too_fast(self):
        """Whether calls exceed the scenario's rate; a burst of one second's worth is allowed."""
        with self.changed:
            if not (rate := self.scenario.get("rate")):
                return False
            now = time.monotonic()
            self.credit = min(rate, self.credit + (now - self.credited) * rate)
            self.credited = now
            if self.credit < 1:
                return True
            self.credit -= 1
            return False

    def faces(self, digits):
        return self.scenario.get("images", {}).get(digits, self.scenario).get("faces")

    def release(self):
        """Returns when the answer is no longer held."""
        with self.changed:
            self.held += 1
            self.changed.notify_all()
            self.changed.wait_for(lambda: not self.scenario.get("hold"))
            self.held -= 1
            self.changed.notify_all()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together

    def read_body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send(self, status, body, kind="application/x-amz-json-1.1", cut=False, request_id=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("x-amzn-RequestId", request_id or str(uuid.uuid4()))
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)
        self.close_connection = self.close_connection or cut

    def do_POST(self):
        body = self.read_body()
        if urlsplit(self.path).path == "/control":
            second = StandIn()
            threading.Thread(target=second.serve_forever, daemon=True).start()
            return self.send(201, {"url": second.url}, "application/json")
        call = {"status": None, "error": None, "detail": None}
        with self.server.changed:
            self.server.calls.append(call)
            self.server.changed.notify_all()
        request_id = str(uuid.uuid4())
        try:
            self.answer(body, call)
        except Refused as refusal:
            call.update(status=refusal.status, error=refusal.name, detail=refusal.detail)
            self.send(refusal.status, refusal.body(request_id), request_id=request_id)

    def answer(self, body, call):
        check_signature("POST", self.path, self.headers, body)
        parameters = parse(self.headers, body)
        call["attributes"] = parameters.get("Attributes", ["DEFAULT"])
        data = fetch(parameters["Image"], call)
        if self.server.is_too_fast():
            raise Refused("ProvisionedThroughputExceededException")
        fate = self.server.fate(hashlib.sha256(data).hexdigest())
        if fate in ERRORS:
            raise Refused(fate)
        decode(data, call)
        answer = describe(self.server.faces(call["sha256"]), call["sha256"], call["attributes"])
        self.server.release()
        if fate == "drop":
            call.update(error="drop")
            self.close_connection = True
        elif fate == "garbage":
            call.update(status=200, error="garbage")
            self.send(200, b"<html>It works!</html>", "text/html")
        else:
            call.update(status=200, error="cut" if fate == "cut" else None)
            self.send(200, answer, cut=fate == "cut")

    def do_GET(self):
        server, wanted = self.server, parse_qs(urlsplit(self.path).query)
        with server.changed:
            if "held" in wanted:
                server.changed.wait_for(lambda: server.held >= int(wanted["held"][0]), timeout=60)
            if "count" in wanted:
                server.changed.wait_for(lambda: len(server.calls) >= int(wanted["count"][0]), timeout=60)
            answered = sum(call["status"] == 200 and call["error"] is None for call in server.calls)
            state = {"calls": server.calls, "count": len(server.calls), "answered": answered, "held": server.held}
            self.send(200, state, "application/json")

    def do_PUT(self):
        scenario = json.loads(self.read_body())
        known = {"faces", "next", "always", "rate", "hold", "images"}
        if not set(scenario) <= known:
            return self.send(400, {"error": f"unknown: {sorted(set(scenario) - known)}"}, "application/json")
        with self.server.changed:
            self.server.scenario = scenario
            self.server.changed.notify_all()
        self.send(200, {}, "application/json")

    def do_DELETE(self):
        with self.server.changed:
            self.server.calls, self.server.scenario = [], {}
            self.server.changed.notify_all()
        self.send(200, {}, "application/json")

    def log_message(self, format, *arguments):
        print(f"rekognition: {format % arguments}", file=sys.stderr)


if __name__ == "__main__":
    stand_in = StandIn()
    print(stand_in.url, flush=True)
    stand_in.serve_forever()
