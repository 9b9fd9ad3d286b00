# SPDX-License-Identifier: GPL-3.0-or-later
"""What may stand between a kiosk and its regency, for the stories: a way that breaks where it is told to
and passes bytes on unread, and a web server that answers in the regency's place. For rates, delays and
losses there is tests/link."""
import http.server
import os
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request


class Proxy:
    """Listens on a port of its own and passes on to `to`.

    cut_up / cut_down: a connection is cut (RST) once so many bytes of it went that way; None: never.
    The handshake of TLS takes some 300 up and 700 down. cuts: how many connections are treated so.
    """

    def __init__(self, to):
        self.to = to
        self.listener = None
        self.cut_up = self.cut_down = None
        self.cuts = 0
        self.deaf = False  # connections are taken, and nothing is ever passed on
        self.up = self.down = self.connections = self.cut = 0
        self.open_pairs = set()
        self.lock = threading.Lock()
        self.port = None
        self.listen()

    def listen(self):
        self.listener = socket.create_server(("127.0.0.1", self.port or 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(near,), daemon=True).start()

    def serve(self, near):
        with self.lock:
            self.connections += 1
            limits = (self.cut_up, self.cut_down) if self.cuts > 0 else (None, None)
            self.cuts -= self.cuts > 0
        try:
            far = socket.create_connection(("127.0.0.1", self.to), 5)
        except OSError:
            near.close()
            return
        with self.lock:
            self.open_pairs.add((near, far))
        ways = [threading.Thread(target=self.carry, args=args, daemon=True) for args in
                ((near, far, "up", limits[0]), (far, near, "down", limits[1]))]
        for way in ways:
            way.start()
        for way in ways:
            way.join()
        self.hang_up(near, far)

    def carry(self, source, sink, way, limit):
        passed = 0
        try:
            while data := source.recv(4096):
                if self.deaf:
                    continue
                if limit is not None and passed + len(data) > limit:
                    data = data[:limit - passed]
                    sink.sendall(data)
                    with self.lock:
                        self.cut += 1
                        setattr(self, way, getattr(self, way) + len(data))
                    self.hang_up(source, sink)
                    return
                sink.sendall(data)
                passed += len(data)
                with self.lock:
                    setattr(self, way, getattr(self, way) + len(data))
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            self.hang_up(source, sink)

    def hang_up(self, *pair):
        for end in pair:
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
        with self.lock:
            self.open_pairs = {p for p in self.open_pairs if not set(p) & set(pair)}

    def away(self):
        """The network goes: what was open is cut, nothing new is taken."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for pair in list(self.open_pairs):
            self.hang_up(*pair)


class Front:
    """A web server before the regency, with its key: what a reverse proxy would say instead.

    decide(path, body) gives None to pass it on, or (status, headers, body) to say that, or a function
    that writes into the connection itself, given what the regency answered.
    """

    def __init__(self, house, decide):
        self.decide = decide
        self.seen = []  # (when, path, bytes, status)
        back = ssl.create_default_context()
        back.check_hostname, back.verify_mode = False, ssl.CERT_NONE

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(handler):
                body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
                said = self.decide(handler.path, body)
                write = said if callable(said) else None
                if write or not said:
                    said = self.ask(house, back, handler, body)
                self.seen.append((time.monotonic(), handler.path, len(body), said[0]))
                try:
                    if write:
                        write(handler.wfile, said[2])
                        handler.close_connection = True
                        return
                    handler.send_response(said[0])
                    for name, value in said[1].items():
                        handler.send_header(name, value)
                    handler.send_header("Content-Length", str(len(said[2])))
                    handler.end_headers()
                    handler.wfile.write(said[2])
                except OSError:
                    handler.close_connection = True  # the kiosk hung up

            do_GET = do_POST = answer

            def log_message(handler, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(house.regency_dir, "keys/tls-1.cert.pem"),
                                os.path.join(house.regency_dir, "keys/tls-1.key.pem"))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def ask(house, context, handler, body):
        request = urllib.request.Request(f"https://127.0.0.1:{house.port}{handler.path}", body or None)
        try:
            with urllib.request.urlopen(request, context=context, timeout=1000) as answer:
                return answer.status, {}, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, {}, error.read()
        except OSError:
            return 502, {}, b""
