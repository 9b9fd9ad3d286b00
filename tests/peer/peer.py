#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second implementation of what travels, written from record.proto, bundle.proto and the headers'
descriptions alone: it shares no line with the C. If the two do not agree, a description is wrong.

  peer.py check FILE    checks golden vectors (the shape of vectors.json)
  peer.py write FILE    writes vectors with fresh keys, for the C to check

Needs the modules that protoc --python_out makes of the two .proto files on PYTHONPATH, and nothing
but Debian's python3-protobuf and python3-nacl. Run from the project's folder.
"""
import base64
import hashlib
import json
import os
import struct
import sys
import zlib

import nacl.bindings as sodium
import nacl.pwhash.argon2id as argon2id

from db.record import record_pb2 as rec
from sync.bundle import bundle_pb2 as wire

with open('assets/dictionary/id-1.txt', 'rb') as f:
    DICTIONARY = f.read()


class Wrong(Exception):
    """A vector that does not hold."""


def need(condition, what):
    if not condition:
        raise Wrong(what)


def refuses(function, *arguments):
    try:
        function(*arguments)
    except (Wrong, struct.error, zlib.error):
        return True
    return False


# ---------------------------------------------------------------- hashes and signatures

def H(context, *parts):
    h = hashlib.blake2b(digest_size=16)
    h.update(context.encode())
    for part in parts:
        h.update(struct.pack('<Q', len(part)) + part)
    return h.digest()


def sign(context, message, secret):
    return sodium.crypto_sign(context.encode() + b'\0' + message, secret)[:64]


def verify(context, message, signature, public):
    try:
        sodium.crypto_sign_open(signature + context.encode() + b'\0' + message, public)
    except Exception:
        raise Wrong('a signature (%s) does not hold' % context)


def varint(number):
    out = b''
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def take_varint(data, at):
    number = shift = 0
    while True:
        need(at < len(data) and shift < 70, 'a number is cut short')
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            need(shift == 7 or byte, 'a number is longer than it need be')
            return number, at


# ---------------------------------------------------------------- bundles

TYPES = {'Round': wire.Round, 'Ack': wire.Ack, 'Changes': wire.Changes}


def bundle_write(sender, receiver, body, secret, deflate, words=DICTIONARY):
    if deflate:
        z = zlib.compressobj(9, zdict=words)
        packed = z.compress(body) + z.flush()
        head = struct.pack('<I', zlib.adler32(words)) + varint(len(body)) + varint(len(packed))
    else:
        packed, head = body, varint(len(body))
    out = b'KT\x01' + bytes([1 if deflate else 0]) + varint(sender) + varint(receiver)
    out += head + packed
    return out + sign('kt bundle', out, secret)


def bundle_read(data, public, trained=b''):
    """sender, receiver, body, deflated, and what follows the bundle. trained: a dictionary beside
    the shipped one."""
    need(data[:3] == b'KT\x01' and data[3] in (0, 1), 'no bundle of version 1')
    sender, at = take_varint(data, 4)
    receiver, at = take_varint(data, at)
    deflated = data[3] == 1
    if deflated:
        dictionary = struct.unpack_from('<I', data, at)[0]
        inflated_len, at = take_varint(data, at + 4)
        need(inflated_len <= 1 << 20, 'a body over its limit')
    body_len, at = take_varint(data, at)
    end = at + body_len + 64
    need(end <= len(data), 'a bundle cut short')
    verify('kt bundle', data[:end - 64], data[end - 64:end], public)
    body = data[at:end - 64]
    if deflated:
        known = {zlib.adler32(words): words for words in (trained, DICTIONARY) if words}
        need(dictionary == 0 or dictionary in known, 'an unknown dictionary')
        z = zlib.decompressobj(zdict=known[dictionary]) if dictionary else zlib.decompressobj()
        body = z.decompress(body, inflated_len + 1)
        need(z.eof and not z.unused_data and len(body) == inflated_len, 'a body of another length')
    return sender, receiver, body, deflated, data[end:]


def check_bundles(rows):
    kinds = set()
    for row in rows:
        data, public = bytes.fromhex(row['bundle']), bytes.fromhex(row['signing_public'])
        sender, receiver, body, deflated, rest = bundle_read(data, public)
        need((sender, receiver, rest) == (row['sender'], row['receiver'], b''), 'header')
        need(body.hex() == row['body'], 'body')
        message = TYPES[row['type']].FromString(body)
        need(message.SerializeToString() == body, 'the body is not its message, written once more')
        need(H('kt request', data).hex() == row['request_hash'], 'request hash')
        if not deflated:  # nothing is left to chance then: the same bytes must come out
            secret = bytes.fromhex(row['signing_secret'])
            again = bundle_write(sender, receiver, body, secret, False)
            need(again == data, 'written again, it differs')
        for at in range(0, len(data), 7):
            flipped = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1:]
            need(refuses(bundle_read, flipped, public), 'a flipped bit passes')
        kinds.add(deflated)
    need(len(rows) >= 3 and kinds == {True, False}, 'too few bundles')


def write_bundles():
    rows = []
    for kind, sender, receiver, deflate in (('Round', 7, 0, False), ('Ack', 0, 300, False),
                                            ('Changes', 0, 70000, True), ('Round', 1, 0, True),
                                            ('Round', 2, 0, False)):
        message = TYPES[kind]()
        if sender == 2:  # a round of recordings: a piece, and a question
            message.log, message.first_seq, message.hash_before = 77, 1, os.urandom(8)
            message.parts.add(hash=os.urandom(16), total=5000, offset=900, bytes=os.urandom(600))
            message.parts.add(hash=os.urandom(16), total=60000)
        elif kind == 'Round':
            message.log, message.first_seq, message.hash_before = 77, 1 << 40, os.urandom(8)
            message.events.extend(os.urandom(n) for n in (1, 200, 3000))
        elif kind == 'Ack':
            message.request_hash, message.mark, message.word = os.urandom(16), 5, 'Diterima.'
            message.aside.add(seq=4, why='Segelnya tidak terbuka.')
            message.parts.add(hash=os.urandom(16), have=1500)
        else:
            notice = message.change.add().notice
            notice.id, notice.title = 'R-1', 'Posyandu di balai desa'
            notice.body = 'Ibu dan balita diundang ke posyandu di balai desa. ' * 20
        public, secret = sodium.crypto_sign_keypair()
        body = message.SerializeToString()
        data = bundle_write(sender, receiver, body, secret, deflate)
        rows.append({'type': kind, 'sender': sender, 'receiver': receiver, 'body': body.hex(),
                     'signing_secret': secret.hex(), 'signing_public': public.hex(),
                     'bundle': data.hex(), 'request_hash': H('kt request', data).hex()})
    return rows


# ---------------------------------------------------------------- key lists, certificate, ticket

def signed(context, message, secret):
    inner = message.SerializeToString()
    return rec.Signed(bytes=inner, signature=sign(context, inner, secret)).SerializeToString()


def open_signed(context, kind, data, public):
    outer = rec.Signed.FromString(data)
    verify(context, outer.bytes, outer.signature, public)
    return kind.FromString(outer.bytes), outer.bytes


def ticket_read(text):
    need(text.startswith('kt1:'), 'no ticket')
    data = base64.urlsafe_b64decode(text[4:] + '=' * (-len(text[4:]) % 4))
    need(H('kt ticket', data[:-4])[:4] == data[-4:], 'the check of the ticket')
    return rec.Ticket.FromString(data[:-4])


def ticket_write(ticket):
    data = ticket.SerializeToString()
    return 'kt1:' + base64.urlsafe_b64encode(data + H('kt ticket', data)[:4]).decode().rstrip('=')


def check_trust(it):
    root, before, number = bytes.fromhex(it['root_public']), b'', 0
    for data in it['key_lists']:
        keys, inner = open_signed('kt key list', rec.KeyList, bytes.fromhex(data), root)
        number += 1
        need(keys.number == number and keys.before == before, 'the chain of key lists')
        need(len(keys.tls_pins) == 2 and len(keys.tls_pins[0]) == 32, 'pins')
        before = H('kt key list', inner)
    need(number >= 2 and keys.sealing_key.hex() == it['newest_sealing_key'], 'sealing key')
    card, _ = open_signed('kt certificate', rec.Certificate, bytes.fromhex(it['certificate']), root)
    need((card.kiosk, card.kiosk_key.hex()) == (it['kiosk'], it['kiosk_key']), 'certificate')
    ticket = ticket_read(it['ticket'])
    need(ticket_write(ticket) == it['ticket'], 'the ticket, written again')
    need((ticket.url, ticket.token.hex()) == (it['ticket_url'], it['ticket_token']), 'ticket')
    need(ticket.root_key == root and ticket.sealing_key == keys.sealing_key, 'keys of the ticket')


def write_trust():
    public, secret = sodium.crypto_sign_keypair()
    pins, before, lists = [os.urandom(32), os.urandom(32)], b'', []
    for number in (1, 2, 3):
        keys = rec.KeyList(number=number, sealing_key=os.urandom(32), signing_key=os.urandom(32),
                           tls_pins=pins, before=before, at_s=1790000000 + number)
        lists.append(signed('kt key list', keys, secret).hex())
        before = H('kt key list', keys.SerializeToString())
    card = rec.Certificate(kiosk=9000, village=12, kiosk_key=os.urandom(32), at_s=1790000000)
    ticket = rec.Ticket(url='https://kabupaten.example.go.id/', token=os.urandom(16),
                        root_key=public, sealing_key=keys.sealing_key, tls_pins=pins)
    return {'root_public': public.hex(), 'root_secret': secret.hex(), 'key_lists': lists,
            'newest_sealing_key': keys.sealing_key.hex(),
            'certificate': signed('kt certificate', card, secret).hex(), 'kiosk': card.kiosk,
            'kiosk_key': card.kiosk_key.hex(), 'ticket': ticket_write(ticket),
            'ticket_url': ticket.url, 'ticket_token': ticket.token.hex()}


# ---------------------------------------------------------------- the event log

def log_start(kiosk, log):
    return H('kt log', struct.pack('<I', kiosk), struct.pack('<I', log))


def check_events(it):
    now = log_start(it['kiosk'], it['log'])
    need(now.hex() == it['start'], 'hash(0)')
    for row in it['chain']:
        now = H('kt event', now, bytes.fromhex(row['event']))
        need(now.hex() == row['hash'], 'the running hash')
    need(len(it['chain']) >= 3, 'too few events')


def write_events():
    kiosk, log, chain = 9000, 0xFFFFFFFE, []
    now = start = log_start(kiosk, log)
    for event in (rec.Event(day=20781, notice_gone=rec.NoticeGone(id='K7-3', revision=2)),
                  rec.Event(day=20782, filed=rec.Filed(sealed=os.urandom(160), key=1, to=rec.BPD)),
                  rec.Event(answer_arrived=rec.AnswerArrived(case=os.urandom(16), revision=1))):
        data = event.SerializeToString()
        now = H('kt event', now, data)
        chain.append({'event': data.hex(), 'hash': now.hex()})
    return {'kiosk': kiosk, 'log': log, 'start': start.hex(), 'chain': chain}


# ---------------------------------------------------------------- receipt, seal, answer

def damm_table():
    """H. M. Damm, 2004; as published."""
    return [[int(c) for c in row] for row in (
        '0317598642 7092154863 4206871359 1750983426 6123045978 '
        '3674209581 5869720134 8945362017 9438617205 2581436790').split()]


def judge(code, digits=16):
    if len(code) < digits:
        return 'short'
    table, now = damm_table(), 0
    for digit in code:
        now = table[now][int(digit)]
    return 'slip' if now or len(code) > digits else 'ok'


def code_make(digits=16):
    most = ''.join(str(b % 10) for b in os.urandom(digits - 1))
    return next(most + str(d) for d in range(10) if judge(most + str(d), digits) == 'ok')


def derive(code, salt):
    """X25519 public and secret key, key of the own text, case id."""
    master = argon2id.kdf(32, code.encode(), salt, opslimit=2, memlimit=64 << 20)
    sub = [hashlib.blake2b(key=master, digest_size=32, salt=struct.pack('<QQ', number, 0),
                           person=b'kt_rcpt_'.ljust(16, b'\0')).digest() for number in (1, 2)]
    secret = hashlib.sha512(sub[0]).digest()[:32]
    public = sodium.crypto_scalarmult_base(secret)
    return public, secret, sub[1], H('kt case', public)


def pad(data, block):
    return data + b'\x80' + b'\0' * (-(len(data) + 1) % block)


def unpad(data, block):
    need(data and len(data) % block == 0, 'padding')
    bare = data.rstrip(b'\0')
    need(bare.endswith(b'\x80') and len(data) - len(bare) < block, 'padding')
    return bare[:-1]


def words_pack(words):
    z = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=DICTIONARY)
    return z.compress(words.SerializeToString()) + z.flush()


def words_unpack(data):
    z = zlib.decompressobj(-15, zdict=DICTIONARY)
    out = z.decompress(data, 16385)
    need(z.eof and not z.unused_data and len(out) <= 16384, 'words')
    return rec.Words.FromString(out)


def check_case(it):
    of = {key: bytes.fromhex(value) for key, value in it.items()
          if key not in ('code', 'text', 'name')}
    need(judge(it['code']) == 'ok', 'check digit')
    public, secret, own_key, case = derive(it['code'], of['salt'])
    need((public, secret, own_key, case) == (of['receipt_public'], of['receipt_secret'],
                                             of['own_key'], of['case']), 'derivation')
    inner = unpad(sodium.crypto_box_seal_open(of['sealed'], of['sealing_public'],
                                              of['sealing_secret']), 16)
    need(inner == of['inside'], 'inside of the seal')
    inside = rec.Inside.FromString(inner)
    need(inside.receipt_key == public and inside.dictionary == 1, 'receipt key')
    own = of['own']
    own_open = unpad(sodium.crypto_secretbox_open(own[24:], own[:24], own_key), 16)
    for packed in (inside.words, own_open):
        words = words_unpack(packed)
        need((words.text, words.name) == (it['text'], it['name']), 'words')
    answer = rec.Answer.FromString(of['answer'])
    need(len(answer.box) % 256 == 16, 'padding of the answer')
    view = sodium.crypto_box_open(answer.box, answer.nonce, of['sealing_public'], secret)
    view = unpad(view, 256)
    need(view == of['view'], 'view')
    shown = rec.CaseView.FromString(view)
    need(shown.case == case == answer.case and shown.revision == answer.revision, 'binding')


def write_case():
    code, salt = code_make(), os.urandom(16)
    public, secret, own_key, case = derive(code, salt)
    sealing_public, sealing_secret = sodium.crypto_box_keypair()
    text, name = 'Air sumur keruh sejak banjir. Mohon diperiksa. \U0001F6B0', 'Ketua RW 02'
    packed = words_pack(rec.Words(text=text, name=name))
    inner = rec.Inside(words=packed, dictionary=1, category=rec.AIR, mode=rec.TERBUKA, to=rec.DESA,
                       receipt_key=public, kiosk=9000, log=5, seq=2, at_s=1795000000,
                       number=17, uptime_s=3).SerializeToString()
    nonce = os.urandom(24)
    view = rec.CaseView(case=case, revision=4, number='2005-0017', state=rec.DITOLAK)
    for i in range(5):
        view.entries.add(state=rec.TERVERIFIKASI, at_s=1795000000 + i, by='Dinas Kesehatan',
                         text='Sudah dicatat.')
    shown = view.SerializeToString()
    box_nonce = os.urandom(24)
    box = sodium.crypto_box(pad(shown, 256), box_nonce, public, sealing_secret)
    answer = rec.Answer(case=case, revision=4, key=1, nonce=box_nonce, box=box)
    out = {'salt': salt, 'receipt_public': public, 'receipt_secret': secret, 'own_key': own_key,
           'case': case, 'sealing_public': sealing_public, 'sealing_secret': sealing_secret,
           'sealed': sodium.crypto_box_seal(pad(inner, 16), sealing_public), 'inside': inner,
           'own': nonce + sodium.crypto_secretbox(pad(packed, 16), nonce, own_key),
           'answer': answer.SerializeToString(), 'view': shown}
    return {**{key: value.hex() for key, value in out.items()}, 'code': code, 'text': text,
            'name': name}


def check_codes(rows):
    for row in rows:
        need(judge(row['code']) == row['result'], 'code %s' % row['code'])
    need(len(rows) >= 10, 'too few codes')


def write_codes():
    rows = []
    for _ in range(5):  # every single slip and every swap of neighbours must be caught
        code = code_make()
        rows.append({'code': code, 'result': 'ok'})
        for at in range(16):
            for digit in '0123456789':
                if digit != code[at]:
                    rows.append({'code': code[:at] + digit + code[at + 1:], 'result': 'slip'})
            if at < 15 and code[at] != code[at + 1]:
                swapped = code[:at] + code[at + 1] + code[at] + code[at + 2:]
                rows.append({'code': swapped, 'result': 'slip'})
    return rows


# ---------------------------------------------------------------- cursors and sticks

def cursor_parts(kept):
    number, at = take_varint(kept, 4)
    need(len(kept) == at + 8 and number, 'a cursor')
    return kept[:4], number, kept[at:]


def join(kept):
    read = [cursor_parts(one) if one else (None, 0, b'') for one in kept]
    feeds = {feed for feed, _, _ in read if feed}
    if not feeds:
        return b''
    if len(feeds) == 1:
        fold = H('kt cursors', *(part for _, _, part in read))[:8]
        return b'\x01' + feeds.pop() + b''.join(varint(number) for _, number, _ in read) + fold
    return b'\x02' + b''.join(bytes([len(one)]) + one for one in kept)


def check_cursors(rows):
    for row in rows:
        need(join([bytes.fromhex(one) for one in row['kept']]).hex() == row['joined'], 'cursors')
    need(len(rows) >= 3, 'too few cursors')


def write_cursors():
    def one(feed, number):
        return struct.pack('<I', feed) + varint(number) + os.urandom(8) if number else b''
    rows = [[one(0, 0)] * 4, [one(9, n) for n in (1, 127, 128, 1 << 40)],
            [one(9, 3), b'', one(10, 3), b''], [b'', b'', b'', one(4000000000, 1)]]
    return [{'kept': [k.hex() for k in kept], 'joined': join(kept).hex()} for kept in rows]


def check_parcel(it):
    public = sodium.crypto_sign_ed25519_pk_to_curve25519(bytes.fromhex(it['kiosk_public']))
    secret = sodium.crypto_sign_ed25519_sk_to_curve25519(bytes.fromhex(it['kiosk_secret']))
    data = bytes.fromhex(it['parcel'])
    need(data[:5] == b'KTS\x01\x02', 'head of the parcel')
    need(sodium.crypto_box_seal_open(data[5:], public, secret).hex() == it['inside'], 'parcel')


def write_parcel():
    public, secret = sodium.crypto_sign_keypair()
    inside = os.urandom(500)
    box = sodium.crypto_box_seal(inside, sodium.crypto_sign_ed25519_pk_to_curve25519(public))
    return {'kiosk_public': public.hex(), 'kiosk_secret': secret.hex(),
            'parcel': (b'KTS\x01\x02' + box).hex(), 'inside': inside.hex()}


# ---------------------------------------------------------------- a picture in pieces

def check_picture(it):
    file, name = bytes.fromhex(it['file']), bytes.fromhex(it['hash'])
    need(H('kt media', file) == name, 'the name of a picture')
    want = wire.Want.FromString(bytes.fromhex(it['want']))
    need((want.hash, want.offset, want.max) == (name, 0, len(file)), 'what is asked for')
    need(rec.PictureHere.FromString(bytes.fromhex(it['here'])).hash == name, 'what is told')
    got = b''
    for piece in it['parts']:
        part = wire.Part.FromString(bytes.fromhex(piece))
        need((part.hash, part.kind, part.total) == (name, 1, len(file)), 'a piece')
        need(part.offset == len(got) and not part.absent, 'where a piece begins')
        got += part.bytes
    need(got == file and len(it['parts']) >= 2, 'all pieces together')


def write_picture():
    file = os.urandom(900)
    name = H('kt media', file)
    parts = [wire.Part(hash=name, kind=1, total=len(file), offset=at, bytes=file[at:at + 400])
             for at in range(0, len(file), 400)]
    return {'file': file.hex(), 'hash': name.hex(),
            'want': wire.Want(hash=name, max=len(file)).SerializeToString().hex(),
            'here': rec.PictureHere(hash=name).SerializeToString().hex(),
            'parts': [part.SerializeToString().hex() for part in parts]}


# ---------------------------------------------------------------- all

SECTIONS = {'bundles': (check_bundles, write_bundles), 'trust': (check_trust, write_trust),
            'events': (check_events, write_events), 'case': (check_case, write_case),
            'codes': (check_codes, write_codes), 'cursors': (check_cursors, write_cursors),
            'parcel': (check_parcel, write_parcel), 'picture': (check_picture, write_picture)}


def main():
    import sealed  # which stand on what is above
    import words
    SECTIONS.update(sealed.SECTIONS)
    SECTIONS.update(words.SECTIONS)
    if len(sys.argv) != 3 or sys.argv[1] not in ('check', 'write'):
        sys.exit(__doc__)
    if sys.argv[1] == 'write':
        with open(sys.argv[2], 'w', encoding='ascii') as file:
            json.dump({name: write() for name, (_, write) in SECTIONS.items()}, file, indent=1)
        return
    with open(sys.argv[2], encoding='ascii') as file:
        vectors = json.load(file)
    for name, (check, _) in SECTIONS.items():
        try:
            check(vectors[name])
        except Exception as error:
            sys.exit('%s: %s: %s: %s' % (sys.argv[2], name, type(error).__name__, error))


if __name__ == '__main__':
    main()
