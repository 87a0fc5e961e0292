/* The scenario written out; see the header. */
#include "scenarios/language/filled.h"

#include <string.h>

#include "model/run/answer.h"
#include "scenarios/language/build.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { STEP = 2, WIDTH = 88, ORIGIN_COLUMN = 48 };

/* ---- noting ---------------------------------------------------------------------------------- */

static struct scn_fill *find(const struct scn_build *b, const struct scn_node *map,
                             const char *key)
{
    for (uint32_t i = 0; i < b->fills.count; i++) {
        struct scn_fill *fill = SCN_AT(struct scn_fill, b->fills, i);

        if (fill->map == map && strcmp(fill->key, key) == 0) {
            return fill;
        }
    }
    return NULL;
}

void scn_filled_note(struct scn_build *b, const struct scn_node *map, const char *key,
                     const char *path, const char *value, const char *origin)
{
    if (map != NULL && find(b, map, key) == NULL) {
        *(struct scn_fill *)scn_build_push(b, &b->fills) =
            (struct scn_fill){map, key, path, value, origin, NULL};
    }
}

const struct scn_node *scn_filled_section(struct scn_build *b, const struct scn_node *map,
                                          const char *key)
{
    const struct scn_fill *known = map == NULL ? NULL : find(b, map, key);
    struct scn_node *inner;

    if (map == NULL || known != NULL) {
        return known == NULL ? NULL : known->inner;
    }
    inner = sim_arena_alloc(b->arena, sizeof *inner);
    *inner = (struct scn_node){.kind = SCN_TREE_MAP, .at = map->at};
    *(struct scn_fill *)scn_build_push(b, &b->fills) =
        (struct scn_fill){map, key, "", NULL, NULL, inner};
    return inner;
}

/* ---- printing -------------------------------------------------------------------------------- */

struct printer {
    struct sim_text *text;
    struct sim_arena arena;
    const struct scn_filled *filled;
    bool inlines;                     /* what is included is written out  */
    const struct scn_node *includes;  /* then this key is not             */
};

static void print_map(struct printer *p, const struct scn_node *map, unsigned indent,
                      bool is_begun);

/* Has the map a value to be filled in, or one of the sections in it? */
static bool has_fills(const struct printer *p, const struct scn_node *map)
{
    for (uint32_t i = 0; i < p->filled->fill_count; i++) {
        const struct scn_fill *fill = &p->filled->fills[i];

        if (fill->map == map && (fill->inner == NULL || has_fills(p, fill->inner))) {
            return true;
        }
    }
    return false;
}

/* Somewhere below. */
static bool is_filled(const struct printer *p, const struct scn_node *node)
{
    for (uint32_t i = 0; node->kind == SCN_TREE_MAP && i < node->count; i++) {
        if (is_filled(p, node->pairs[i].value)) {
            return true;
        }
    }
    return node->kind == SCN_TREE_MAP && has_fills(p, node);
}

static bool is_nothing(const struct scn_node *node)
{
    return node->kind == SCN_TREE_SCALAR && node->text[0] == '\0' && !node->quoted;
}

static bool fits(struct printer *p, const struct scn_node *node, unsigned indent)
{
    return node->kind == SCN_TREE_SCALAR || node->count == 0 ||
           (!is_filled(p, node) &&
            indent + strlen(scn_values_text_node(&p->arena, node)) <= WIDTH);
}

static void print_origin(struct printer *p, size_t line_from, const char *origin)
{
    size_t columns = p->text->length - line_from;

    sim_text_repeat(p->text, ' ', columns < ORIGIN_COLUMN ? ORIGIN_COLUMN - columns : 2);
    sim_text_print(p->text, "# %s\n", origin);
}

static void print_list(struct printer *p, const struct scn_node *list, unsigned indent)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct scn_node *item = list->items[i];

        sim_text_repeat(p->text, ' ', indent);
        sim_text_add(p->text, "- ");
        if (fits(p, item, indent + STEP)) {
            sim_text_print(p->text, "%s\n", is_nothing(item)
                                                ? "" : scn_values_text_node(&p->arena, item));
        } else if (item->kind == SCN_TREE_MAP) {
            print_map(p, item, indent + STEP, true);
        } else {
            sim_text_print(p->text, "%s\n", scn_values_text_node(&p->arena, item));
        }
    }
}

/* Lines that a block can hold as they are; then the block's mark. */
static const char *block_mark(const struct scn_node *node)
{
    size_t length = node->kind == SCN_TREE_SCALAR ? strlen(node->text) : 0;

    if (length < 2 || strchr(node->text, '\n') == NULL || node->text[0] == ' ' ||
        node->text[length - 2] == '\n') {
        return NULL;
    }
    for (const char *c = node->text; *c != '\0'; c++) {
        if ((*c < ' ' && *c != '\n') || *c == 0x7f || (*c == '\n' && c == node->text)) {
            return NULL;
        }
        if (*(const unsigned char *)c >= 0x80) {
            return NULL;
        }
    }
    return node->text[length - 1] == '\n' ? "|" : "|-";
}

