"""Prints random settings with the addresses to which botocore then sends requests, one JSON object per line.

Usage: endpoints.py SEED COUNT        (needs the package botocore)

"expected" is null if botocore refuses; "checksum" is whether it adds one to an upload by itself.
"""

import json
import os
import random
import sys
import tempfile

import botocore.exceptions
import botocore.loaders
import botocore.session

# Not those of two partitions (eu-isoe, us-isof) on which botocore's rules and its older table disagree.
REGIONS = [
    "eu-west-1", "us-east-1", "ca-central-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1",
    "mars-east-1", "fips-us-west-2", "us-gov-east-1-fips",
]
ENDPOINTS = [
    "http://127.0.0.1:7480", "https://s3.example.com", "http://minio.local:9000/base", "http://[::1]:9000", "http://localhost:1",
    "https://s3.us-west-004.backblazeb2.com",
]
FLAGS = ["true", "TRUE", "false", "yes", ""]
STYLES = ["auto", "virtual", "path", "virtual", "path", "Virtual", ""]
CHECKSUMS = ["when_supported", "when_required", "WHEN_REQUIRED", "never"]
CALLS = {
    "photos": ("s3", "put_object", {"Bucket": "photos", "Key": "a b", "Body": b"x"}),
    "my.photos": ("s3", "put_object", {"Bucket": "my.photos", "Key": "a b", "Body": b"x"}),
    "rekognition": ("rekognition", "detect_faces", {"Image": {"Bytes": b"x"}}),
    "sts": ("sts", "assume_role", {"RoleArn": "arn:aws:iam::123456789012:role/x", "RoleSessionName": "xx"}),
    "sso": ("sso", "get_role_credentials", {"roleName": "a", "accountId": "1", "accessToken": "t"}),
    "sso_oidc": ("sso-oidc", "create_token", {"clientId": "a", "clientSecret": "b", "grantType": "c"}),
}
LOADER = botocore.loaders.create_loader()


class Sent(Exception):
    pass


def settings(chance):
    """Variables, and the lines of a profile."""
    variables, lines, block = {"AWS_DEFAULT_REGION": chance.choice(REGIONS)}, [], []

    def maybe(share, values, variable=None, setting=None, into=lines):
        if variable and chance.random() < share:
            variables[variable] = chance.choice(values)
        if setting and chance.random() < share:
            into.append(f"{setting} = {chance.choice(values)}")

    maybe(0.3, FLAGS, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
    maybe(0.3, FLAGS, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
    maybe(0.2, CHECKSUMS, "AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation")
    maybe(0.3, FLAGS, setting="use_dualstack_endpoint", into=block)
    maybe(0.5, STYLES, setting="addressing_style", into=block)
    maybe(0.15, ENDPOINTS, "AWS_ENDPOINT_URL_S3")
    maybe(0.1, ENDPOINTS, "AWS_ENDPOINT_URL", "endpoint_url")
    maybe(0.1, ["true", "false"], "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
    maybe(0.1, ENDPOINTS, "AWS_ENDPOINT_URL_SSO_OIDC")
    if block:
        lines.append("s3 =\n  " + "\n  ".join(block))
    return variables, "[default]\n" + "\n".join(lines) + "\n"


def sent(session, service, operation, arguments):
    """The address and the headers of a request that is not sent after all."""
    client = session.create_client(service)
    found = {}

    def stop(request, **_):
        found.update(url=request.url, headers=[name.lower() for name in request.headers])
        raise Sent

    client.meta.events.register("before-send", stop)
    try:
        getattr(client, operation)(**arguments)
    except Sent:
        pass
    return found


def chosen(variables, config):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(variables, HOME=home, AWS_EC2_METADATA_DISABLED="true")
        os.mkdir(home + "/.aws")
        with open(f"{home}/.aws/config", "w") as file:
            file.write(config)
        session = botocore.session.Session()
        session.register_component("data_loader", LOADER)
        session.set_credentials("AK", "SK")
        expected, checksum = {}, False
        for name, call in CALLS.items():
            try:
                request = sent(session, *call)
            except ValueError:  # a dotted bucket before [::1], which is no URL
                continue
            except botocore.exceptions.BotoCoreError:
                return None
            # The old address of the same region.
            expected[name] = request["url"].replace("s3.amazonaws.com", "s3.us-east-1.amazonaws.com")
            checksum |= any("checksum" in header for header in request["headers"])
        if "my.photos.127." in expected.get("my.photos", ""):
            del expected["my.photos"]  # no host is below a number
        return {"urls": expected, "checksum": checksum}


def main():
    chance = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        variables, config = settings(chance)
        print(json.dumps({"variables": variables, "config": config, "expected": chosen(variables, config)}), flush=True)


main()
