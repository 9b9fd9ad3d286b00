// SPDX-License-Identifier: GPL-3.0-or-later
// A picture file as it may travel: small enough for a thin link, and pixels alone. What a camera
// wrote beside them (where, when, by whom) is left out without touching them. Pure: bytes in, bytes
// out; only headers are read, nothing is decoded.
#ifndef PICTURE_FILE_H
#define PICTURE_FILE_H

#include "record.h"

enum {
    // A photograph of 1,280 pixels a side has some 200 KB. Twelve minutes of a line of 9.6 kbit/s,
    // and one file of a stick (PARTS_STICK_BYTES_MAX).
    MEDIA_BYTES_MAX = 768 * 1024,
    MEDIA_SIDE_MAX = 8000,
    MEDIA_PIXELS_MAX = 8 * 1000 * 1000, // three times what the largest screen shows
    MEDIA_READ_MAX = 32 * 1024 * 1024,  // of a file that is looked at, to say how large it is
};

// Reads a file as somebody laid it there: *clean is what is to be kept of it, in the arena, and
// width, height, bytes, type and hash of *picture are filled in. False with a fault that names the
// file and says what to do: no PNG or JPEG, damaged, too large, or held aslant by the camera (what
// says so would be left out).
MUST_USE bool picture_file_read(struct arena *arena, const char *path, struct bytes *clean,
                                Kt__Picture *picture);
// The same of bytes that are here already, but for the hash.
MUST_USE bool picture_file_clean(struct arena *arena, const char *name, struct bytes file,
                                 struct bytes *clean, Kt__Picture *picture);
// The name that a picture has everywhere: H("kt media", all its bytes).
void picture_file_hash(uint8_t out[static HASH_LEN], struct bytes whole);
// Which way up a JPEG was held: 1 to 8 as Exif counts, 1 where it does not say.
int picture_file_orientation(struct bytes file);
// One that a record names and that may travel: a whole hash, and a size within the limits.
bool picture_may_travel(const Kt__Picture *picture);
// Those that a record names and that may travel; the pointers are into it, an office's are made in
// the arena. out holds PICTURES_OF_MAX; returns how many.
enum { PICTURES_OF_MAX = 64 };
size_t pictures_of_notice(const Kt__Notice *notice, const Kt__Picture **out);
size_t pictures_of_office(struct arena *arena, const Kt__Office *office, const Kt__Picture **out);

#endif
