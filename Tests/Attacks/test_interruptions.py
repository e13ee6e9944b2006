"""What becomes of an upload if its response is lost or the server is told to end."""

import fcntl
import json
import os
import random
import signal
import socket
import threading
import time
import uuid

from photos import jpeg, selfie
from victim import read_all


def new_id():
    """A UUID of version 7, as any client can make one."""
    value = (int(time.time() * 1000) & (1 << 48) - 1) << 80 | 0x7 << 76 | random.getrandbits(12) << 64
    return str(uuid.UUID(int=value | 0b10 << 62 | random.getrandbits(62)))


def test_an_entry_whose_answer_was_lost_is_sent_again_and_is_one(private):
    body = json.dumps({"id": new_id(), "note": "once", "felt": 4}).encode()
    head = f"POST /api/v1/entries HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    listener = private.connect()
    listener.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    while b"id: " not in listener.recv(4096):
        pass
    connection = private.connect()
    connection.sendall(head.encode() + body)
    # The commit is told to others; whoever sent it goes away without having read a byte.
    while b"event: change" not in listener.recv(4096):
        pass
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
    listener.close()
    status, headers, again = private.ask("POST", "/api/v1/entries", body, {"Content-Type": "application/json"})
    assert status == 200 and headers["location"].endswith(json.loads(again)["id"])
    assert [entry["note"] for entry in private.run("list")] == ["once"]


def test_ending_during_uploads_loses_nothing_that_was_answered(private):
    photos = [jpeg(selfie(light=(1 - number / 200, 1, 1))) for number in range(50)]
    answers, lock = {}, threading.Lock()
    begun = threading.Semaphore(0)

    def upload(number):
        identity = new_id()
        try:
            begun.release()
            status, _, _ = private.ask("POST", f"/api/v1/entries?id={identity}", photos[number], {"Content-Type": "image/jpeg"})
        except (OSError, ValueError) as error:
            status = str(error) or "cut off"
        except Exception as error:  # http.client's own
            status = type(error).__name__
        with lock:
            answers[identity] = status

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for _ in range(25):
        begun.acquire()
    private.process.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    assert private.process.wait(60) == 0
    there = {entry["id"] for entry in private.run("list", "--limit", "100")}
    # One that is stored when its time is up is not answered any more; its sender sends it again, and it is the same entry.
    stored = {identity for identity, status in answers.items() if status == 201}
    assert stored and stored <= there
    refused = {identity for identity, status in answers.items() if isinstance(status, int) and status != 201}
    assert not refused & there
    assert len(answers) == 50


def test_a_form_whose_storing_fails_midway_says_how_much_is_in(private):
    photos = [jpeg(selfie(light=(1 - number / 100, 1, 1))) for number in range(8)]
    parts = [b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n' + photo + b"\r\n" for photo in photos]
    parts.append(b'--x\r\nContent-Disposition: form-data; name="separate"\r\n\r\n1\r\n')
    body = b"".join(parts) + b"--x--\r\n"
    head = f"POST /entries HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\n\r\n"
    with private.connect() as listener, private.connect() as connection:
        listener.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        while b"id: " not in listener.recv(4096):
            pass
        connection.sendall(head.encode() + body)
        while b"event: change" not in listener.recv(4096):
            pass
        with open(os.path.join(private.environment["JOURNAL_HOME"], "lock"), "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # as a program that has hung would
            answer = read_all(connection).decode()
    assert " 503 " in answer and "in your journal." in answer
    assert 0 < private.count() < 8
