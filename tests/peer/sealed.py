# SPDX-License-Identifier: GPL-3.0-or-later
"""Four sections of peer.py, from record.proto alone: a recording, closed, what a villager does with
a case, what a role reads and does, and the regency's word by which a role begins anew."""
import os
import struct

import nacl.bindings as sodium
from nacl.pwhash import argon2id

from db.record import record_pb2 as rec
from sync.bundle import bundle_pb2 as wire
from peer import H, code_make, judge, need, pad, refuses, unpad, words_pack, words_unpack

MESSAGE = 4096  # open bytes of one
HEADER, EXTRA, FINAL = 24, 17, 3


def voice_open(closed, key):
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, closed[:HEADER], key)
    out, at, tag = b'', HEADER, 0
    while at < len(closed):
        need(tag != FINAL, 'something follows the last message')
        piece = closed[at:at + MESSAGE + EXTRA]
        try:
            open_, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, piece)
        except Exception:
            need(False, 'a message that does not open')
        out, at = out + open_, at + len(piece)
    need(tag == FINAL, 'the last message is missing')
    return out


def voice_close(open_, key):
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    out = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    for at in range(0, len(open_), MESSAGE):
        last = at + MESSAGE >= len(open_)
        out += sodium.crypto_secretstream_xchacha20poly1305_push(
            state, open_[at:at + MESSAGE], tag=FINAL if last else 0)
    return out


def check_voice(it):
    of = {key: bytes.fromhex(value) for key, value in it.items()}
    need(H('kt voice', of['closed']) == of['hash'], 'hash of a recording')
    need(voice_open(of['closed'], of['key']) == of['open'], 'recording')
    need(len(of['open']) > MESSAGE, 'one message only')
    for closed in (of['closed'][:-1], of['closed'][:HEADER + MESSAGE + EXTRA],
                   of['closed'][:99] + b'?' + of['closed'][100:]):
        need(refuses(voice_open, closed, of['key']), 'a damaged recording opens')


def write_voice():
    open_, key = os.urandom(2 * MESSAGE), os.urandom(32)
    closed = voice_close(open_, key)
    return {'open': open_.hex(), 'key': key.hex(), 'closed': closed.hex(),
            'hash': H('kt voice', closed).hex()}


def check_follow(it):
    of = {key: bytes.fromhex(value) for key, value in it.items() if key != 'text'}
    need(H('kt case', of['receipt_public']) == of['case'], 'case id')
    need((len(of['sealed']) - 48) % 256 == 0, 'padding of a follow-up')
    envelope = rec.FollowEnvelope.FromString(unpad(sodium.crypto_box_seal_open(
        of['sealed'], of['sealing_public'], of['sealing_secret']), 256))
    need(envelope.case == of['case'], 'case of the envelope')
    inner = sodium.crypto_box_open(envelope.box, envelope.nonce, of['receipt_public'],
                                   of['sealing_secret'])
    following = rec.Following.FromString(inner)
    need(inner == of['following'] and following.case == of['case'], 'what was followed')
    need(words_unpack(following.words).text == it['text'], 'words of a follow-up')


def write_follow():
    sealing_public, sealing_secret = sodium.crypto_box_keypair()
    public, secret = sodium.crypto_box_keypair()
    case, text, nonce = H('kt case', public), 'Belum selesai: airnya masih keruh.', os.urandom(24)
    inner = rec.Following(case=case, what=rec.REOPEN, words=words_pack(rec.Words(text=text)),
                          dictionary=1, kiosk=9000, log=5, seq=7,
                          at_s=1795000000).SerializeToString()
    box = sodium.crypto_box(inner, nonce, sealing_public, secret)
    envelope = rec.FollowEnvelope(case=case, nonce=nonce, box=box).SerializeToString()
    out = {'sealing_public': sealing_public, 'sealing_secret': sealing_secret, 'case': case,
           'receipt_public': public, 'receipt_secret': secret, 'following': inner,
           'sealed': sodium.crypto_box_seal(pad(envelope, 256), sealing_public)}
    return {**{key: value.hex() for key, value in out.items()}, 'text': text}


def unpad_any(data):
    """Whatever block it was padded to: 0x80 from the end, zeros behind it."""
    return unpad(data, len(data))


