#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""terminal.py COLUMNS COMMAND…: run a command on a terminal of that width, print what it showed there, exit as it did.

Standard input, output and error of the command are the terminal; it answers nothing. Line ends are made LF again.
"""
import fcntl
import os
import pty
import signal
import struct
import sys
import termios


def main():
    columns, *command = sys.argv[1:]
    child, master = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(columns), 0, 0))
        os.execvp(command[0], command)
    signal.alarm(20)
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # Linux says EIO when the last of the other side is gone
            break
        if not piece:
            break
        shown += piece
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
    sys.stdout.flush()
    sys.exit(status if status >= 0 else 128 - status)


main()
