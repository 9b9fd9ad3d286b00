// SPDX-License-Identifier: GPL-3.0-or-later
// The pepper of this machine for a command that root types: no unit gave it one (db/base/pepper.h),
// so the chip is asked through systemd-creds.
#ifndef CHIP_H
#define CHIP_H

// Before root becomes somebody else. Whoever is not root, has the pepper already, or works in a
// folder without one (DIR/keys/pepper) is left as they are. A chip that does not open it is said.
void chip_open(const char *dir);

#endif
