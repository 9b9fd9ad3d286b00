# SPDX-License-Identifier: GPL-3.0-or-later
"""A TPM2 of software: chip.py SOCKET STATE, for SYSTEMD_TPM2_DEVICE=swtpm:path=SOCKET

Stands for /dev/tpmrm0. There the kernel gives back the sessions that a client leaves behind in the chip;
swtpm alone does not, and is full after three. So between the two stands what gives back the oldest."""
import os
import signal
import socket
import struct
import subprocess
import sys

START_SESSION, FLUSH, SESSIONS_MAX = 0x176, 0x165, 2


def listen(path):
    end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    end.bind(path)
    os.chmod(path, 0o666)
    end.listen(16)
    return end


def message(end):
    """One command or answer, each with its own length in it; empty where the other side is gone."""
    whole = b""
    while len(whole) < 10 or len(whole) < struct.unpack(">I", whole[2:6])[0]:
        part = end.recv(4096)
        if not part:
            return b""
        whole += part
    return whole


def ask(command):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        end.connect(inner)
        end.sendall(command)
        return message(end)


def flush(session):
    ask(struct.pack(">HIII", 0x8001, 14, FLUSH, session))


def serve(listening):
    sessions = []
    while True:
        client = listening.accept()[0]
        with client:
            while command := message(client):
                code = struct.unpack(">I", command[6:10])[0]
                if code == START_SESSION and len(sessions) >= SESSIONS_MAX:
                    flush(sessions.pop(0))
                answer = ask(command)
                if code == START_SESSION and answer[6:10] == bytes(4):
                    sessions.append(struct.unpack(">I", answer[10:14])[0])
                client.sendall(answer)


path, state = sys.argv[1:]
inner = path + ".inner"
os.makedirs(state, exist_ok=True)
for old in (path, path + ".ctrl", inner):
    if os.path.exists(old):
        os.unlink(old)
swtpm = subprocess.Popen(["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}", "--log", "level=0",
                          "--server", f"type=unixio,path={inner},mode=0600",
                          "--ctrl", f"type=unixio,path={path}.ctrl,mode=0666",
                          "--flags", "not-need-init,startup-clear"])
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
try:
    while not (os.path.exists(inner) and os.path.exists(path + ".ctrl")):
        if swtpm.poll() is not None:
            sys.exit("swtpm did not start")
    serve(listen(path))
finally:
    swtpm.terminate()
