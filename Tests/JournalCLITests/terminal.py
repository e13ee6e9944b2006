"""A terminal for one command, which answers its questions with ANSWER: terminal.py ANSWER COLUMNS COMMAND...

Everything the command writes goes to standard output, including the questions.
"""

import fcntl
import os
import pty
import struct
import sys
import termios

answer = sys.argv[1].encode().decode("unicode_escape").encode("latin-1")
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[2]), 0, 0))
    os.execv(sys.argv[3], sys.argv[3:])
written = b""
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:  # all that held the other side have ended
        break
    if not part:
        break
    asked = b"\x1b[c" in written
    written += part
    if b"\x1b[c" in written and not asked:
        os.write(terminal, answer)
sys.stdout.buffer.write(written)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
