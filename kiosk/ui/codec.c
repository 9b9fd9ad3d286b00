// SPDX-License-Identifier: GPL-3.0-or-later
// SDL2_image is loaded with the first picture and not with the program: it brings a dozen decoders,
// a quarter of all that has to be linked before the first letter shows. Must never be asked for
// anything but PNG and JPEG.
#include "codec.h"

#include <SDL_image.h>
#include <pthread.h>
#include <string.h>

static const char library[] = "libSDL2_image-2.0.so.0";

static struct {
    __typeof__(IMG_Load) *load;
    __typeof__(IMG_SavePNG) *save_png;
} codec; // both NULL: the library is not there

static void find(void)
{
    void *object = SDL_LoadObject(library); // kept for as long as the program runs
    void *load = object ? SDL_LoadFunction(object, "IMG_Load") : NULL;
    void *save_png = object ? SDL_LoadFunction(object, "IMG_SavePNG") : NULL;
    if (!load || !save_png) {
        log_line("no pictures are shown, because %s cannot be loaded: install libsdl2-image-2.0-0",
                 library);
        return;
    }
    // An object pointer becomes one to a function: POSIX says that it may, ISO C does not.
    memcpy(&codec.load, &load, sizeof load);
    memcpy(&codec.save_png, &save_png, sizeof save_png);
}

static void find_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find);
}

struct SDL_Surface *codec_load(const char *path)
{
    find_once();
    return codec.load ? codec.load(path) : NULL;
}

bool codec_save_png(struct SDL_Surface *surface, const char *path)
{
    find_once();
    if (!codec.save_png || codec.save_png(surface, path) != 0) {
        fault_set("%s: cannot write the picture: %s", path, SDL_GetError());
        return false;
    }
    return true;
}
