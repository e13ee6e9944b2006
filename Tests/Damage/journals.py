"""Damages a journal in many ways, and has the program read and write each.

    journals.py PROGRAM [COUNT] [SEED]

Whatever is damaged, every command ends by itself, in time, with a documented code; nothing that its author wrote is in a
message; and `serve` stays up. The journal is made by the program itself; the same seed damages it the same way.
"""

import concurrent.futures
import json
import os
import random
import re
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

SECRET = "Zwetschgenmus"
# What `journal --help` documents, without 130: nobody interrupts anything here.
CODES = {0, 1, 2, 64, 65, 66, 69, 74, 75, 78}
SECONDS = 60
COMMANDS = [
    ["list"],
    ["list", "--json", "--from", "2026-01-01"],
    ["search", "word*"],
    ["search", "plum", "--json"],
    ["stats"],
    ["calendar"],
    ["show", "last", "--no-photo"],
    ["queue"],
    ["export", "--quiet", "copy"],
    ["doctor"],
    ["doctor", "--check"],
    ["add", "--felt", "bad", "--note", f"{SECRET} after that"],
    ["list", "--json"],
]
PAGES = [
    "", "search?search=word", "trends", "calendar", "trash", "queue", "settings", "api/v1/entries", "api/v1/stats",
    "api/v1/queue", "api/v1/trash", "api/v1/entries?search=plum",
]  # fmt: skip
VALUES = [
    *["NULL"] * 6, "'text'", "x'00ff'", "''", "0", "-1", "7", "99", "1.5", "9e999", "-9e999", "8.98846567431158e307",
    "9223372036854775807", "-9223372036854775808", "4611686018427387904", "CAST(x'ff41' AS TEXT)",
    "CAST(x'410042' AS TEXT)", "'9999-12-31'", "'0000-00-00'", "'[[[['", "'{}'", "'[1,2,3]'", "'\"\\ud800\"'",
    "'[{\"box\":{\"left\":1e308,\"top\":-1e308,\"width\":0,\"height\":0},\"confidence\":1e308,\"emotions\":{\"happy\":1e308},"
    "\"attributes\":{}}]'", "zeroblob(16)", "zeroblob(100000)", "printf('%.*c', 300000, '[')",
]  # fmt: skip
SHADOWS = [
    "UPDATE search_data SET block = zeroblob(length(block))", "UPDATE search_data SET block = randomblob(length(block))",
    "UPDATE search_data SET block = 'text' WHERE id > 10", "UPDATE search_data SET block = NULL WHERE id > 10",
    "DELETE FROM search_data", "DELETE FROM search_data WHERE id = 10", "DELETE FROM search_data WHERE id = 1",
    "DELETE FROM search_idx", "DELETE FROM search_config", "UPDATE search_config SET v = 99",
    "DELETE FROM search_content", "UPDATE search_content SET c0 = x'ff00', c1 = 5", "DELETE FROM search_docsize",
    "UPDATE search_docsize SET sz = x'ff'", "DROP TABLE search_idx", "DROP TABLE search_docsize",
    "DROP TABLE search_content", "DROP TABLE search_data", "DROP TABLE search_config",
]  # fmt: skip