static void print_block(struct printer *p, const char *text, unsigned indent)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        sim_text_repeat(p->text, ' ', length > 0 ? indent : 0);
        sim_text_add_bytes(p->text, text, length);
        sim_text_add_char(p->text, '\n');
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}

static void print_pair(struct printer *p, const struct scn_tree_pair *pair, unsigned indent)
{
    const struct scn_node *value = pair->value;
    size_t line_from = p->text->length;

    sim_text_print(p->text, "%s:", scn_values_text_node(&p->arena, pair->key));
    if (is_nothing(value)) {
        sim_text_add_char(p->text, '\n');
    } else if (block_mark(value) != NULL) {
        sim_text_print(p->text, " %s\n", block_mark(value));
        print_block(p, value->text, indent + STEP);
    } else if (fits(p, value, indent + (unsigned)strlen(pair->key->text) + STEP)) {
        sim_text_print(p->text, " %s", scn_values_text_node(&p->arena, value));
        if (value->at.source >= p->filled->file_count) {
            print_origin(p, line_from, "override");
        } else {
            sim_text_add_char(p->text, '\n');
        }
    } else {
        sim_text_add_char(p->text, '\n');
        if (value->kind == SCN_TREE_MAP) {
            print_map(p, value, indent + STEP, false);
        } else {
            print_list(p, value, indent + STEP);
        }
    }
}

static void print_fills(struct printer *p, const struct scn_node *map, unsigned indent)
{
    for (uint32_t i = 0; i < p->filled->fill_count; i++) {
        const struct scn_fill *fill = &p->filled->fills[i];
        size_t line_from = p->text->length;

        if (fill->map != map || (fill->inner != NULL && !has_fills(p, fill->inner))) {
            continue;
        }
        sim_text_repeat(p->text, ' ', indent);
        if (fill->inner != NULL) {
            sim_text_print(p->text, "%s:\n", fill->key);
            print_map(p, fill->inner, indent + STEP, false);
        } else {
            sim_text_print(p->text, "%s: %s", fill->key, fill->value);
            print_origin(p, line_from, fill->origin);
        }
    }
}

/* Drivers of included files stand there: the map would have them twice. */
static bool stands_elsewhere(const struct printer *p, const struct scn_tree_pair *pair)
{
    return p->inlines ? pair->key == p->includes
                      : pair->key->at.source > 0 && pair->key->at.source < p->filled->file_count;
}

static bool is_overridden(const struct scn_filled *filled, const struct scn_node *node)
{
    bool found = node->at.source >= filled->file_count;

    for (uint32_t i = 0; i < node->count && !found; i++) {
        found = node->kind == SCN_TREE_LIST
                    ? is_overridden(filled, node->items[i])
                    : is_overridden(filled, node->pairs[i].key)
                          || is_overridden(filled, node->pairs[i].value);
    }
    return found;
}

/* An included file cannot say what an override has changed in its drivers. */
static bool must_inline(const struct scn_filled *filled)
{
    const struct scn_node *drivers = scn_tree_get(filled->root, "drivers");

    for (uint32_t i = 0; drivers != NULL && drivers->kind == SCN_TREE_MAP && i < drivers->count;
         i++) {
        uint32_t source = drivers->pairs[i].key->at.source;

        if (source > 0 && source < filled->file_count
            && is_overridden(filled, drivers->pairs[i].value)) {
            return true;
        }
    }
    return false;
}

/* is_begun: its first line has been begun. */
static void print_map(struct printer *p, const struct scn_node *map, unsigned indent,
                      bool is_begun)
{
    for (uint32_t i = 0; i < map->count; i++) {
        if (!stands_elsewhere(p, &map->pairs[i])) {
            sim_text_repeat(p->text, ' ', is_begun ? 0 : indent);
            print_pair(p, &map->pairs[i], indent);
            is_begun = false;
        }
    }
    print_fills(p, map, indent);
}

static bool has_place(const struct scn_filled *filled, const char *path)
{
    for (uint32_t i = 0; i < filled->fill_count; i++) {
        if (strcmp(filled->fills[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

void scn_filled_print(struct sim_text *text, const struct scn_filled *filled,
                      const struct mdl_parameter *parameters, uint32_t parameter_count)
{
    struct printer p = {.text = text, .filled = filled, .inlines = must_inline(filled)};
    bool begun = false;

    for (uint32_t i = 0; i < filled->root->count; i++) {
        if (strcmp(filled->root->pairs[i].key->text, "include") == 0) {
            p.includes = filled->root->pairs[i].key;
        }
    }
    sim_arena_init(&p.arena);
    print_map(&p, filled->root, 0, false);
    for (uint32_t i = 0; i < parameter_count; i++) {
        const struct mdl_parameter *one = &parameters[i];
        bool written = strcmp(one->origin, "file") == 0 || strcmp(one->origin, "override") == 0;

        if (!written && !has_place(filled, one->path)) {
            sim_text_add(text, begun ? "" : "# without a place of their own:\n");
            begun = true;
            sim_text_print(text, "#   %s: %s (%s)\n", one->path, one->value, one->origin);
        }
    }
    sim_arena_deinit(&p.arena);
}
