#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two implementations against each other: both check the golden vectors, then each checks what the
# other wrote with fresh keys; then the agent against whatever may answer in the regency's place
# (half a minute: two of the cases are silence).
# Usage: tests/peer/run.sh BUILD (from the project's folder).
set -eu
build=${1:?usage: tests/peer/run.sh BUILD}
python=${PYTHON:-/usr/bin/python3}
ours=$build/tests/unit/agent/test_peer
out=$build/peer
mkdir -p "$out"
protoc --python_out="$out" db/record/record.proto sync/bundle/bundle.proto

peer() { PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$out" "$python" tests/peer/peer.py "$@"; }
say() { if "$@" >"$out/log" 2>&1; then :; else cat "$out/log" >&2; exit 1; fi; }

say "$ours" check tests/peer/vectors.json
say peer check tests/peer/vectors.json
say "$ours" write "$out/from-c.json"
say peer check "$out/from-c.json"
say peer write "$out/from-python.json"
say "$ours" check "$out/from-python.json"
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$out" "$python" tests/peer/carrier.py "$build"
echo "peer: golden vectors hold, and each reads what the other writes"
