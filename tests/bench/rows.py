# SPDX-License-Identifier: GPL-3.0-or-later
"""A figure as a tab-separated row: name, value, unit, goal, ok or short."""


def row(name, value, unit, goal="", holds=True):
    shown = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    print("\t".join([name, shown, unit, goal, "ok" if holds else "short"]), flush=True)


def at_most(name, value, unit, most):
    row(name, value, unit, f"<= {most}", value <= most)


def at_least(name, value, unit, least):
    row(name, value, unit, f">= {least}", value >= least)