def run(program, home, arguments, folder):
    """The code (negative for a signal), the output and the messages of a command; None for one that hangs."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "TZ": "Europe/Paris", "AWS_EC2_METADATA_DISABLED": "true"}
    try:
        done = subprocess.run(
            [program, *arguments], env=environment, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode, done.stdout, done.stderr


def make(program, home):
    """A journal with a bit of everything; its last entries are still in the write-ahead log. Returns both files."""
    here = Path(__file__).resolve().parent.parent.parent
    folder = home / ".local/share/journal"

    def journal(*arguments):
        result = run(program, home, list(arguments), home)
        assert result and result[0] == 0, (arguments, result)
        return result[1].decode()

    for number in range(12):
        felt = ["awful", "bad", "okay", "good", "great"][number % 5]
        note = f"{SECRET} word{number} plum " + "and so on " * (number * 20)
        journal("add", "--felt", felt, "--note", note, "--tag", f"tag{number % 3}", "--at", f"2026-0{1 + number % 9}-11 10:00")
    journal("add", str(here / "Examples/selfie.jpg"), "--note", f"{SECRET} photo")
    journal("add", "--private", "--note", f"{SECRET} private")
    ids = [json.loads(line)["id"] for line in journal("list", "--json").splitlines()]
    journal("edit", ids[3], "--note", f"{SECRET} edited", "--tag", "later")
    journal("remove", ids[4], "--yes")
    database = sqlite3.connect(folder / "journal.sqlite")
    database.executescript(
        """
        INSERT INTO analysis (image, analyzer, time, faces, raw) SELECT number, 'test', 1790000000000,
            '[{"box":{"left":0.25,"top":0.25,"width":0.5,"height":0.5},"confidence":99,"emotions":{"happy":97.5},"attributes":{}}]',
            x'00' FROM image;
        UPDATE image SET analysis = 1;
        UPDATE entry SET analysis = 1, seen = 'happy', confidence = 97.5, valence = 0.8 WHERE number = 13;
        UPDATE job SET state = 'failed', reason = '{"code":"text","text":"no"}';
        INSERT INTO sent (time, kind, place, sha256, bytes) SELECT 1790000000000, 'upload', 'file:///x', sha256, 5 FROM image;
        """
    )
    database.close()
    # A connection that stays open keeps the log from being taken into the file.
    database = sqlite3.connect(folder / "journal.sqlite")
    database.execute("PRAGMA wal_autocheckpoint = 0")
    database.execute("SELECT count(*) FROM entry").fetchall()
    database.execute("BEGIN").close()
    database.execute("SELECT count(*) FROM entry").fetchall()
    journal("add", "--felt", "good", "--note", f"{SECRET} in the log")
    files = (folder / "journal.sqlite").read_bytes(), (folder / "journal.sqlite-wal").read_bytes()
    database.close()
    assert files[1], "the log is empty"
    return files


def with_rules_off(path, change):
    """Changes values in ways that the tables' own rules forbid."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA writable_schema = ON")
    rules = database.execute("SELECT rowid, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'").fetchall()
    for number, sql in rules:
        loose = re.sub(r" NOT NULL(?=,| CHECK| DEFAULT| UNIQUE)", "", sql.replace("STRICT, WITHOUT", "WITHOUT"))
        loose = re.sub(r"\) STRICT$", ")", loose)
        database.execute("UPDATE sqlite_schema SET sql = ? WHERE rowid = ?", (loose, number))
    database.close()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA ignore_check_constraints = ON")
    try:
        change(database)
    except sqlite3.Error:
        pass  # A UNIQUE index, say, which stays.
    database.execute("PRAGMA writable_schema = ON")
    for number, sql in rules:
        database.execute("UPDATE sqlite_schema SET sql = ? WHERE rowid = ?", (sql, number))
    database.close()


