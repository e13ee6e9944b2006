"""Prints random variables and AWS files with the settings that botocore reads from them, one JSON object per line.

Usage: settings.py SEED COUNT        (needs the package botocore)

"expected" is null if botocore refuses.
"""

import json
import os
import random
import sys
import tempfile

import botocore.config
import botocore.exceptions
import botocore.session

OPTIONS = [
    (0.6, "aws_access_key_id{}AK{}"),
    (0.6, "aws_secret_access_key{}sec/{}+="),
    (0.3, "aws_session_token{}token{}=="),
    (0.1, "aws_security_token{}old{}"),
    (0.4, "Region{}eu-west-{}"),
    (0.2, "endpoint_url{}http://endpoint{}:9000"),
    (0.15, "services{}mine"),
    (0.05, "services{}missing"),
    (0.2, "# comment = x"),
    (0.2, "; note"),
    (0.2, ""),
    (0.1, "s3 =\n  addressing_style = path\n\n  x = y"),
    (0.03, "junk line"),
    (0.05, "output{}json # no comment\n   continued"),
    (0.03, "region{}twice"),
]
VARIABLES = [
    (0.25, "AWS_ACCESS_KEY_ID", ["AKENV", ""]),
    (0.25, "AWS_SECRET_ACCESS_KEY", ["secret", ""]),
    (0.2, "AWS_SESSION_TOKEN", ["token"]),
    (0.1, "AWS_SECURITY_TOKEN", ["old"]),
    (0.35, "AWS_PROFILE", ["default", "work", "my own", "missing", ""]),
    (0.1, "AWS_DEFAULT_PROFILE", ["work"]),
    (0.3, "AWS_DEFAULT_REGION", ["ca-central-1"]),
    (0.2, "AWS_ENDPOINT_URL_S3", ["http://variable-s3:3"]),
    (0.2, "AWS_ENDPOINT_URL", ["http://variable:4"]),
    (0.1, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ["true", "false"]),
]
PROFILES = ["default", "profile work", 'profile "my own"', "profile default", "DEFAULT", "profile  work", "work"]


def section(chance, name):
    separator = chance.choice(["=", " = ", ":", " : "])
    lines = [text.format(separator, chance.randrange(9)) for share, text in OPTIONS if chance.random() < share]
    chance.shuffle(lines)
    return "\n".join([f"[{name}]"] + lines)


def services(chance):
    lines = ["[services mine]", "other =\n a = b"]
    if chance.random() < 0.6:
        lines.append("s3 =\n  endpoint_url = http://services-s3:1\n")
    if chance.random() < 0.5:
        lines.append("rekognition =\n    endpoint_url=http://services-rekognition:2")
    return "\n".join(lines)


def text(chance, sections):
    if chance.random() < 0.15:
        return None
    chance.shuffle(sections)
    return chance.choice(["\n", "\n\n", "\r\n"]).join(sections) + chance.choice(["", "\n"])


def endpoint(session, service, region):
    client = session.create_client(service, region_name=region or "us-east-1")
    url = client.meta.endpoint_url
    return None if "amazonaws.com" in url else url.removeprefix("http://")


def chosen(variables, files):
    """What botocore chooses with these variables and files and nothing else."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(variables, HOME=home, AWS_EC2_METADATA_DISABLED="true")
        os.mkdir(home + "/.aws")
        for name, content in files.items():
            if content is not None:
                with open(f"{home}/.aws/{name}", "w", newline="") as file:
                    file.write(content)
        try:
            session = botocore.session.Session()
            keys = session.get_credentials()
            region = session.get_config_variable("region")
            return {
                "key": keys and keys.access_key, "secret": keys and keys.secret_key, "token": keys and keys.token,
                "region": region, "s3": endpoint(session, "s3", region),
                "rekognition": endpoint(session, "rekognition", region),
            }
        except botocore.exceptions.BotoCoreError:
            return None


def main():
    chance = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        variables = {name: chance.choice(values) for share, name, values in VARIABLES if chance.random() < share}
        config = [section(chance, name) for name in PROFILES if chance.random() < 0.35]
        config += [services(chance)] if chance.random() < 0.7 else []
        credentials = [section(chance, name) for name in ["default", "work", "my own"] if chance.random() < 0.4]
        files = {"config": text(chance, config), "credentials": text(chance, credentials)}
        print(json.dumps({"variables": variables, **files, "expected": chosen(variables, files)}))


main()
