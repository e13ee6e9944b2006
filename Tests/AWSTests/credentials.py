"""Prints configurations with the keys, region and endpoint that botocore chooses for them, one JSON object per line, while
the servers of neighbours.py play STS, single sign-on, container and instance; then serves until its input ends.

"expected" is null if botocore refuses, its "key" if it finds no credentials. An empty object ends the list.
"""

import glob
import hashlib
import json
import os
import shlex
import shutil
import sys
import tempfile

HOME = tempfile.mkdtemp()
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["HOME"] = HOME  # before botocore looks where its caches are

import botocore.credentials
import botocore.loaders
import botocore.session
import botocore.utils

import neighbours

botocore.utils.ContainerMetadataFetcher.SLEEP_TIME = 0
LOADER = botocore.loaders.create_loader()
PORT = neighbours.start()
AT = f"http://127.0.0.1:{PORT}"
OFF = {"AWS_EC2_METADATA_DISABLED": "true"}
BASE = {
    "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL_STS": AT, "AWS_ENDPOINT_URL_SSO": AT, "AWS_ENDPOINT_URL_SSO_OIDC": AT, **OFF
}
ARN = "role_arn = arn:aws:iam::123456789012:role/"


def variables(key="AKENV", token=None):
    found = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": neighbours.secret(key)}
    return {**found, "AWS_SESSION_TOKEN": token} if token else found


def section(name, *lines):
    return "\n".join([f"[{name}]", *lines]) + "\n"


def pair(key, token=None):
    lines = f"aws_access_key_id = {key}\naws_secret_access_key = {neighbours.secret(key)}"
    return lines + (f"\naws_session_token = {token}" if token else "")


def process(**printed):
    return "credential_process = /bin/echo " + shlex.quote(json.dumps(printed))


def token_cache(name, token=neighbours.SIGN_ON_TOKEN, end=neighbours.time(8), **more):
    path = f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json"
    return {path: json.dumps({"startUrl": "https://x", "region": "eu-west-1", "accessToken": token, "expiresAt": end, **more})}


def renewable(refresh="refresh/token", hours=-1.0, registered=24.0, name="mine", without=None, **more):
    """A token that expires after so many hours, and what renews it."""
    means = {
        "clientId": "client", "clientSecret": neighbours.CLIENT_SECRET, "registrationExpiresAt": neighbours.time(registered),
        "refreshToken": refresh, **more,
    }
    means.pop(without, None)
    return token_cache(name, **{"token": "old/token", "end": neighbours.time(hours)} | means)


LEGACY = "sso_start_url = https://legacy\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = Reader"
SESSION = "sso_session = mine\nsso_account_id = 123456789012\nsso_role_name = Writer"
MINE = section("sso-session mine", "sso_start_url = https://mine", "sso_region = eu-central-1", "sso_registration_scopes = x")
GIVEN = {"Version": 1, "AccessKeyId": "AKP", "SecretAccessKey": neighbours.secret("AKP")}
IMDS = {"AWS_EC2_METADATA_DISABLED": "false"}


def instance(kind):
    return {**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"{AT}/{kind}"}