def damage(chance, number, path, whole, log):
    """Writes a damaged journal to path, and says what was damaged."""
    file, wal = bytearray(whole), bytearray(log)
    page = struct.unpack(">H", whole[16:18])[0]
    pages = len(file) // page
    kind = number % 12
    changes_values = False
    if kind == 0:
        said = "bytes flipped anywhere"
        for _ in range(chance.randint(1, 40)):
            file[chance.randrange(100, len(file))] ^= chance.randint(1, 255)
    elif kind == 1:
        a, b = chance.sample(range(1, pages), 2)
        said = f"pages {a} and {b} swapped"
        file[a * page : (a + 1) * page], file[b * page : (b + 1) * page] = (
            file[b * page : (b + 1) * page],
            file[a * page : (a + 1) * page],
        )
    elif kind == 2:
        at = chance.randrange(pages)
        said = f"page {at} flipped"
        for _ in range(chance.randint(1, 30)):
            file[at * page + chance.randrange(100 if at == 0 else 0, page)] ^= 1 << chance.randrange(8)
    elif kind == 3:
        at = chance.randrange(1, pages)
        fill = chance.choice([b"\0", b"\xff", None])
        said = f"page {at} filled"
        file[at * page : (at + 1) * page] = chance.randbytes(page) if fill is None else fill * page
    elif kind == 4:
        end = chance.choice([0, 50, 100, page - 1, chance.randrange(len(file)), chance.randrange(pages) * page])
        said = f"cut at {end}"
        del file[end:]
        wal = bytearray() if chance.random() < 0.5 else wal
    elif kind == 5:
        said = "log damaged"
        if chance.random() < 0.3:
            del wal[chance.randrange(len(wal)) :]
        else:
            for _ in range(chance.randint(1, 30)):
                wal[chance.randrange(len(wal))] ^= chance.randint(1, 255)
    elif kind == 6:
        said = "header damaged"
        for _ in range(chance.randint(1, 3)):
            file[chance.randrange(100)] ^= 1 << chance.randrange(8)
    elif kind == 7:
        # The bytes of numbers: not a number, infinite, the largest power of two.
        said = "numbers that are none"
        bits = chance.choice([struct.pack(">d", float("nan")), struct.pack(">d", float("inf")), struct.pack(">d", 2.0**1023)])
        for number in (0.8, 97.5):
            for place in [m.start() for m in re.finditer(re.escape(struct.pack(">d", number)), bytes(file))]:
                file[place : place + 8] = bits
    elif kind == 8:
        # A letter of what the author wrote, or of JSON, becomes another byte.
        said = "texts damaged"
        places = [m.start() for m in re.finditer(rb"Zwetschgenmus|happy|2026-|Europe|\{\"|97\.5", bytes(file))]
        for place in chance.sample(places, min(len(places), chance.randint(1, 20))):
            file[place + chance.randrange(3)] = chance.choice([0, 0xFF, 0xC0, 0x1B, 0x22, 0x39])
    else:
        changes_values = True
        said = "the index of words" if kind == 9 else "values changed"
    path.write_bytes(file)
    (path.parent / "journal.sqlite-wal").write_bytes(wal)
    if changes_values and kind == 9:
        sql = chance.choice(SHADOWS)
        with_rules_off(path, lambda database: database.execute(sql))
        return f"{said}: {sql}"
    if changes_values:
        changed = []

        def change(database):
            for _ in range(chance.randint(1, 3)):
                table = chance.choice(["entry"] * 4 + ["image", "tag", "analysis", "job", "change", "change", "sent", "setting", "photo"])
                columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[5] == 0 or table != "entry"]
                column, value = chance.choice(columns), chance.choice(VALUES)
                key = "rowid" if table not in ("tag", "setting") else columns[0]
                where = "" if chance.random() < 0.1 else f" WHERE {key} IN (SELECT {key} FROM {table} ORDER BY random() LIMIT 1)"
                # The same row each time, unlike random() of SQLite.
                if where:
                    keys = [row[0] for row in database.execute(f"SELECT {key} FROM {table} ORDER BY 1")]
                    where = f" WHERE {key} = {chance.choice(keys)!r}" if keys and not isinstance(keys[0], bytes) else ""
                sql = f"UPDATE {table} SET {column} = {value}{where}"
                changed.append(sql[:120])
                database.execute(sql)

        with_rules_off(path, change)
        return f"{said}: {'; '.join(changed)}"
    return said


def flaw(result):
    """What is wrong with how a command ended; None if nothing is."""
    if result is None:
        return f"hangs for {SECONDS} s"
    code, _, errors = result
    if code < 0 or code > 128:
        return f"died with {code}: {errors[-300:]!r}"
    if code not in CODES:
        return f"ended with {code}: {errors[-300:]!r}"
    if SECRET.encode() in errors or b"Zwetsch" in errors:
        return f"a message says what was written: {errors[-500:]!r}"
    if b"Fatal error" in errors or b"RowDecodingError" in errors:
        return f"{errors[-300:]!r}"
    if code and not errors.strip() and code != 1:
        return f"ended with {code} without a word"
    return None


