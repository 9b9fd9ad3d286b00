# SPDX-License-Identifier: GPL-3.0-or-later
"""What can only be shown with a network of one's own: an outage in the midst of a round, an address that
comes and goes, a name that lies. story.py BUILD; needs root, and half a minute."""
import os
import shutil
import subprocess
import sys
import time

from kit import Far, Link, PORT, REGENCY, VILLAGE, why_not
import textgen

HERE = os.path.dirname(os.path.abspath(__file__))
NAME, ELSEWHERE = "kabupaten.test", "10.77.0.3"


def hold(condition, what):
    if not condition:
        sys.exit(f"not ok - {what}")
    print(f"ok - {what}", flush=True)


def until(condition, limit_s, what):
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > limit_s:
            sys.exit(f"not ok - {what}: not within {limit_s} s")
        time.sleep(0.02)
    return time.monotonic() - begun


def waits(house, kiosk):
    return house.status(kiosk)["events_waiting"]


def outage_in_the_midst(build):
    with Link(build, delay_ms=100, rate_bit=100_000) as link, Far(build, link) as house:
        house.found()
        house.serve()
        kiosk = house.enrol("kiosk")
        agent = house.agent(kiosk, "run")
        until(lambda: house.ask_kiosk(kiosk, "SELECT count(*) FROM round")[0][0] >= 2, 10, "a round")
        house.file(kiosk, list(textgen.texts(100, 1, 80, 600)))
        time.sleep(1)
        link.ask("reset")
        link.ask("down")
        time.sleep(9)
        link.ask("up")
        took = until(lambda: house.arrived() == 100, 10, "through once the link is back")
        until(lambda: waits(house, kiosk) == 0, 10, "and known at the kiosk")
        again = link.stats()["up"]["came_payload"]
        hold(took < 6, f"nine seconds of outage in the midst: all through {took:.1f} s after it")
        hold(again < 30_000, f"{again} bytes went up after it: one budget at most")
        house.end(agent)
        hold(agent.returncode == 0, "the agent ends when it is told to")


def round_of(house, kiosk):
    agent = house.agent(kiosk, "once")
    hold(agent.wait() == 0, "a round")
    house.children.remove(agent)


def what_it_costs(build):
    """The bytes that the keeper sees are those that the link took, lost ones too."""
    with Link(build, delay_ms=100, rate_bit=400_000, loss=0.03, seed=5) as link, \
            Far(build, link) as house:
        house.found()
        house.serve()
        kiosk = house.enrol("kiosk")
        round_of(house, kiosk)
        cost = "SELECT total(up) + total(down) FROM traffic"
        before = house.ask_kiosk(kiosk, cost)[0][0]
        link.ask("reset")
        house.file(kiosk, list(textgen.texts(60, 1, 80, 600)))
        for _ in range(3):
            round_of(house, kiosk)
        stats = link.stats()
        wire = stats["up"]["sent_bytes"] + stats["down"]["came_bytes"]
        told = house.ask_kiosk(kiosk, cost)[0][0] - before
        hold(0.93 < told / wire < 1.07, f"{told:.0f} bytes told, {wire} on the link")


# A stranger with a key of its own on the regency's port.
STRANGER = f"""
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2])
listener = socket.create_server((sys.argv[1], {PORT}))
print("ready", flush=True)
while True:
    conn, _ = listener.accept()
    try:
        tls = context.wrap_socket(conn, server_side=True)
        got = tls.recv(4096)
        asked = got.startswith(b"GET /v1/keys?after=1 HTTP/1.1\\r\\n") and got.count(b"\\n") == 3
        print(0 if asked else len(got), flush=True)
        tls.close()
    except OSError:
        print(0, flush=True)
"""


def stranger(link, address):
    child = subprocess.Popen(
        link.inside("b", sys.executable, "-c", STRANGER, address,
                    os.path.join(HERE, "..", "peer", "tls-b.pem")), stdout=subprocess.PIPE, text=True)
    child.stdout.readline()
    return child


def a_name_that_lies(build):
    with Link(build, delay_ms=20) as link, Far(build, link) as house:
        hosts = f"/etc/netns/{link.ends['a']}"
        os.makedirs(hosts, exist_ok=True)

        def lead_to(address):  # in place: the kiosk's end has it mounted
            with open(f"{hosts}/hosts", "w") as out:
                out.write(f"127.0.0.1 localhost\n{address} {NAME}\n")

        other = None
        try:
            lead_to(REGENCY)
            link.run("b", "ip", "address", "add", f"{ELSEWHERE}/32", "dev", "lo")
            house.found()
            house.serve()
            kiosk = os.path.join(house.root, "kiosk")
            ticket = house.regency("kiosk", "add", "--village", VILLAGE, "--name", "kiosk", "--url",
                                   f"https://{NAME}:{PORT}").splitlines()[-1]
            house.sync(kiosk, "init")
            program = os.path.join(build, "kentongan-sync")
            link.run("a", program, "--data", kiosk, "enrol", ticket, stdout=subprocess.DEVNULL)
            lead_to(ELSEWHERE)
            other = stranger(link, ELSEWHERE)
            house.file(kiosk, list(textgen.texts(3, 1, 80, 600)))
            agent = house.agent(kiosk, "run")
            until(lambda: "another machine" in (house.status(kiosk)["last_result"] or ""), 10,
                  "a name that leads elsewhere is noticed")
            hold(other.stdout.readline().strip() == "0", "who stands there is told nothing")
            hold(waits(house, kiosk) == 3, "and nothing is lost")
            lead_to(REGENCY)
            # It would be asked again within forty seconds. A new address tells the agent to try now.
            link.run("a", "ip", "address", "add", "10.77.0.9/32", "dev", "link0")
            took = until(lambda: waits(house, kiosk) == 0, 8, "a new address is tried at once")
            hold(took < 3, f"the name is right again and an address came: through in {took:.1f} s")
            house.end(agent)
        finally:
            if other:
                other.kill()
                other.wait()
                other.stdout.close()
            shutil.rmtree(hosts, ignore_errors=True)


def main():
    reason = why_not()
    if reason:
        print(f"skipped - the story of the link {reason}")
        return
    build = os.path.abspath(sys.argv[1])
    outage_in_the_midst(build)
    what_it_costs(build)
    a_name_that_lies(build)


if __name__ == "__main__":
    main()
