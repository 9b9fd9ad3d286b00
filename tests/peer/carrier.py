#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the agent makes of whatever may answer in the regency's place: login pages, redirects, half
an answer, none, one that never ends. The kiosk is enrolled by this second implementation; then each
case stands alone, on a copy of its folder and a port of its own, all at the same time.

  carrier.py BUILD      from the project's folder, with PYTHONPATH as peer.py needs it

Holds when the agent says one line, exits 1, and everything still waits. tls-a.pem and tls-b.pem are
keys for this test alone.
"""
import concurrent.futures
import json
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time

import nacl.bindings as sodium

import peer
from db.record import record_pb2 as rec
from sync.bundle import bundle_pb2 as wire

HERE = os.path.dirname(os.path.abspath(__file__))
PIN = bytes.fromhex('f64ffab7b0abaa8474c5de6a7949208336ccfc34fc2a65ea1cc7942c625ea0f6')  # of tls-a
KIOSK = 7
NOTICE = '---\ntitle: Kerja bakti\ncategory: kegiatan\npublisher: BPD\n---\nMinggu pagi.\n'


class Regency:
    """Just the keys, and what is signed with them."""

    def __init__(self):
        self.root_public, self.root_secret = sodium.crypto_sign_keypair()
        self.public, self.secret = sodium.crypto_sign_keypair()
        self.sealing = os.urandom(32)
        keys = rec.KeyList(number=1, sealing_key=self.sealing, signing_key=self.public,
                           tls_pins=[PIN, os.urandom(32)], at_s=1)
        self.key_list = peer.signed('kt key list', keys, self.root_secret)
        self.kiosk_key = None

    def ticket(self, url):
        return peer.ticket_write(rec.Ticket(url=url, token=b't' * 16, root_key=self.root_public,
                                            sealing_key=self.sealing, tls_pins=[PIN]))

    def bundle(self, message, receiver=KIOSK, secret=None):
        return peer.bundle_write(0, receiver, message.SerializeToString(), secret or self.secret,
                                 False)

    def enrolled(self, request):
        enrol = wire.Enrol.FromString(request[7:-64])  # plain, one byte of length
        peer.bundle_read(request, enrol.kiosk_key)
        self.kiosk_key = enrol.kiosk_key
        card = rec.Certificate(kiosk=KIOSK, village=3, kiosk_key=enrol.kiosk_key, at_s=1)
        village = rec.Village(id=3, code='32.15.11.2005', name='Sukamaju', receipt_salt=b's' * 16,
                              zone_min=420, regency='Kabupaten')
        return self.bundle(wire.Enrolled(
            certificate=peer.signed('kt certificate', card, self.root_secret),
            key_lists=[self.key_list], village=village, at_s=int(time.time())))

    def ack(self, request, **change):
        """An honest acknowledgement of all that came, but for what is changed."""
        sender, receiver, body, _, _ = peer.bundle_read(request, self.kiosk_key)
        peer.need((sender, receiver) == (KIOSK, 0), 'who it is from')
        round_ = wire.Round.FromString(body)
        now = peer.log_start(KIOSK, round_.log)
        peer.need(round_.first_seq == 1 and round_.hash_before == now[:8], 'where it begins')
        for event in round_.events:
            now = peer.H('kt event', now, event)
        ack = wire.Ack(request_hash=peer.H('kt request', request), log=round_.log,
                       mark=len(round_.events), mark_hash=now, common=len(round_.events),
                       at_s=int(time.time()))
        for field, value in change.items():
            setattr(ack, field, value)
        return ack


# ---------------------------------------------------------------- one request at a time, by hand

def http(status, body, kind='application/octet-stream', more='', length=None):
    return ('HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n' %
            (status, kind, len(body) if length is None else length, more)).encode() + body


def read_request(conn):
    data = b''
    while b'\r\n\r\n' not in data:
        part = conn.recv(65536)
        if not part:
            return None
        data += part
    head, body = data.split(b'\r\n\r\n', 1)
    length = next(int(line.split(b':')[1]) for line in head.split(b'\r\n')
                  if line.lower().startswith(b'content-length'))
    while len(body) < length:
        body += conn.recv(65536)
    return body


class Server:
    """Listens on a port of its own; `answer(conn, request)` does what it likes."""

    def __init__(self, answer, pem='tls-a.pem', tls=True, newest=None):
        self.answer = answer
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.url = 'https://127.0.0.1:%d' % self.listener.getsockname()[1]
        self.context = None
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(os.path.join(HERE, pem))
            if newest:
                self.context.maximum_version = newest
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            conn, _ = self.listener.accept()
            threading.Thread(target=self.talk, args=(conn,), daemon=True).start()

    def talk(self, conn):
        try:
            conn = self.context.wrap_socket(conn, server_side=True) if self.context else conn
            request = read_request(conn) if self.context else conn.recv(65536)
            while request is not None:
                if not self.answer(conn, request):
                    break
                request = read_request(conn)
            conn.close()
        except (OSError, ValueError):
            pass  # the agent hung up, as it should


def say(data):
    def answer(conn, request):
        conn.sendall(data(request) if callable(data) else data)
        return True
    return answer


def drip(conn, _request):
    conn.sendall(http('200 OK', b'', length=100000))
    while True:
        conn.sendall(b'K')
        time.sleep(1)


def endless(conn, _request):
    conn.sendall(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
    while True:
        conn.sendall(b'4000\r\n' + b'K' * 0x4000 + b'\r\n')


def silent(_conn, _request):
    time.sleep(600)


def hang_up(_conn, _request):
    return False


PAGE = b'<!DOCTYPE html><html><title>Masuk ke WiFi</title></html>'


def cases(regency):
    """name, server or None (nobody listens), what the one line must hold."""
    whole = lambda request: regency.bundle(regency.ack(request))
    stranger = sodium.crypto_sign_keypair()[1]
    old = {}

    def replay(request):
        if 'answer' not in old:
            old['answer'] = whole(request)
        return http('200 OK', old['answer'])

    def half(conn, request):
        conn.sendall(http('200 OK', whole(request)[:50], length=len(whole(request))))
        return False

    tls12 = dict(newest=ssl.TLSVersion.TLSv1_2)
    return [
        ('login page', Server(say(http('200 OK', PAGE, 'text/html'))), 'web page'),
        ('login page, refused', Server(say(http('511 Network', PAGE, 'text/html'))), 'web page'),
        ('redirect', Server(say(http('302 Found', b'', more='Location: https://127.0.0.1:1/\r\n'))),
         'login page?'),
        ('empty', Server(say(http('200 OK', b''))), 'empty'),
        ('hangs up', Server(hang_up), 'hung up'),
        ('half an answer', Server(half), 'half-way'),
        ('a bundle cut short', Server(say(lambda r: http('200 OK', whole(r)[:-1]))), 'cut short'),
        ('too large by its word', Server(say(http('200 OK', b'', length=1 << 30))), 'larger'),
        ('never ends', Server(endless), 'larger'),
        ('drips', Server(drip), 'slow'),
        ('silent', Server(silent), 'slow'),
        ('no HTTP', Server(say(b'SSH-2.0-OpenSSH_9.2\r\n\r\n')), 'HTTP'),
        ('another key', Server(say(b''), pem='tls-b.pem'), 'another machine'),
        ('old TLS', Server(say(b''), **tls12), 'TLS 1.3'),
        ('no TLS', Server(say(PAGE), tls=False), 'TLS'),
        ('busy', Server(say(http('503 Busy', b'sedang sibuk\n', 'text/plain'))), 'sedang sibuk'),
        ('busy for a while', Server(say(http('429 Many', b'nanti lagi\n', 'text/plain'))), 'nanti'),
        ('too large for it', Server(say(http('413 Large', b'terlalu besar\n', 'text/plain'))),
         'terlalu besar'),
        ('ill', Server(say(http('500 Ill', b'gudang rusak\n', 'text/plain'))), 'gudang rusak'),
        ('ill, as a page', Server(say(http('502 Bad', PAGE, 'text/html'))), 'status 502'),
        ('revoked', Server(say(http('403 No', b'kiosk 7 is revoked\n', 'text/plain'))), 'revoked'),
        ('nobody', None, 'nobody answers'),
        ('another signer', Server(say(lambda r: http('200 OK', regency.bundle(
            regency.ack(r), secret=stranger)))), 'signature'),
        ('another kiosk', Server(say(lambda r: http('200 OK', regency.bundle(
            regency.ack(r), receiver=8)))), 'kiosk 8'),
        ('another request', Server(say(lambda r: http('200 OK', regency.bundle(
            regency.ack(r, request_hash=b'x' * 16))))), 'another request'),
        ('another log', Server(say(lambda r: http('200 OK', regency.bundle(
            regency.ack(r, log=1))))), 'another request'),
        ('refused under signature', Server(say(lambda r: http('200 OK', regency.bundle(
            regency.ack(r, verdict=wire.REFUSED, word='kiosk dicabut'))))), 'kiosk dicabut'),
        ('an answer of before', Server(say(replay)), None),
        ('honest', Server(say(lambda r: http('200 OK', whole(r)))), None),
    ]


# ---------------------------------------------------------------- the agent

class Agent:
    def __init__(self, build):
        self.program = os.path.join(build, 'kentongan-sync')

    def run(self, folder, *words):
        return subprocess.run([self.program, '--data', folder, *words], capture_output=True,
                              text=True, timeout=100)

    def ok(self, folder, *words):
        done = self.run(folder, *words)
        peer.need(done.returncode == 0, '%s: %s' % (words, done.stderr))
        return done.stdout

    def status(self, folder):
        return json.loads(self.ok(folder, 'status', '--json'))


def move_to(folder, url):
    with sqlite3.connect(os.path.join(folder, 'village.db')) as db:
        db.execute('UPDATE identity SET url = ?', (url,))
    db.close()


def one(agent, root, number, case):
    name, server, words = case
    folder = os.path.join(root, 'case-%d' % number)
    shutil.copytree(os.path.join(root, 'kiosk'), folder)
    move_to(folder, server.url if server else 'https://127.0.0.1:1')
    done = agent.run(folder, 'once')
    status = agent.status(folder)
    if words is None:  # honest: all of it is confirmed
        peer.need(done.returncode == 0 and done.stderr == '', '%s: %s' % (name, done.stderr))
        peer.need(status['events_waiting'] == 0 and status['last_result'] == 'ok', name)
        if name == 'an answer of before':
            done = agent.run(folder, 'once')
            peer.need(done.returncode == 1 and 'another request' in done.stderr, name)
        return name
    lines = done.stderr.splitlines()
    peer.need(done.returncode == 1, '%s: exit %d' % (name, done.returncode))
    peer.need(len(lines) == 1 and words in lines[0], '%s: %s' % (name, done.stderr))
    peer.need(status['events_waiting'] == 1, '%s: something was confirmed' % name)
    peer.need(status['last_result'] in lines[0], '%s: report: %s' % (name, status['last_result']))
    return '%s: %s' % (name, lines[0])


def main():
    agent, regency = Agent(sys.argv[1]), Regency()
    root = tempfile.mkdtemp(prefix='kentongan-carrier-')
    try:
        kiosk = os.path.join(root, 'kiosk')
        door = Server(say(lambda request: http('200 OK', regency.enrolled(request))))
        agent.ok(kiosk, 'init')
        agent.ok(kiosk, 'enrol', regency.ticket(door.url))
        agent.ok(kiosk, 'enrol', regency.ticket(door.url))  # the same again changes nothing
        peer.need(agent.status(kiosk)['kiosk'] == KIOSK, 'enrolled by the second implementation')
        file = os.path.join(root, 'notice.md')
        with open(file, 'w', encoding='utf-8') as out:
            out.write(NOTICE)
        peer.need(agent.ok(kiosk, 'post', file) == 'K7-1\n', 'the first notice of kiosk 7')
        rows = cases(regency)
        with concurrent.futures.ThreadPoolExecutor(len(rows)) as pool:
            for said in pool.map(lambda p: one(agent, root, *p), enumerate(rows)):
                print('ok -', said)
    except (peer.Wrong, subprocess.TimeoutExpired) as error:
        sys.exit('carrier: %s' % error)
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == '__main__':
    main()
