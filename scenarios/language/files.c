/* The files that a scenario reads besides its own; see the header. */
#include "scenarios/language/files.h"

#include <string.h>

#include "model/run/answer.h"
#include "sim/base/arena.h"

/* 'data/times.csv' of 'here/data/times.csv', where the scenario is in 'here': it may be read from
   elsewhere the next time. */
static const char *name_of(const struct scn_files *files, const char *path)
{
    size_t length = files->directory == NULL ? 0 : strlen(files->directory);

    if (length > 0 && strncmp(path, files->directory, length) == 0 && path[length] == '/') {
        return path + length + 1;
    }
    return path;
}

static const struct mdl_file *find(const struct mdl_file *files, uint32_t count,
                                   const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(files[i].name, name) == 0) {
            return &files[i];
        }
    }
    return NULL;
}

bool scn_files_are_stored(const struct scn_files *files)
{
    return files != NULL && files->stored_count > 0;
}

const char *scn_files_stored(const struct scn_files *files, const char *path,
                             uint32_t *ret_place)
{
    const struct mdl_file *file = find(files->stored, files->stored_count,
                                       name_of(files, path));

    if (file == NULL) {
        return NULL;
    }
    *ret_place = (uint32_t)(file - files->stored);
    return file->text;
}

void scn_files_keep(struct scn_files *files, const char *path, const char *text)
{
    const char *name;

    if (files == NULL || find(files->items, files->count, name_of(files, path)) != NULL) {
        return;
    }
    if (files->count == files->capacity) {
        uint32_t capacity = files->capacity * 2 + 8;
        struct mdl_file *more = sim_arena_array(files->arena, capacity, sizeof *more);

        if (files->count > 0) {
            memcpy(more, files->items, files->count * sizeof *more);
        }
        files->items = more;
        files->capacity = capacity;
    }
    name = name_of(files, path);
    files->items[files->count++] = (struct mdl_file){
        sim_arena_copy(files->arena, name, strlen(name)),
        sim_arena_copy(files->arena, text, strlen(text))};
}
