/*
 * Further files.
 *
 * A fragment is a map with 'drivers', and 'include' if it needs others. It is read as the file of
 * the scenario is, with positions of its own. All drivers come into one map, those of the scenario
 * first, then file by file; a name that two files have is reported as any double name.
 */
#define _POSIX_C_SOURCE 200809L
#include "scenarios/language/include.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/files.h"
#include "sim/base/arena.h"

enum { DEPTH_MAX = 16, FILES_MAX = 64, BYTES_MAX = 4 * 1024 * 1024 };

/* A file, and the one that includes it. */
struct file {
    const char *path;
    const struct file *up;
    uint32_t depth;
    uint64_t device, number;          /* of what the path leads to */
};

struct including {
    struct sim_arena *arena;
    struct scn_diags *diags;
    struct scn_files *kept;
    size_t bytes;                     /* of all files together */
    struct file files[FILES_MAX];     /* read so far: each is read once */
    uint32_t file_count;
    struct scn_tree_pair *drivers;
    uint32_t count, capacity;
};

const char *scn_include_directory(struct sim_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL) {
        return NULL;
    }
    return slash == path ? "/" : sim_arena_copy(arena, path, (size_t)(slash - path));
}

/* Beside the file that names it. */
static const char *path_of(const struct including *in, const struct file *from, const char *name)
{
    const char *directory = scn_include_directory(in->arena, from->path);

    return name[0] == '/' || directory == NULL
               ? name
               : sim_arena_print(in->arena, "%s/%s", directory, name);
}

static void unreadable(const struct including *in, const struct scn_node *node, const char *why)
{
    scn_diags_add(in->diags, SCN_S_INCLUDE, node->at, NULL, "cannot read '%s': %s",
                  scn_diags_quote(in->diags, node->text), why);
}

/* A stored file is known by its place: it has no other. */
static bool look_up(const struct including *in, const struct scn_node *node, struct file *file,
                    const char **ret_text)
{
    uint32_t place = 0;

    *ret_text = scn_files_stored(in->kept, file->path, &place);
    if (*ret_text == NULL) {
        unreadable(in, node, "it was not stored with the run");
        return false;
    }
    file->number = place;
    return true;
}

/* An ordinary file only: a pipe could make us wait for ever. */
static bool look(const struct including *in, const struct scn_node *node, struct file *file,
                 size_t *ret_size)
{
    struct stat info;

    if (stat(file->path, &info) != 0) {
        unreadable(in, node, strerror(errno));
        return false;
    }
    if (!S_ISREG(info.st_mode) || (uintmax_t)info.st_size + in->bytes > BYTES_MAX) {
        unreadable(in, node, S_ISREG(info.st_mode) ? "more than 4 MiB in all" : "not a file");
        return false;
    }
    file->device = (uint64_t)info.st_dev;
    file->number = (uint64_t)info.st_ino;
    *ret_size = (size_t)info.st_size;
    return true;
}

static const char *slurp(struct including *in, const struct scn_node *node, const char *path,
                         size_t size, size_t *ret_length)
{
    FILE *file = fopen(path, "rb");
    char *text;

    if (file == NULL) {
        unreadable(in, node, strerror(errno));
        return NULL;
    }
    text = sim_arena_alloc(in->arena, size + 1);
    *ret_length = fread(text, 1, size, file);
    text[*ret_length] = '\0';
    fclose(file);
    in->bytes += *ret_length;
    return text;
}

static bool same(const struct file *a, const struct file *b)
{
    return a->device == b->device && a->number == b->number;
}

/* Read already, or being read: files include each other then. */
static bool is_known(const struct including *in, const struct scn_node *node,
                     const struct file *file)
{
    for (const struct file *f = file->up; f != NULL; f = f->up) {
        if (same(f, file)) {
            scn_diags_add(in->diags, SCN_S_INCLUDE, node->at, NULL,
                          "files include each other: '%s' is being read already",
                          scn_diags_quote(in->diags, file->path));
            return true;
        }
    }
    for (uint32_t i = 0; i < in->file_count; i++) {
        if (same(&in->files[i], file)) {
            return true;
        }
    }
    return false;
}

static void read_list(struct including *in, const struct scn_node *list,
                      const struct file *from);

/* Keys of a fragment: the rest belongs to the scenario. */
static void check_keys(const struct including *in, const struct scn_node *map)
{
    for (uint32_t i = 0; i < map->count; i++) {
        const struct scn_node *key = map->pairs[i].key;

        if (strcmp(key->text, "drivers") != 0 && strcmp(key->text, "include") != 0) {
            scn_diags_add(in->diags, SCN_S_UNKNOWN_KEY, key->at, NULL,
                          "an included file has drivers, and may include others; '%s' belongs to "
                          "the scenario", scn_diags_quote(in->diags, key->text));
        }
    }
}

