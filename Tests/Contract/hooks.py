"""What schemathesis cannot know: ids of entries that are there, pictures good and bad, names of time zones.

Every call's status is counted by operation, for contract.py to look at.
"""

import io
import json
import os
import random
import re
from collections import Counter, defaultdict

import schemathesis
from hypothesis import strategies as st
from PIL import Image

STORED = json.loads(os.environ["CONTRACT_IDS"])
UUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def picture(kind, size, colour):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def pictures(kind):
    sizes = st.tuples(st.integers(1, 300), st.integers(1, 300))
    good = st.builds(picture, st.just(kind), sizes, st.tuples(*[st.integers(0, 255)] * 3))
    cut = st.builds(lambda file, share: file[: int(len(file) * share)], good, st.floats(0, 1))
    # Most are good, so that most of what follows is tried.
    return st.one_of(good, good, good, good, cut, st.binary(max_size=100))


schemathesis.openapi.media_type("image/jpeg", pictures("JPEG"))
schemathesis.openapi.media_type("image/png", pictures("PNG"))
schemathesis.openapi.format("binary", pictures("JPEG"))
schemathesis.openapi.format("time-zone", st.sampled_from(["UTC", "Europe/Paris", "Asia/Kolkata", "+02:00", "-11:30"]))


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Most ids become those of entries that are there; what is no id stays."""
    identity = (path_parameters or {}).get("id")
    if isinstance(identity, str) and UUID.fullmatch(identity) and random.random() < 0.95:
        return {**path_parameters, "id": random.choice(STORED)}
    return path_parameters


def is_good(case):
    return case.meta is None or case.meta.generation.mode.is_positive


@schemathesis.hook
def before_call(context, case, **kwargs):
    """Most requests come without conditions, which random words never meet. No face was found in any of the pictures, so
    none can be picked."""
    for name in ("If-Match", "Range"):
        if case.headers and name in case.headers and random.random() < 0.9:
            del case.headers[name]
    if isinstance(case.body, dict) and "face" in case.body and is_good(case):
        case.body = {**case.body, "face": None}


statuses = defaultdict(Counter)


@schemathesis.hook
def after_call(context, case, response):
    kind = "good" if is_good(case) else "bad"
    statuses[f"{kind} {case.operation.label}"][response.status_code] += 1
    with open(os.environ["CONTRACT_STATUSES"], "w") as file:
        json.dump(statuses, file)
