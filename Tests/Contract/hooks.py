"""What schemathesis cannot know: IDs of existing entries, valid and invalid pictures, names of time zones.

Counts the statuses of each operation's responses, for contract.py.
"""

import io
import json
import os
import random
import re
import urllib.request
from collections import Counter, defaultdict

import schemathesis
from hypothesis import strategies as st
from PIL import Image

STORED = json.loads(os.environ["CONTRACT_IDS"])
random.seed(int(os.environ["CONTRACT_SEED"]))
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
    if not is_good(case):
        return
    if isinstance(case.body, dict) and "face" in case.body:
        case.body = {name: value for name, value in case.body.items() if name != "facePhoto"} | {"face": None}
    # The document cannot say that an id in the query does not go with a field in the body.
    if isinstance(case.body, dict) and case.body.get("separate") in ("true", "1") and case.query:
        case.query.pop("id", None)
    if "sha256" in (case.path_parameters or {}) and random.random() < 0.95:
        case.path_parameters = photo_of_an_entry()


def photo_of_an_entry():
    """The path of a photo that nobody has removed: it is added just now."""
    identity, colour = random.choice(STORED), tuple(random.randrange(256) for _ in range(3))
    request = urllib.request.Request(
        f"{os.environ['CONTRACT_URL']}/entries/{identity}/photos",
        picture("JPEG", (random.randint(1, 300), random.randint(1, 300)), colour),
        {"Content-Type": "image/jpeg", "Authorization": f"Bearer {os.environ['CONTRACT_TOKEN']}"},
    )
    entry = json.load(urllib.request.urlopen(request))
    trash[identity] = False
    return {"id": identity, "sha256": entry["photos"][-1]["sha256"]}


ordinary_headers = st.fixed_dictionaries(
    {},
    optional={
        "Accept": st.sampled_from(["*/*", "application/json, */*;q=0.1", "text/html, */*;q=0.5"]),
        "Accept-Language": st.sampled_from(["de", "fr-CH, fr;q=0.9", "*"]),
        "Accept-Encoding": st.sampled_from(["gzip, br", "identity"]),
        "Cache-Control": st.sampled_from(["no-cache", "max-age=0"]),
        "Cookie": st.from_regex("[a-z]{1,8}=[A-Za-z0-9_-]{1,20}", fullmatch=True),
        "Priority": st.sampled_from(["u=1", "u=5, i"]),
        "User-Agent": st.from_regex("[A-Za-z]{1,12}/[0-9]{1,3}", fullmatch=True),
        "X-Request-Id": st.uuids().map(str),
    },
)


@schemathesis.hook
def flatmap_headers(context, headers):
    """Headers that every client may send with anything. Where an operation has no parameters, they are all there is to
    vary."""
    return ordinary_headers.map(lambda ordinary: {**ordinary, **(headers or {})})


trash = {}


@schemathesis.check
def trash_is_told(ctx, response, case):
    """What schemathesis' use_after_free would look for, were anything freed: an entry that was moved to the trash says so
    whenever it is asked for, until it is brought back."""
    entry = response.json() if response.headers.get("content-type") == ["application/json"] and response.content else {}
    if response.status_code >= 300 or not isinstance(entry, dict) or "trashedAt" not in entry:
        return
    is_trashed = entry["trashedAt"] is not None
    if case.method == "DELETE" and "sha256" not in (case.path_parameters or {}):
        assert is_trashed, "The entry is not in the trash"
    elif case.method == "GET":
        assert trash.get(entry["id"], is_trashed) == is_trashed, "The entry has left the trash, or came into it, by itself"
    trash[entry["id"]] = is_trashed


statuses = defaultdict(Counter)


@schemathesis.hook
def after_call(context, case, response):
    kind = "good" if is_good(case) else "bad"
    statuses[f"{kind} {case.operation.label}"][response.status_code] += 1
    with open(os.environ["CONTRACT_STATUSES"], "w") as file:
        json.dump(statuses, file)
