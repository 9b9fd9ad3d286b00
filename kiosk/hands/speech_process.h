// SPDX-License-Identifier: GPL-3.0-or-later
// One run of espeak-ng for one sentence (11 ms from start to first sound): words go in through a
// pipe, sound comes out of one. Nothing of them in arguments, environment or files.
#ifndef SPEECH_PROCESS_H
#define SPEECH_PROCESS_H

#include "db/base/base.h"

#include <limits.h>
#include <sys/types.h>

enum { SPEECH_RATE = 22050, SPEECH_BYTES_A_SECOND = SPEECH_RATE * 2 }; // 16 bits, one channel

struct speech_process {
    pid_t pid;  // 0: none
    int out_fd; // sound comes out of it; does not block
    size_t head_len;
    uint8_t head[44]; // of the WAV file that it writes
};

// Where espeak-ng is, by PATH. False with a fault for the villager.
MUST_USE bool speech_process_find(char path[static PATH_MAX]);
// False with a fault. words: at most SPEECH_SENTENCE_BYTES_MAX bytes.
MUST_USE bool speech_process_start(struct speech_process *process, const char *path,
                                   const char *voice, int words_per_min, const char *words);
// Reads sound that is there. 1: *len bytes (perhaps 0); 0: the end; -1: that is no sound of ours.
int speech_process_read(struct speech_process *process, void *out, size_t max, size_t *len);
// Ends it, whatever it is doing, after so many ms in which it may do so by itself. True when it
// then had ended well.
bool speech_process_end(struct speech_process *process, int wait_ms);

#endif
