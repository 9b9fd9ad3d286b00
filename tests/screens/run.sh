#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Plays the screens and holds every page: tests/screens/run.sh BUILD [accept|look]
exec /usr/bin/python3 "$(dirname "$0")/run.py" "$@"
