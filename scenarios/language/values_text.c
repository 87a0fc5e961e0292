/*
 * The canonical text: what a value looks like when we write it, so that equal values have equal
 * texts and reading it back gives the same value.
 */
#include "scenarios/language/values.h"

#include <inttypes.h>
#include <string.h>

#include "scenarios/language/excerpt.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* The largest unit up to seconds that the duration fills, with as many decimals as it takes. */
const char *scn_values_text_duration(struct sim_arena *arena, uint64_t ns)
{
    static const struct {
        const char *name;
        uint64_t ns;
        int decimals;
    } units[] = {{"s", 1000000000, 9}, {"ms", 1000000, 6}, {"us", 1000, 3}, {"ns", 1, 0}};
    size_t unit = 0;
    char *text;
    size_t length;

    if (ns == 0) {
        return "0us";
    }
    while (ns < units[unit].ns) {
        unit++;
    }
    text = sim_arena_print(arena, "%" PRIu64 ".%0*" PRIu64, ns / units[unit].ns,
                           units[unit].decimals, ns % units[unit].ns);
    length = strlen(text);
    if (units[unit].decimals == 0) {
        length = strcspn(text, ".");
    }
    while (units[unit].decimals > 0 && text[length - 1] == '0') {
        length--;
    }
    length -= text[length - 1] == '.' ? 1u : 0u;
    return sim_arena_print(arena, "%.*s%s", (int)length, text, units[unit].name);
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* True when YAML reads the text, unquoted and inside brackets, as exactly this text. */
static bool plain_is_safe(const char *text)
{
    size_t length = strlen(text);

    if (length == 0 || !(is_word_char(text[0]) || text[0] == '~' || text[0] == '/') ||
        text[length - 1] == ' ') {
        return false;
    }
    for (size_t n = 0; n < length; n++) {
        if (!is_word_char(text[n]) && strchr("~/.+-*%=<>!() ", text[n]) == NULL) {
            return false;
        }
    }
    return true;
}

static void add_quoted(struct sim_text *out, const char *text)
{
    sim_text_add_char(out, '"');
    while (*text != '\0') {
        int32_t code;
        size_t length = scn_excerpt_decode(text, &code);

        if (code == '"' || code == '\\') {
            sim_text_add_char(out, '\\');
            sim_text_add_char(out, *text);
        } else if (code == '\n') {
            sim_text_add(out, "\\n");
        } else if (code >= 0x20 && code < 0x7f) {
            sim_text_add_char(out, *text);
        } else if (code >= 0xa1 && scn_excerpt_break(text) == 0 && code != 0xfeff &&
                   code <= 0xfffd) {
            sim_text_add_bytes(out, text, length);
        } else {
            sim_text_print(out, code > 0xffff ? "\\U%08X" : "\\u%04X", (unsigned)code);
        }
        text += length;
    }
    sim_text_add_char(out, '"');
}

static void add_scalar(struct sim_text *out, const char *text)
{
    if (plain_is_safe(text)) {
        sim_text_add(out, text);
    } else {
        add_quoted(out, text);
    }
}

/* At most 64 levels: trees are no deeper (tree.h). */
static void add_node(struct sim_text *out, const struct scn_node *node)
{
    bool map = node->kind == SCN_TREE_MAP;

    if (node->kind == SCN_TREE_SCALAR) {
        add_scalar(out, node->text);
        return;
    }
    sim_text_add_char(out, map ? '{' : '[');
    for (uint32_t n = 0; n < node->count; n++) {
        sim_text_add(out, n > 0 ? ", " : "");
        if (map) {
            add_scalar(out, node->pairs[n].key->text);
            sim_text_add(out, ": ");
        }
        add_node(out, map ? node->pairs[n].value : node->items[n]);
    }
    sim_text_add_char(out, map ? '}' : ']');
}

const char *scn_values_text_node(struct sim_arena *arena, const struct scn_node *node)
{
    struct sim_text out;

    sim_text_init(&out);
    add_node(&out, node);
    return sim_text_keep(&out, arena);
}