def container(kind, **more):
    return {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{AT}/container/{kind}", **more}


def web(**more):
    return {"AWS_WEB_IDENTITY_TOKEN_FILE": f"{HOME}/identity", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/web", **more}


IDENTITY = {"identity": neighbours.IDENTITY_TOKEN}

# name: (variables, config file, credentials file, other files below the home folder)
CASES = {
    "nothing": ({}, "", "", {}),
    "variables": (variables(), section("default", pair("AKD")), "", {}),
    "variables with a token": (variables(token="tok"), "", "", {}),
    "variables that end": ({**variables(token="tok"), "AWS_CREDENTIAL_EXPIRATION": neighbours.time()}, "", "", {}),
    "variables that have ended": ({**variables(), "AWS_CREDENTIAL_EXPIRATION": neighbours.time(-1)}, "", "", {}),
    "half of the variables": ({"AWS_ACCESS_KEY_ID": "AKENV"}, "", section("default", pair("AKD")), {}),
    "the other half": ({"AWS_SECRET_ACCESS_KEY": "x"}, "", section("default", pair("AKD")), {}),
    "keys in both files": ({}, section("default", pair("AKC")), section("default", pair("AKS", "t")), {}),
    "keys in the config file": ({"AWS_PROFILE": "work"}, section("profile work", pair("AKC", "t")), "", {}),
    "a profile that is nowhere": ({"AWS_PROFILE": "wrok"}, section("profile work", pair("AKC")), "", {}),
    "half a profile": ({}, "", section("default", "aws_access_key_id = AKS"), {}),
    # roles
    "role by source_profile": ({}, section("default", ARN + "r", "source_profile = base"), section("base", pair("AKB")), {}),
    "role with everything": ({"AWS_PROFILE": "r"}, section(
        "profile r", ARN + "r", "source_profile = base", "role_session_name = me@home", "external_id = a/b+c=d e",
        "duration_seconds = 3600"), section("base", pair("AKB", "tok")), {}),
    "role with a senseless duration": ({}, section(
        "default", ARN + "r", "source_profile = base", "duration_seconds = long"), section("base", pair("AKB")), {}),
    "role of a role": ({}, section("default", ARN + "outer", "source_profile = mid")
        + section("profile mid", ARN + "inner", "source_profile = base", "external_id = ee") + section("profile base", pair("AKB")), "", {}),
    "role by itself": ({}, section("default", ARN + "r", "source_profile = default"), section("default", pair("AKB")), {}),
    "role in a circle": ({}, section("default", ARN + "a", "source_profile = b") + section("profile b", ARN + "b", "source_profile = default"), "", {}),
    "role by itself without keys": ({}, section("default", ARN + "r", "source_profile = default"), "", {}),
    "role without a source": ({}, section("default", ARN + "r"), section("default", pair("AKB")), {}),
    "role with two sources": ({}, section("default", ARN + "r", "source_profile = base", "credential_source = Environment"), section("base", pair("AKB")), {}),
    "role from a profile that is nowhere": ({}, section("default", ARN + "r", "source_profile = nowhere"), "", {}),
    "role from a profile without credentials": ({}, section("default", ARN + "r", "source_profile = base") + section("profile base", "region = x-y-1"), "", {}),
    "role from half a profile": ({}, section("default", ARN + "r", "source_profile = base"), section("base", "aws_access_key_id = AKB"), {}),
    "role that STS refuses": ({}, section("default", ARN + "forbidden", "source_profile = base"), section("base", pair("AKB")), {}),
    "role with a wrong secret": ({}, section("default", ARN + "r", "source_profile = base"), section("base", "aws_access_key_id = AKB", "aws_secret_access_key = wrong"), {}),
    "role, but keys in variables": (variables(), section("default", ARN + "r", "source_profile = base"), section("base", pair("AKB")), {}),
    "role through a process": ({}, section("default", ARN + "r", "source_profile = base") + section("profile base", process(**GIVEN)), "", {}),
    "role through single sign-on": ({}, section("default", ARN + "r", "source_profile = base") + section("profile base", LEGACY), "", token_cache("https://legacy")),
    "role from a profile with a role and keys": ({}, section("default", ARN + "r", "source_profile = base"), section("base", ARN + "other", "source_profile = x", pair("AKB")), {}),
    "role that says so in the credentials file": ({}, "", section("default", ARN + "r", "source_profile = base") + section("base", pair("AKB")), {}),
    "role from half the environment": ({"AWS_SECRET_ACCESS_KEY": neighbours.secret("AKENV")}, section("default", ARN + "r", "credential_source = Environment"), "", {}),
    "role from an empty environment": ({}, section("default", ARN + "r", "credential_source = Environment"), "", {}),
    "role from the container": (container("role"), section("default", ARN + "r", "credential_source = EcsContainer"), "", {}),
    "role from no container": ({}, section("default", ARN + "r", "credential_source = EcsContainer"), "", {}),
    "role from the instance": (instance("ok"), section("default", ARN + "r", "credential_source = Ec2InstanceMetadata"), "", {}),
    "role from no instance": (instance("roleless"), section("default", ARN + "r", "credential_source = Ec2InstanceMetadata"), "", {}),
    "role from who knows where": ({}, section("default", ARN + "r", "credential_source = ec2instancemetadata"), "", {}),
    "role with an endpoint of its own": ({"AWS_ENDPOINT_URL_STS": ""}, section("default", ARN + "r", "source_profile = base", "services = mine")
        + section("services mine", "sts =", f"  endpoint_url = {AT}"), section("base", pair("AKB")), {}),
    # web identity
    "web identity by variables": (web(), "", section("default", pair("AKD")), IDENTITY),
    "web identity with a name": (web(AWS_ROLE_SESSION_NAME="pod-1"), "", "", IDENTITY),
    "web identity by profile": ({}, section("default", ARN + "w", f"web_identity_token_file = {HOME}/identity", "role_session_name = nn"), "", IDENTITY),
    "web identity, half by each": ({"AWS_WEB_IDENTITY_TOKEN_FILE": f"{HOME}/identity"}, section("default", ARN + "half", "source_profile = default"), section("default", pair("AKD")), IDENTITY),
    "web identity, the role by variable": ({"AWS_ROLE_ARN": "arn:aws:iam::1:role/variable"}, section("default", f"web_identity_token_file = {HOME}/identity"), "", IDENTITY),
    "web identity without a role": ({"AWS_WEB_IDENTITY_TOKEN_FILE": f"{HOME}/identity"}, "", section("default", pair("AKD")), IDENTITY),
    "web identity without the file": (web(), "", section("default", pair("AKD")), {}),
    "web identity with a wrong token": (web(), "", "", {"identity": "other.token"}),
    "web identity as a source": ({}, section("default", ARN + "outer", "source_profile = base") + section("profile base", ARN + "w", f"web_identity_token_file = {HOME}/identity"), "", IDENTITY),
    # single sign-on
    "single sign-on": ({}, section("default", SESSION) + MINE, "", token_cache("mine")),
    "single sign-on, the older way": ({}, section("default", LEGACY), "", token_cache("https://legacy")),
    "single sign-on, an old command line": ({}, section("default", LEGACY), "", token_cache("https://legacy", end=neighbours.time(8).replace("Z", "UTC"))),
    "single sign-on before keys": ({}, section("default", LEGACY), section("default", pair("AKD")), token_cache("https://legacy")),
    "single sign-on without having signed in": ({}, section("default", SESSION) + MINE, "", token_cache("https://mine")),
    "single sign-on that has run out": ({}, section("default", LEGACY), "", token_cache("https://legacy", end=neighbours.time(-1))),
    "single sign-on with a token that is refused": ({}, section("default", SESSION) + MINE, "", token_cache("mine", token="other")),
    "single sign-on with a role one has not": ({}, section("default", LEGACY.replace("Reader", "Nobody")), "", token_cache("https://legacy")),
    "single sign-on without its session": ({}, section("default", SESSION), "", token_cache("mine")),
    "single sign-on that contradicts itself": ({}, section("default", SESSION, "sso_region = us-east-1") + MINE, "", token_cache("mine")),
    "single sign-on without an account": ({}, section("default", LEGACY.replace("sso_account_id", "x")), "", token_cache("https://legacy")),
    "single sign-on with nonsense in the cache": ({}, section("default", SESSION) + MINE, "", {next(iter(token_cache("mine"))): "{}"}),
    # tokens that are renewed
    "a token that has run out": ({}, section("default", SESSION) + MINE, "", renewable()),
    "a token that runs out soon": ({}, section("default", SESSION) + MINE, "", renewable(hours=0.2)),
    "a token that does not run out soon": ({}, section("default", SESSION) + MINE, "", renewable(hours=0.3, token=neighbours.SIGN_ON_TOKEN)),
    "a token renewed without the means for another time": ({}, section("default", SESSION) + MINE, "", renewable("refresh/last")),
    "a token that is no longer renewed": ({}, section("default", SESSION) + MINE, "", renewable("refresh/revoked")),
    "a token that is no longer renewed but still good": ({}, section("default", SESSION) + MINE, "", renewable(
        "refresh/revoked", hours=0.2, token=neighbours.SIGN_ON_TOKEN)),
    "a token whose client is no longer registered": ({}, section("default", SESSION) + MINE, "", renewable(registered=-1)),
    "a token without a refresh token": ({}, section("default", SESSION) + MINE, "", renewable(without="refreshToken")),
    "a token without a client": ({}, section("default", SESSION) + MINE, "", renewable(without="clientId")),
    "a token without the client's secret": ({}, section("default", SESSION) + MINE, "", renewable(without="clientSecret")),
    "a token without the registration's end": ({}, section("default", SESSION) + MINE, "", renewable(without="registrationExpiresAt")),
    "a token of the older way is not renewed": ({}, section("default", LEGACY), "", renewable(name="https://legacy")),
    "a token for a role of a role": ({}, section("default", ARN + "r", "source_profile = base")
        + section("profile base", SESSION) + MINE, "", renewable()),
    "a token renewed elsewhere": ({"AWS_ENDPOINT_URL_SSO_OIDC": ""}, section("default", SESSION, "services = mine") + MINE
        + section("services mine", "sso_oidc =", f"  endpoint_url = {AT}"), "", renewable()),
    "a token in an unknown time": ({}, section("default", SESSION) + MINE, "", renewable(end="soon")),
    # times
    "a process that says when, with an offset": ({}, section("default", process(**GIVEN, Expiration=neighbours.time(6).replace("Z", "+00:00"))), "", {}),
    "a process that says when, with fractions": ({}, section("default", process(**GIVEN, Expiration=neighbours.time(6).replace("Z", ".123456Z"))), "", {}),
    "a process that says when, with a blank": ({}, section("default", process(**GIVEN, Expiration=neighbours.time(6).replace("T", " "))), "", {}),
    "a process that says when, without separators": ({}, section("default", process(**GIVEN, Expiration=neighbours.time(6).replace("-", "").replace(":", ""))), "", {}),
    "a process that says when, in the west": ({}, section("default", process(**GIVEN, Expiration=neighbours.time(-1).replace("Z", "-0500"))), "", {}),
    "a process that says when, in the east": ({}, section("default", process(**GIVEN, Expiration=neighbours.time(1).replace("Z", "+05:30"))), "", {}),
    "a process that says when, but not where": ({}, section("default", process(**GIVEN, Expiration=neighbours.time(6)[:-1])), "", {}),
    "a process that says some time": ({}, section("default", process(**GIVEN, Expiration="soon")), "", {}),
    "a process that says a day that is none": ({}, section("default", process(**GIVEN, Expiration="2030-02-30T00:00:00Z")), "", {}),
    "a process that says null": ({}, section("default", process(**GIVEN, Expiration=None)), "", {}),
    "a process that says a number": ({}, section("default", process(**GIVEN, Expiration=1234567890)), "", {}),
    # processes
    "a process": ({}, section("default", process(**GIVEN, SessionToken="t"), pair("AKC")), "", {}),
    "a process after keys": ({}, section("default", process(**GIVEN)), section("default", pair("AKD")), {}),
    "a process of another version": ({}, section("default", process(**{**GIVEN, "Version": 2})), "", {}),
    "a process that fails": ({}, section("default", "credential_process = /bin/false"), "", {}),
    # containers
    "a container": (container("ok"), "", "", {}),
    "a container with a query": (container("ok?a=b&c=%2F"), "", "", {}),
    "a container that wants a token": (container("token", AWS_CONTAINER_AUTHORIZATION_TOKEN=neighbours.CONTAINER_TOKEN), "", "", {}),
    "a container with its token in a file": (container(
        "token", AWS_CONTAINER_AUTHORIZATION_TOKEN="other", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=f"{HOME}/token"), "", "", {"token": neighbours.CONTAINER_TOKEN}),
    "a container whose token is missing": (container("token"), "", "", {}),
    "a container whose token file is missing": (container("token", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=f"{HOME}/token"), "", "", {}),
    "a container after a profile": (container("ok"), "", section("default", pair("AKD")), {}),
    "a container before the instance": ({**instance("ok"), **container("ok")}, "", "", {}),
    "a container that fails": ({**instance("ok"), **container("failing")}, "", "", {}),
    "a container that says something else": (container("broken"), "", "", {}),
    "a container that says half": (container("partial"), "", "", {}),
    "a container that does not say until when": (container("untimed"), "", "", {}),
    "a container's old credentials": (container("old"), "", "", {}),
    "a container far away without TLS": ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.7/x"}, "", "", {}),
    "a container at a name that looks near": ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1.example.invalid/x"}, "", "", {}),
    # instances
    "an instance": (instance("ok"), "", "", {}),
    "an instance by the profile": (IMDS, section("default", f"ec2_metadata_service_endpoint = {AT}/ok"), "", {}),
    "an instance without a role": (instance("roleless"), "", "", {}),
    "an instance that is switched off": ({**instance("ok"), **OFF}, "", "", {}),
    "an instance that forbids it": (instance("forbidden"), "", "", {}),
    "an instance whose role is not trusted": (instance("error"), "", "", {}),
    "an instance that says something else": (instance("broken"), "", "", {}),
    "an instance that says half": (instance("partial"), "", "", {}),
    "an instance's old credentials": (instance("old"), "", "", {}),
    "an instance after a profile": (instance("ok"), "", section("default", pair("AKD")), {}),
    "an instance in an impossible mode": ({**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv5"}, "", "", {}),
    "nobody at the instance's address": ({**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9"}, "", "", {}),
}


def chosen(environment, files):
    """What botocore chooses with these variables and files and nothing else."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(environment)
    shutil.rmtree(HOME, ignore_errors=True)
    for path, content in files.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(content)
    try:
        session = botocore.session.Session()
        session.register_component("data_loader", LOADER)
        found = session.get_credentials()
        frozen = found and found.get_frozen_credentials()
        url = session.create_client("s3", aws_access_key_id="x", aws_secret_access_key="y").meta.endpoint_url
        return {
            "key": frozen and frozen.access_key, "secret": frozen and frozen.secret_key, "token": frozen and frozen.token,
            "region": session.get_config_variable("region"), "s3": url.removeprefix("https://"),
        }
    except Exception:  # botocore's own, and what falls through it: a file that is missing, a key that is not there
        return None


def cache():
    """What is in the cache of sign-on tokens."""
    found = {}
    for path in glob.glob(f"{HOME}/.aws/sso/cache/*"):
        with open(path) as file:
            found[path] = file.read()
    return found


def main():
    for name, (more, config, credentials, others) in CASES.items():
        environment = {name: value for name, value in {**BASE, **more}.items() if value}
        files = {".aws/config": config, ".aws/credentials": credentials, **others}
        files = {f"{HOME}/{path}": content for path, content in files.items() if content}
        case = {"name": name, "variables": environment, "files": files, "expected": chosen(environment, files)}
        case["cache"] = cache()
        print(json.dumps({**case, "variables": {**environment, "HOME": HOME}}), flush=True)
    print("{}", flush=True)
    sys.stdin.read()
    shutil.rmtree(HOME, ignore_errors=True)


main()
