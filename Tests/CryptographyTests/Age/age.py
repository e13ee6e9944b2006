"""Other programs that read and write age files.

age.py pty ANSWER COMMAND...   runs a command on a terminal of its own, and answers whenever it asks for a passphrase
age.py seal|open KEY           standard input through pyrage; KEY is an identity, a recipient, or any other passphrase
age.py inflate                 standard input, decompressed
"""

import os
import pty
import sys
import zlib


def on_a_terminal(answer, command):
    def read(terminal):
        written = os.read(terminal, 65536)
        if b"passphrase" in written:
            os.write(terminal, answer.encode() + b"\n")
        return written

    return os.waitstatus_to_exitcode(pty.spawn(command, read, lambda _: b""))


def through_pyrage(task, key):
    import pyrage

    content = sys.stdin.buffer.read()
    if task == "seal" and key.startswith("age1"):
        result = pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(key)])
    elif task == "seal":
        result = pyrage.passphrase.encrypt(content, key)
    elif key.startswith("AGE-SECRET-KEY-1"):
        result = pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(key)])
    else:
        result = pyrage.passphrase.decrypt(content, key)
    sys.stdout.buffer.write(result)


if sys.argv[1] == "pty":
    sys.exit(on_a_terminal(sys.argv[2], sys.argv[3:]))
elif sys.argv[1] == "inflate":
    sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))
else:
    through_pyrage(sys.argv[1], sys.argv[2])
