"""Prints random requests with botocore's signatures, one JSON object per line.

Usage: signatures.py SEED COUNT        (needs the package botocore)
"""

import base64
import datetime
import json
import random
import sys
from unittest import mock
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PLANES = range(0x11)
SPICE = list(" +~*/%.$&=?#:;,@!'()[]\"\\<>^`{|}\t") + ["//", "..", "/./", "/../", "%41", "%2F", "\u00e9", "e\u0301"]


def character(chance):
    if chance.random() < 0.5:
        return chance.choice("abcXYZ019-_")
    if chance.random() < 0.5:
        return chance.choice(SPICE)
    while True:
        code = chance.choice(PLANES) << 16 | chance.randrange(1, 0x10000)
        if not 0xD800 <= code <= 0xDFFF:
            return chr(code)


def text(chance, longest):
    return "".join(character(chance) for _ in range(chance.randrange(longest)))


def case(chance):
    service = chance.choice(["s3", "rekognition"])
    time = datetime.datetime.fromtimestamp(chance.randrange(4_000_000_000), datetime.timezone.utc)
    endpoint = chance.choice(["https://bucket.s3.eu-west-1.amazonaws.com", "http://127.0.0.1:7480", "https://[::1]:443"])
    key = text(chance, 30)
    query = [[text(chance, 6), text(chance, 8)] for _ in range(chance.choice([0, 0, 1, 3, 6]))]
    query += [[name, chance.choice(["", "0", "B", "a"])] for name, _ in query[:2]]
    chance.shuffle(query)
    headers = {"content-type": chance.choice(["image/jpeg", "  text/plain;   charset=utf-8 "])}
    if chance.random() < 0.3:
        headers["x-amz-meta-note"] = chance.choice(["a  b", "", "x=1,y=2"])
    body = chance.randbytes(chance.choice([0, 1, 100]))
    token = chance.choice([None, "token/+=" + str(chance.random())])
    method = chance.choice(["GET", "PUT", "POST", "DELETE", "HEAD"])
    region = chance.choice(["us-east-1", "eu-central-1"])
    secret = base64.b64encode(chance.randbytes(30)).decode()

    url = endpoint + "/" + quote(key, safe="/~")
    request = AWSRequest(method=method, url=url, params=[tuple(pair) for pair in query] or None, headers=dict(headers), data=body)
    signer = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda *_: time):
        signer(Credentials("AKIDEXAMPLE", secret, token), service, region).add_auth(request)
    return {
        "service": service, "region": region, "secret": secret, "token": token, "endpoint": endpoint,
        "milliseconds": int(time.timestamp()) * 1000, "method": method, "key": key, "query": query,
        "headers": headers, "body": base64.b64encode(body).decode(),
        "authorization": request.headers["Authorization"],
    }


def main():
    chance = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        print(json.dumps(case(chance)))


main()
