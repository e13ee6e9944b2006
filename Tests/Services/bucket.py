#!/usr/bin/env python3
"""Lists the test bucket's objects under a prefix, as boto3 and Pillow see them: one line of JSON per object.

    bucket.py PREFIX        AWS_* and S3_BUCKET say where
    bucket.py --put KEY     stores its input there instead
"""

import hashlib
import io
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from PIL import Image

client = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
bucket = os.environ["S3_BUCKET"]

if sys.argv[1] == "--put":
    client.put_object(Bucket=bucket, Key=sys.argv[2], Body=sys.stdin.buffer.read())
    sys.exit()


def describe(found):
    content = client.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
    fact = {"key": found["Key"], "sha256": hashlib.sha256(content).hexdigest()}
    if content[:2] == b"\xff\xd8":
        image = Image.open(io.BytesIO(content))
        image.load()
        fact |= {"width": image.width, "height": image.height, "exif": len(image.getexif())}
    return fact


with ThreadPoolExecutor(8) as pool:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=sys.argv[1]):
        for fact in pool.map(describe, page.get("Contents", [])):
            print(json.dumps(fact))
