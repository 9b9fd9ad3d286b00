// SPDX-License-Identifier: GPL-3.0-or-later
// One process, one owner. Must never leave a file in the data folder that its owner cannot use, nor
// go on as root where it could not become somebody else.
#include "owner.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The C library has no function for it.
static bool keep_only(unsigned capability)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};
    data[CAP_TO_INDEX(capability)].permitted = CAP_TO_MASK(capability);
    data[CAP_TO_INDEX(capability)].effective = CAP_TO_MASK(capability);
    return syscall(SYS_capset, &head, data) == 0;
}

static bool become(uid_t uid, gid_t gid)
{
    return setgroups(0, NULL) == 0 && setresgid(gid, gid, gid) == 0 &&
           prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 && setresuid(uid, uid, uid) == 0 &&
           keep_only(CAP_DAC_OVERRIDE) && prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) == 0;
}

bool owner_follow(const char *dir)
{
    struct stat st;
    if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return true;
    }
    if (st.st_mode & S_IWGRP) {
        umask(0007);
    }
    if (geteuid() != 0 || st.st_uid == 0 || become(st.st_uid, st.st_gid)) {
        return true;
    }
    fault_set("%s belongs to user %u, and root could not become that user: %s", dir,
              (unsigned)st.st_uid, strerror(errno));
    return false;
}