def serve(program, home):
    """What is wrong with how the damaged journal is served."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "TZ": "Europe/Paris"}
    with tempfile.TemporaryFile() as errors:
        server = subprocess.Popen(
            [program, "serve", "--port", "0", "--json"], env=environment, cwd=home, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
        flaws = []
        try:
            line = server.stdout.readline()
            if not line:
                code = server.wait(SECONDS)
                errors.seek(0)
                wrong = flaw((code, b"", errors.read()))
                return [f"serve {wrong}"] if wrong else []
            url = json.loads(line)["url"]
            for page in PAGES:
                try:
                    status = urllib.request.urlopen(url + page, timeout=SECONDS).status
                except urllib.error.HTTPError as error:
                    status = error.code
                    body = error.read()
                    if SECRET.encode() in body:
                        flaws.append(f"GET /{page}: a problem says what was written")
                except (OSError, socket.timeout) as error:
                    flaws.append(f"GET /{page}: {error}")
                    break
                if status not in (200, 400, 404, 500, 503, 507):
                    flaws.append(f"GET /{page}: {status}")
            if server.poll() is not None:
                flaws.append(f"serve ended with {server.returncode}")
        finally:
            if server.poll() is None:
                server.terminate()
                try:
                    server.wait(SECONDS)
                except subprocess.TimeoutExpired:
                    server.kill()
                    flaws.append("serve does not end")
            server.stdout.close()
        errors.seek(0)
        said = errors.read()
        if SECRET.encode() in said or b"Fatal error" in said:
            flaws.append(f"serve logs {said[-500:]!r}")
        return flaws


def attempt(program, number, seed, whole, log):
    """Damages the journal, tries everything on it, and returns what was damaged, what is wrong, and the codes."""
    chance = random.Random(f"{seed}-{number}")
    with tempfile.TemporaryDirectory(prefix="journal-damage-") as folder:
        home = Path(folder)
        path = home / ".local/share/journal/journal.sqlite"
        path.parent.mkdir(parents=True, mode=0o700)
        said = damage(chance, number, path, whole, log)
        for file in path.parent.iterdir():
            file.chmod(0o600)
        flaws, codes = [], []
        for arguments in COMMANDS:
            shutil.rmtree(home / "copy", ignore_errors=True)
            result = run(program, home, arguments, home)
            codes.append(result[0] if result else None)
            wrong = flaw(result)
            if wrong:
                flaws.append(f"{' '.join(arguments)}: {wrong}")
        if number % 20 < 2:
            flaws += serve(program, home)
    return said, flaws, codes


def main():
    program = str(Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    seed = sys.argv[3] if len(sys.argv) > 3 else os.environ.get("JOURNAL_TEST_SEED", "20261123")
    with tempfile.TemporaryDirectory(prefix="journal-damage-") as home:
        whole, log = make(program, Path(home))
    began, wrong, ends = time.monotonic(), 0, {}
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        tries = {number: pool.submit(attempt, program, number, seed, whole, log) for number in range(count)}
        for number, future in tries.items():
            said, flaws, codes = future.result()
            for code in codes:
                ends[code] = ends.get(code, 0) + 1
            if flaws:
                wrong += 1
                print(f"{number} ({said}):", *flaws, sep="\n    ", flush=True)
            if (number + 1) % 200 == 0:
                print(f"{number + 1} damaged journals, {wrong} not borne", flush=True)
    print(f"{count} damaged journals (seed {seed}), {wrong} not borne, in {time.monotonic() - began:.0f} s; commands by code: "
          + ", ".join(f"{code}: {ends[code]}" for code in sorted(ends, key=str)))  # fmt: skip
    sys.exit(1 if wrong else 0)


main()
