// SPDX-License-Identifier: GPL-3.0-or-later
// Files are read each time they are asked for: whoever edits one sees it at the next touch. What is
// wrong with one goes to the log in full, for who keeps the kiosk.
#include "templates.h"

#include "asset.h"
#include "db/base/file.h"
#include "db/base/folder.h"

#include <string.h>

// As people look for them; others follow.
static const char *const order[] = {"undangan",         "pengumuman", "bantuan",         "layanan",
                                    "laporan-kegiatan", "darurat",    "hasil-musyawarah"};

static struct template_file *read(struct arena *arena, const char *slug, const char *path,
                                  const char **broken)
{
    struct bytes file;
    if (!path || !file_exists(path)) {
        return NULL;
    }
    struct template_file *made = file_read(arena, path, TEMPLATE_BYTES_MAX, &file)
                                     ? template_file_read(arena, slug, path, file)
                                     : NULL;
    if (!made) {
        log_line("%s", fault_text());
        *broken = *broken ? *broken : arena_printf(arena, "%s.md", slug);
    }
    return made;
}

static struct template_file *shipped(struct arena *arena, const char *slug)
{
    for (size_t i = 0; i < templates_shipped_count; i++) {
        if (str_equal(templates_shipped[i].slug, slug)) {
            return template_file_read(arena, slug, slug, templates_shipped[i].file);
        }
    }
    return NULL;
}

static struct template_file *find(struct arena *arena, const char *data, const char *slug,
                                  const char **broken)
{
    *broken = NULL;
    const char *name = arena_printf(arena, "templates/%s.md", slug);
    struct template_file *made = read(arena, slug, file_path(arena, data, name), broken);
    made = made ? made : read(arena, slug, asset_path(arena, name), broken);
    return made ? made : shipped(arena, slug);
}

const struct template_file *templates_find(struct arena *arena, const char *data, const char *slug)
{
    const char *broken;
    return *slug && !strchr(slug, '/') ? find(arena, data, slug, &broken) : NULL;
}

static bool is_listed(const char *const *slugs, size_t count, const char *slug)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(slugs[i], slug)) {
            return true;
        }
    }
    return false;
}

// Those of the village that go by names of their own.
static size_t add_own(struct arena *arena, const char *data, const char **slugs, size_t count)
{
    static const char *const endings[] = {".md", NULL};
    struct folder_file files[TEMPLATES_MAX];
    struct folder_found found;
    const char *dir = file_path(arena, data, "templates");
    size_t n = file_is_dir(dir) ? folder_walk(arena, dir, &(struct folder_walk){.endings = endings},
                                              TEMPLATES_MAX, files, &found)
                                : 0;
    for (size_t i = 0; i < n && count < TEMPLATES_MAX; i++) {
        size_t len = strlen(files[i].path) - strlen(".md");
        const char *slug = arena_str_of(arena, bytes_of(files[i].path, len));
        if (!is_listed(slugs, count, slug)) {
            slugs[count++] = slug;
        }
    }
    return count;
}

size_t templates_list(struct arena *arena, const char *data,
                      struct templates_row rows[static TEMPLATES_MAX])
{
    const char *slugs[TEMPLATES_MAX];
    size_t count = COUNT_OF(order), kept = 0;
    memcpy(slugs, order, sizeof order);
    count = add_own(arena, data, slugs, count);
    for (size_t i = 0; i < count; i++) {
        const char *broken;
        const struct template_file *made = find(arena, data, slugs[i], &broken);
        if (made || broken) {
            rows[kept++] = (struct templates_row){made, broken};
        }
    }
    return kept;
}