def check_role(it):
    of = {key: bytes.fromhex(value) for key, value in it.items() if key != 'text'}
    need((len(of['copy']) - 48) % 256 == 0, 'padding of a copy with a view')
    copy = rec.RoleCopy.FromString(unpad_any(sodium.crypto_box_seal_open(
        of['copy'], of['role_public'], of['role_secret'])))
    need(H('kt case', copy.receipt_key) == of['case'] == copy.case == copy.view.case, 'case id')
    need(words_unpack(copy.words).text == it['text'], 'words of a copy')
    need((len(of['act']) - 48) % 256 == 0, 'padding of an act')
    envelope = rec.ActEnvelope.FromString(unpad(sodium.crypto_box_seal_open(
        of['act'], of['sealing_public'], of['sealing_secret']), 256))
    need(envelope.role == rec.ROLE_BPD and envelope.role_key == 2, 'role and number')
    inner = sodium.crypto_box_open(envelope.box, envelope.nonce, of['role_public'],
                                   of['sealing_secret'])
    need(inner == of['acting'] and rec.Acting.FromString(inner).case == of['case'], 'act')


def write_role():
    sealing_public, sealing_secret = sodium.crypto_box_keypair()
    role_public, role_secret = sodium.crypto_box_keypair()
    receipt, _ = sodium.crypto_box_keypair()
    case, text, nonce = H('kt case', receipt), 'Loket tutup sejak Senin.', os.urandom(24)
    copy = rec.RoleCopy(case=case, receipt_key=receipt, number='2005-0007', mode=rec.RAHASIA,
                        to=rec.BPD, at_s=1795000000, words=words_pack(rec.Words(text=text)),
                        dictionary=1, view=rec.CaseView(case=case, revision=1, state=rec.TERKIRIM))
    inner = rec.Acting(case=case, what=rec.ACT_TABLE, state=rec.DIBAHAS_BPD, day=20785, kiosk=9000,
                       log=5, seq=8, at_s=1795000000).SerializeToString()
    envelope = rec.ActEnvelope(role=rec.ROLE_BPD, role_key=2, nonce=nonce, box=sodium.crypto_box(
        inner, nonce, sealing_public, role_secret)).SerializeToString()
    out = {'sealing_public': sealing_public, 'sealing_secret': sealing_secret, 'case': case,
           'role_public': role_public, 'role_secret': role_secret, 'acting': inner,
           'copy': sodium.crypto_box_seal(pad(copy.SerializeToString(), 256), role_public),
           'act': sodium.crypto_box_seal(pad(envelope, 256), sealing_public)}
    return {**{key: value.hex() for key, value in out.items()}, 'text': text}


def permit_key(code, permit):
    return argon2id.kdf(32, code.encode(), permit.salt, opslimit=permit.ops,
                        memlimit=permit.mem_kib << 10)


def permit_lock(permit, key):
    return H('kt permit', permit.id, bytes([permit.role]), struct.pack('<I', permit.village), key)


def check_permit(it):
    of = {key: bytes.fromhex(value) for key, value in it.items() if key != 'code'}
    need(judge(it['code'], 12) == 'ok', 'check digit of a permit')
    permit = wire.Change.FromString(of['change']).role_permit
    need((len(permit.id), len(permit.salt), permit.role) == (16, 16, rec.ROLE_DESA), 'permit')
    key = permit_key(it['code'], permit)
    need(key == of['key'] and permit_lock(permit, key) == permit.lock, 'key and lock')
    anew = rec.Event.FromString(of['event']).role_anew
    need((anew.role, anew.permit) == (permit.role, permit.id), 'what a kiosk says of it')


def write_permit():
    code = code_make(12)
    permit = rec.RolePermit(id=os.urandom(16), role=rec.ROLE_DESA, village=70000,
                            given_s=1795000000, until_s=1796209600, salt=os.urandom(16), ops=3,
                            mem_kib=2048)
    key = permit_key(code, permit)
    permit.lock = permit_lock(permit, key)
    event = rec.Event(role_anew=rec.RoleAnew(role=permit.role, permit=permit.id, at_s=1795000600))
    return {'code': code, 'key': key.hex(),
            'change': wire.Change(role_permit=permit).SerializeToString().hex(),
            'event': event.SerializeToString().hex()}


SECTIONS = {'voice': (check_voice, write_voice), 'follow': (check_follow, write_follow),
            'role': (check_role, write_role), 'permit': (check_permit, write_permit)}
