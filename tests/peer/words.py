# SPDX-License-Identifier: GPL-3.0-or-later
"""A section of peer.py: a trained dictionary in its pieces, and a bundle that is packed with it."""
import base64
import os
import struct
import zlib

import nacl.bindings as sodium

from db.record import record_pb2 as rec
from peer import H, bundle_read, bundle_write, need, refuses
from sync.bundle import bundle_pb2 as wire


def mark(words):
    return struct.unpack('<I', H('kt dictionary', words)[:4])[0]


def check_dictionary(it):
    words, have = bytes.fromhex(it['words']), b''
    need((zlib.adler32(words), mark(words)) == (it['id'], it['mark']), 'id and mark')
    for data in it['pieces']:
        piece = rec.Dictionary.FromString(bytes.fromhex(data))
        need((piece.id, piece.total, piece.offset) == (it['id'], len(words), len(have)), 'a piece')
        have += piece.words
    need(have == words and len(it['pieces']) >= 2, 'the pieces together')
    data, public = bytes.fromhex(it['bundle']), bytes.fromhex(it['signing_public'])
    need(refuses(bundle_read, data, public), 'it opens without its dictionary')
    need(refuses(bundle_read, data, public, words + b'.'), 'it opens with another one')
    sender, receiver, body, deflated, rest = bundle_read(data, public, words)
    need((sender, receiver, deflated, rest) == (7, 0, True, b''), 'header')
    need(body.hex() == it['body'], 'body')
    need(wire.Round.FromString(body).dictionary == it['mark'], 'it names what it is packed with')


def write_dictionary():
    public, secret = sodium.crypto_sign_keypair()
    words = base64.b64encode(os.urandom(300)) + b'Posyandu di balai desa, warga diundang hadir. '
    cut = 100
    pieces = [rec.Dictionary(id=zlib.adler32(words), total=len(words), offset=at,
                             words=words[at:at + cut]) for at in range(0, len(words), cut)]
    body = wire.Round(log=77, first_seq=3, events=[words[-46:] * 3], dictionary=mark(words))
    body = body.SerializeToString()
    return {'words': words.hex(), 'id': zlib.adler32(words), 'mark': mark(words),
            'pieces': [piece.SerializeToString().hex() for piece in pieces],
            'signing_public': public.hex(), 'body': body.hex(),
            'bundle': bundle_write(7, 0, body, secret, True, words).hex()}


SECTIONS = {'dictionary': (check_dictionary, write_dictionary)}
