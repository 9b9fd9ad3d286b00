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
    __typeof__(IMG_Load_RW) *load;
    __typeof__(IMG_SavePNG_RW) *save_png;
    __typeof__(IMG_SaveJPG) *save_jpg;
} codec; // all NULL: the library is not there

static void find(void)
{
    static const struct {
        const char *name;
        void *to;
    } functions[] = {{"IMG_Load_RW", &codec.load},
                     {"IMG_SavePNG_RW", &codec.save_png},
                     {"IMG_SaveJPG", &codec.save_jpg}};
    void *object = SDL_LoadObject(library); // kept for as long as the program runs
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        void *function = object ? SDL_LoadFunction(object, functions[i].name) : NULL;
        if (!function) {
            log_line("no pictures are shown, because %s cannot be loaded: install "
                     "libsdl2-image-2.0-0",
                     library);
            memset(&codec, 0, sizeof codec);
            return;
        }
        // An object pointer becomes one to a function: POSIX says that it may, ISO C does not.
        memcpy(functions[i].to, &function, sizeof function);
    }
}

static void find_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find);
}

struct SDL_Surface *codec_load(struct SDL_RWops *from)
{
    find_once();
    if (!codec.load && from) {
        SDL_RWclose(from);
    }
    return codec.load && from ? codec.load(from, 1) : NULL;
}

bool codec_save_png(struct SDL_Surface *surface, struct SDL_RWops *to)
{
    find_once();
    if (!codec.save_png && to) {
        SDL_RWclose(to);
    }
    if (!codec.save_png || !to || codec.save_png(surface, to, 1) != 0) {
        fault_set("the picture cannot be written: %s", SDL_GetError());
        return false;
    }
    return true;
}

bool codec_save_jpg(struct SDL_Surface *surface, const char *path, int quality)
{
    find_once();
    if (!codec.save_jpg || codec.save_jpg(surface, path, quality) != 0) {
        fault_set("%s: the picture cannot be written: %s", path, SDL_GetError());
        return false;
    }
    return true;
}