static void add_drivers(struct including *in, const struct scn_node *map)
{
    if (map == NULL) {
        return;
    }
    if (map->kind != SCN_TREE_MAP) {
        scn_diags_add(in->diags, SCN_S_WRONG_TYPE, map->at, NULL,
                      "'drivers' is a map of names: {name: ...}");
        return;
    }
    for (uint32_t i = 0; i < map->count; i++) {
        if (in->count == in->capacity) {
            struct scn_tree_pair *more = sim_arena_array(in->arena, in->capacity * 2u + 16u,
                                                         sizeof *more);

            if (in->count > 0) {
                memcpy(more, in->drivers, in->count * sizeof *more);
            }
            in->capacity = in->capacity * 2u + 16u;
            in->drivers = more;
        }
        in->drivers[in->count++] = map->pairs[i];
    }
}

static void read_tree(struct including *in, const struct file *file, const char *text,
                      size_t length)
{
    uint32_t source = scn_diags_source(in->diags, file->path, text);
    const struct scn_node *root = NULL;

    if (!scn_tree_parse(in->arena, text, length, source, in->diags, &root) || root == NULL) {
        return;
    }
    if (root->kind != SCN_TREE_MAP) {
        scn_diags_add(in->diags, SCN_S_WRONG_TYPE, root->at, NULL,
                      "an included file is a map: {drivers: {...}}");
        return;
    }
    check_keys(in, root);
    add_drivers(in, scn_tree_get(root, "drivers"));
    read_list(in, scn_tree_get(root, "include"), file);
}

static void read_file(struct including *in, const struct scn_node *node, const struct file *from)
{
    struct file file = {.up = from, .depth = from->depth + 1};
    bool stored = scn_files_are_stored(in->kept);
    const char *text = NULL;
    size_t size = 0, length = 0;

    file.path = path_of(in, from, node->text);
    if (stored ? !look_up(in, node, &file, &text) : !look(in, node, &file, &size)) {
        return;
    }
    if (is_known(in, node, &file)) {
        scn_files_keep(in->kept, file.path, "");
        return;
    }
    if (in->file_count == FILES_MAX || file.depth > DEPTH_MAX) {
        unreadable(in, node, in->file_count == FILES_MAX ? "more than 64 files"
                                                         : "more than 16 files deep");
        return;
    }
    in->files[in->file_count++] = file;
    text = stored ? text : slurp(in, node, file.path, size, &length);
    if (text != NULL && !(stored && text[0] == '\0')) {
        length = stored ? strlen(text) : length;
        scn_files_keep(in->kept, file.path, text);
        read_tree(in, &file, text, length);
    }
}

static void read_list(struct including *in, const struct scn_node *list, const struct file *from)
{
    if (list == NULL) {
        return;
    }
    if (list->kind != SCN_TREE_LIST) {
        scn_diags_add(in->diags, SCN_S_WRONG_TYPE, list->at, NULL,
                      "'include' is a list of files: [drivers/nic.yaml]");
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        const struct scn_node *node = list->items[i];

        if (node->kind != SCN_TREE_SCALAR || node->text[0] == '\0') {
            scn_diags_add(in->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                          "'include' is a list of files: [drivers/nic.yaml]");
        } else {
            read_file(in, node, from);
        }
    }
}

static const struct scn_node *joined(const struct including *in, const struct scn_node *root)
{
    struct scn_node *map = sim_arena_alloc(in->arena, sizeof *map);
    struct scn_node *key = sim_arena_alloc(in->arena, sizeof *key);
    struct scn_node *drivers = sim_arena_alloc(in->arena, sizeof *drivers);
    struct scn_tree_pair *pairs = sim_arena_array(in->arena, root->count + 1u, sizeof *pairs);
    bool written = false;

    *drivers = (struct scn_node){.kind = SCN_TREE_MAP, .at = root->at, .pairs = in->drivers,
                                 .count = in->count};
    *key = (struct scn_node){.kind = SCN_TREE_SCALAR, .at = root->at, .text = "drivers"};
    *map = *root;
    map->pairs = pairs;
    for (uint32_t i = 0; i < root->count; i++) {
        pairs[i] = root->pairs[i];
        if (strcmp(pairs[i].key->text, "drivers") == 0) {
            drivers->at = pairs[i].value->at;
            pairs[i].value = drivers;
            written = true;
        }
    }
    if (!written) {
        pairs[map->count++] = (struct scn_tree_pair){key, drivers};
    }
    return map;
}

const struct scn_node *scn_include_files(struct sim_arena *arena, const struct scn_node *root,
                                         struct scn_diags *diags, struct scn_files *files)
{
    struct including in = {.arena = arena, .diags = diags, .kept = files};
    struct file scenario = {.path = diags->source_names[0]};
    const struct scn_node *list;
    struct stat info;

    if (root->kind != SCN_TREE_MAP || scn_tree_get(root, "include") == NULL) {
        return root;
    }
    scenario.number = UINT64_MAX;
    if (!scn_files_are_stored(files) && stat(scenario.path, &info) == 0) {
        scenario.device = (uint64_t)info.st_dev;
        scenario.number = (uint64_t)info.st_ino;
    }
    list = scn_tree_get(root, "include");
    add_drivers(&in, scn_tree_get(root, "drivers"));
    read_list(&in, list, &scenario);
    return in.file_count == 0 ? root : joined(&in, root);
}
