/* What the timeline may set; see the header. */
#include "scenarios/language/settable.h"

#include <string.h>

static const struct scn_settable rows[SCN_KEY_COUNT] = {
#define SET(section, key, then) \
    [SCN_KEY_##section##_##key] = {SCN_SETTABLE_MAY, SCN_KEY_##section##_##key, then, NULL},
#define NOT(section, key, reason) \
    [SCN_KEY_##section##_##key] = {SCN_SETTABLE_NOT, SCN_KEY_##section##_##key, reason, NULL},
#define INTO(section, key) \
    [SCN_KEY_##section##_##key] = {SCN_SETTABLE_SEVERAL, SCN_KEY_##section##_##key, NULL, NULL},
#define NONE(section, reason)
#include "scenarios/language/settable.def"
#undef SET
#undef NOT
#undef INTO
#undef NONE
};

static const char *const reasons[SCN_SECTION_COUNT] = {
#define SET(section, key, then)
#define NOT(section, key, reason)
#define INTO(section, key)
#define NONE(section, reason) [SCN_SECTION_##section] = reason,
#include "scenarios/language/settable.def"
#undef SET
#undef NOT
#undef INTO
#undef NONE
};

struct scn_settable scn_settable_row(enum scn_key key)
{
    const struct scn_schema_key *row = scn_schema_row(key);
    struct scn_settable found = rows[key];

    found.key = key;
    if (reasons[row->section] != NULL) {
        found.kind = SCN_SETTABLE_NOT;
        found.text = reasons[row->section];
    } else if (found.kind == SCN_SETTABLE_SEVERAL
               && (row->type == SCN_TYPE_STEPS || row->type == SCN_TYPE_CALLBACK)) {
        found.kind = SCN_SETTABLE_CODE;
    }
    return found;
}

/* Behind the next name of the path: the longest key of the map that fits, or up to the next dot;
   ret_child is what stands there, or NULL. */
static const char *behind_name(const struct scn_node *node, const char *path,
                               const struct scn_node **ret_child)
{
    size_t length = strcspn(path, ".");

    *ret_child = NULL;
    for (uint32_t i = 0; node != NULL && node->kind == SCN_TREE_MAP && i < node->count; i++) {
        const char *key = node->pairs[i].key->text;
        size_t fits = strlen(key);

        if (strncmp(path, key, fits) == 0 && (path[fits] == '.' || path[fits] == '\0')
            && (*ret_child == NULL || fits > length)) {
            *ret_child = node->pairs[i].value;
            length = fits;
        }
    }
    if (node != NULL && node->kind == SCN_TREE_LIST && length == 1 && path[0] >= '0'
        && path[0] <= '9' && (uint32_t)(path[0] - '0') < node->count) {
        *ret_child = node->items[path[0] - '0'];
    }
    return path + length + (path[length] == '.');
}

static bool begins(const char *path, const char *word)
{
    size_t length = strlen(word);

    return strncmp(path, word, length) == 0 && (path[length] == '.' || path[length] == '\0');
}

/* In arrivals, of which there may be several: a part that is read as a map of its own. */
static bool is_part_of_arrivals(const char *path)
{
    path += path[0] >= '0' && path[0] <= '9' ? strspn(path, "0123456789") : 0;
    path += path[0] == '.';
    return begins(path, "capacity") || begins(path, "moderation") || begins(path, "kind");
}

/* Objects are those of the file: the timeline makes no new one. */
static bool is_unnamed(enum scn_key key, const struct scn_node *node, const char *path)
{
    const struct scn_node *child;

    if (scn_schema_row(key)->type != SCN_TYPE_NAMED) {
        return false;
    }
    behind_name(node, path, &child);
    return child == NULL;
}

/* Where the path goes on below this key; false: it is not followed any further. */
static bool go_into(enum scn_key key, const struct scn_node **node, const char **path,
                    enum scn_section *section)
{
    const struct scn_schema_key *row = scn_schema_row(key);
    bool is_list = row->type == SCN_TYPE_LIST || (*node != NULL && (*node)->kind == SCN_TREE_LIST);

    if (row->type == SCN_TYPE_ARRIVALS) {
        if (!is_part_of_arrivals(*path)) {
            return false;
        }
        *section = SCN_SECTION_ARRIVALS;
    } else if (!scn_schema_inside(key, section)
               || (row->type == SCN_TYPE_CALLBACK
                   && (*node == NULL || (*node)->kind != SCN_TREE_MAP))) {
        return false;
    }
    if (row->type == SCN_TYPE_NAMED || is_list) {
        *path = behind_name(*node, *path, node);
    }
    return **path != '\0';
}

struct scn_settable scn_settable_find(const struct scn_node *root, const char *path)
{
    const struct scn_settable unknown = {.kind = SCN_SETTABLE_UNKNOWN};
    enum scn_section section = SCN_SECTION_ROOT;
    const struct scn_node *node = root;

    for (;;) {
        char name[64];
        size_t length = strcspn(path, ".");
        struct scn_settable found;
        enum scn_key key;

        if (length >= sizeof name) {
            return unknown;
        }
        memcpy(name, path, length);
        name[length] = '\0';
        key = scn_schema_find(section, name);
        if (key == SCN_KEY_COUNT) {
            return unknown;
        }
        found = scn_settable_row(key);
        path += length + (path[length] == '.');
        node = node != NULL && node->kind == SCN_TREE_MAP ? scn_tree_get(node, name) : NULL;
        if (found.kind == SCN_SETTABLE_NOT || *path == '\0') {
            return found;
        }
        if (scn_schema_row(key)->type == SCN_TYPE_NAMED && key == SCN_KEY_DRIVER_callbacks) {
            found.kind = SCN_SETTABLE_CODE;
            return found;
        }
        if (is_unnamed(key, node, path)) {
            return (struct scn_settable){SCN_SETTABLE_NO_NAME, key, path, node};
        }
        if (!go_into(key, &node, &path, &section)) {
            return found;
        }
    }
}
