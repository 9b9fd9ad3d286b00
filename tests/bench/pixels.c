// SPDX-License-Identifier: GPL-3.0-or-later
// Tells when pixels change: looks at one rectangle of the only window of an X display, every few
// milliseconds, and prints CLOCK_MONOTONIC in ms at each change: pixels X Y W H
#include "db/base/clock.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LOOK_EVERY_US = 4000 };

// The kiosk's: the one child of the root, or the root itself while there is none.
static Window window_of(Display *display)
{
    Window root = DefaultRootWindow(display), parent, *children = NULL;
    unsigned count = 0;
    Window found = root;
    if (XQueryTree(display, root, &root, &parent, &children, &count) && count > 0) {
        found = children[count - 1];
    }
    if (children) {
        XFree(children);
    }
    return found;
}

// FNV-1a over the rectangle's bytes.
static uint64_t look(Display *display, Window window, const int rect[4])
{
    XImage *image = XGetImage(display, window, rect[0], rect[1], (unsigned)rect[2],
                              (unsigned)rect[3], AllPlanes, ZPixmap);
    uint64_t hash = 0xCBF29CE484222325;
    if (!image) {
        die("the window cannot be looked at");
    }
    const uint64_t *word = (const uint64_t *)(const void *)image->data;
    size_t words = (size_t)image->bytes_per_line * (size_t)image->height / sizeof *word;
    for (size_t i = 0; i < words; i++) {
        hash = (hash ^ word[i]) * 0x100000001B3;
    }
    XDestroyImage(image);
    return hash;
}

int main(int argc, char **argv)
{
    int rect[4];
    Display *display = argc == 5 ? XOpenDisplay(NULL) : NULL;
    if (!display) {
        fprintf(stderr, "usage: pixels X Y W H (with DISPLAY set)\n");
        return 2;
    }
    for (int i = 0; i < 4; i++) {
        rect[i] = atoi(argv[i + 1]);
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    Window window = window_of(display);
    uint64_t last = look(display, window, rect);
    printf("ready\n");
    for (;;) {
        uint64_t now = look(display, window, rect);
        if (now != last) {
            printf("%lld\n", (long long)clock_mono_ms());
            last = now;
        }
        usleep(LOOK_EVERY_US);
    }
}
