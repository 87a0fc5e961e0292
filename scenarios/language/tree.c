/*
 * From libyaml's events to nodes with positions: the one place that includes yaml.h.
 *
 * The events are turned into a tree with a stack of our own, so a hostile file can neither use
 * up the C stack nor, because nodes behind aliases are counted each time they are used, make the
 * tree larger than it looks to whoever walks it.
 */
#include "scenarios/language/tree.h"

#include <string.h>
#include <yaml.h>

#include "scenarios/language/excerpt.h"
#include "scenarios/language/suggest.h"
#include "scenarios/language/tree_check.h"
#include "scenarios/language/tree_explain.h"
#include "scenarios/language/tree_map.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/intern.h"

#define NO_ANCHOR UINT32_MAX
#define CHILDREN_START 64u

/* A list or map that is not finished yet. */
struct frame {
    struct scn_node *node;
    uint32_t first_child;             /* in the stack of children */
    uint32_t anchor;                  /* or NO_ANCHOR */
    uint32_t nodes_before, height;
    bool flow;
};

/* What &name stands for. */
struct anchor {
    const struct scn_node *node;      /* NULL while its value is still being read */
    uint32_t nodes, height;
};

struct builder {
    struct sim_arena *arena;
    struct scn_diags *diags;
    const char *text;                 /* without a byte order mark, zero-terminated */
    size_t length;
    uint32_t source, column, depth_taken;
    yaml_parser_t parser;
    struct frame frames[SCN_TREE_DEPTH_MAX];
    uint32_t depth;
    const struct scn_node **children; /* of all open frames */
    uint32_t child_count, child_capacity;
    struct sim_intern anchor_names;
    struct anchor *anchors;           /* by number of the name */
    uint32_t anchor_capacity;
    uint32_t nodes, documents;
    size_t cursor_index, cursor;      /* character index and byte of the same place */
    const struct scn_node *root;
    bool stopped;
};

/* The byte of a character of the text. Places come nearly in order, so this walks few steps. */
static const char *seek(struct builder *b, size_t index)
{
    int32_t code;

    while (b->cursor_index < index && b->cursor < b->length) {
        b->cursor += scn_excerpt_decode(b->text + b->cursor, &code);
        b->cursor_index++;
    }
    while (b->cursor_index > index && b->cursor > 0) {
        do {
            b->cursor--;
        } while (b->cursor > 0 && ((unsigned char)b->text[b->cursor] & 0xc0) == 0x80);
        b->cursor_index--;
    }
    return b->text + b->cursor;
}

static struct scn_range range_at(const struct builder *b, yaml_mark_t mark)
{
    uint32_t shift = mark.line == 0 ? b->column : 0u;

    return (struct scn_range){.line = (uint32_t)mark.line + 1u,
                              .column = (uint32_t)mark.column + 1u + shift,
                              .length = 1,
                              .source = b->source};
}

/* Moves a mark over one character or line break of the text. */
static const char *step(yaml_mark_t *mark, const char *text)
{
    int32_t code;
    size_t line_break = scn_excerpt_break(text);

    mark->index += line_break == 2 && *text == '\r' ? 2u : 1u;
    if (line_break > 0) {
        mark->line++;
        mark->column = 0;
        return text + line_break;
    }
    mark->column++;
    return text + scn_excerpt_decode(text, &code);
}

/* libyaml's places begin at an anchor or tag; ours at the value behind it. */
static yaml_mark_t skip_properties(struct builder *b, yaml_mark_t mark)
{
    const char *text = seek(b, mark.index);

    for (;;) {
        if (*text == '&' || *text == '!') {
            while (*text != '\0' && *text != ' ' && *text != '\t' &&
                   scn_excerpt_break(text) == 0) {
                text = step(&mark, text);
            }
        } else if (*text == '#') {
            while (*text != '\0' && scn_excerpt_break(text) == 0) {
                text = step(&mark, text);
            }
        } else if (*text == ' ' || *text == '\t' || scn_excerpt_break(text) > 0) {
            text = step(&mark, text);
        } else {
            return mark;
        }
    }
}

/* Characters from start to the end of its line, without blanks there. */
static uint32_t rest_of_line(struct builder *b, yaml_mark_t start)
{
    const char *text = seek(b, start.index);
    uint32_t count = 0, kept = 1;

    while (*text != '\0' && scn_excerpt_break(text) == 0) {
        count++;
        kept = *text != ' ' && *text != '\t' ? count : kept;
        text = step(&start, text);
    }
    return kept;
}

static void stop(struct builder *b)
{
    b->stopped = true;
    b->root = NULL;
}

static bool count_nodes(struct builder *b, uint32_t added, struct scn_range at)
{
    b->nodes += added;
    if (b->nodes <= SCN_TREE_NODES_MAX) {
        return true;
    }
    scn_diags_add(b->diags, SCN_S_TOO_MANY, at, added > 1 ? "this alias is one too many" : NULL,
                  "more than %u values%s", SCN_TREE_NODES_MAX,
                  added > 1 ? " when aliases are expanded" : "");
    stop(b);
    return false;
}

/* The number of an anchor's name; its value is filled in later. */
static uint32_t open_anchor(struct builder *b, const yaml_char_t *name)
{
    uint32_t number;

    if (name == NULL) {
        return NO_ANCHOR;
    }
    number = sim_intern_add(&b->anchor_names, (const char *)name);
    if (number >= b->anchor_capacity) {
        uint32_t capacity = b->anchor_capacity == 0 ? 16u : 2u * b->anchor_capacity;
        struct anchor *anchors = sim_arena_array(b->arena, capacity, sizeof *anchors);

        if (number > 0) {
            memcpy(anchors, b->anchors, number * sizeof *anchors);
        }
        b->anchors = anchors;
        b->anchor_capacity = capacity;
    }
    b->anchors[number] = (struct anchor){.node = NULL};
    return number;
}

static void push_child(struct builder *b, const struct scn_node *node)
{
    if (b->child_count == b->child_capacity) {
        uint32_t capacity = 2u * b->child_capacity;
        const struct scn_node **children =
            sim_arena_array(b->arena, capacity, sizeof *children);

        memcpy(children, b->children, b->child_count * sizeof *children);
        b->children = children;
        b->child_capacity = capacity;
    }
    b->children[b->child_count++] = node;
}

/* The first colon that is not half of a `::`. */
static const char *lone_colon(const char *text)
{
    const char *colon = strchr(text, ':');

    while (colon != NULL && colon[1] == ':') {
        colon = strchr(colon + 2, ':');
    }
    return colon;
}

/* `irql:5` is one word to YAML. Between braces and in lists it can only be a slip. */
static void check_colon(struct builder *b, const struct scn_node *node)
{
    const char *colon = node->quoted || node->kind != SCN_TREE_SCALAR ? NULL
                                                                      : lone_colon(node->text);
    struct scn_range at = node->at;

    if (colon == NULL || colon == node->text || colon[1] == '\0') {
        return;
    }
    for (const char *text = node->text; text < colon; at.column++) {
        int32_t code;

        if (*text == ' ') {
            return;
        }
        text += scn_excerpt_decode(text, &code);
    }
    at.length = 1;
    scn_diags_add(b->diags, SCN_S_COLON_SPACE, at, "write ': '", "a space is missing after ':'");
}

static bool is_empty(const struct scn_node *node)
{
    return node->kind == SCN_TREE_SCALAR && !node->quoted && node->text[0] == '\0';
}

/* A finished value goes to the list or map around it, or is the whole document. */
static void finish(struct builder *b, const struct scn_node *node, uint32_t height)
{
    struct frame *frame = b->depth > 0 ? &b->frames[b->depth - 1] : NULL;

    if (frame == NULL) {
        b->root = node;
        check_colon(b, node);
        return;
    }
    if (frame->node->kind == SCN_TREE_LIST) {
        check_colon(b, node);
    } else if ((b->child_count - frame->first_child) % 2u == 1u && is_empty(node)) {
        check_colon(b, b->children[b->child_count - 1]);
    }
    frame->height = height > frame->height ? height : frame->height;
    push_child(b, node);
}

static void check_tag(struct builder *b, const yaml_char_t *tag, yaml_mark_t mark)
{
    const char *text = tag == NULL ? NULL : seek(b, mark.index);

    if (text == NULL) {
        return;
    }
    while (*text != '!' && *text != '\0') {
        text = step(&mark, text);
    }
    scn_diags_add(b->diags, SCN_S_TAG, range_at(b, mark), "leave it out",
                  "YAML tags are not used here; the key decides what a value is");
}

static struct scn_node *new_node(struct builder *b, enum scn_tree_kind kind,
                                 struct scn_range at)
{
    struct scn_node *node = sim_arena_alloc(b->arena, sizeof *node);

    node->kind = kind;
    node->at = at;
    return node;
}

static struct scn_range scalar_range(struct builder *b, const yaml_event_t *event)
{
    yaml_mark_t start = event->start_mark, end = event->end_mark;
    bool empty = event->data.scalar.length == 0 &&
                 event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    struct scn_range range;

    if (event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL) {
        start = empty ? end : skip_properties(b, start);
    }
    range = range_at(b, start);
    if (empty || event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
        event->data.scalar.style == YAML_FOLDED_SCALAR_STYLE) {
        return range;
    }
    range.length = start.line == end.line ? (uint32_t)(end.column - start.column)
                                          : rest_of_line(b, start);
    range.length = range.length == 0 ? 1u : range.length;
    return range;
}

static void on_scalar(struct builder *b, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    uint32_t anchor = open_anchor(b, event->data.scalar.anchor);
    struct scn_node *node = new_node(b, SCN_TREE_SCALAR, scalar_range(b, event));

    check_tag(b, event->data.scalar.tag, event->start_mark);
    if (!count_nodes(b, 1, node->at)) {
        return;
    }
    if (memchr(value, '\0', length) != NULL) {
        scn_diags_add(b->diags, SCN_S_BINARY, node->at, NULL, "a zero character in a text");
    }
    node->text = sim_arena_copy(b->arena, value, length);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (anchor != NO_ANCHOR) {
        b->anchors[anchor] = (struct anchor){.node = node, .nodes = 1, .height = 0};
    }
    finish(b, node, 0);
}

static bool deep_enough(struct builder *b, uint32_t levels, struct scn_range at)
{
    if (b->depth_taken + b->depth + levels <= SCN_TREE_DEPTH_MAX) {
        return true;
    }
    scn_diags_add(b->diags, SCN_S_TOO_DEEP, at, NULL, "nested more than %u levels deep",
                  SCN_TREE_DEPTH_MAX);
    stop(b);
    return false;
}

static void open_frame(struct builder *b, enum scn_tree_kind kind, const yaml_event_t *event,
                       const yaml_char_t *anchor, const yaml_char_t *tag, bool flow)
{
    yaml_mark_t start = event->start_mark;
    struct scn_range at;

    check_tag(b, tag, start);
    if (anchor != NULL || tag != NULL) {
        start = skip_properties(b, start);
    }
    at = range_at(b, start);
    if (!deep_enough(b, 1, at) || !count_nodes(b, 1, at)) {
        return;
    }
    b->frames[b->depth++] = (struct frame){.node = new_node(b, kind, at),
                                           .first_child = b->child_count,
                                           .anchor = open_anchor(b, anchor),
                                           .nodes_before = b->nodes - 1u,
                                           .flow = flow};
}

/* The caret marks a flow collection of one line as a whole, else the bracket or the first key. */
static uint32_t collection_length(struct builder *b, const struct frame *frame,
                                  yaml_mark_t end_mark)
{
    const struct scn_node *node = frame->node;
    const struct scn_range *at = &node->at;
    struct scn_range end = range_at(b, end_mark);

    if (frame->flow) {
        return end.line == at->line && end.column > at->column ? end.column - at->column : 1u;
    }
    if (node->kind == SCN_TREE_MAP && node->count > 0 &&
        node->pairs[0].key->at.line == at->line && node->pairs[0].key->at.column == at->column) {
        return node->pairs[0].key->at.length;
    }
    return 1;
}

static void close_frame(struct builder *b, const yaml_event_t *event)
{
    struct frame *frame = &b->frames[--b->depth];
    struct scn_node *node = frame->node;
    const struct scn_node *const *children = b->children + frame->first_child;
    uint32_t count = b->child_count - frame->first_child, height = frame->height + 1u;

    if (node->kind == SCN_TREE_LIST) {
        const struct scn_node **items = sim_arena_array(b->arena, count + 1u, sizeof *items);

        memcpy(items, children, count * sizeof *items);
        node->items = items;
        node->count = count;
    } else {
        scn_tree_map_fill(b->arena, b->diags, children, count, node);
    }
    b->child_count = frame->first_child;
    node->at.length = collection_length(b, frame, event->end_mark);
    if (frame->anchor != NO_ANCHOR) {
        b->anchors[frame->anchor] = (struct anchor){
            .node = node, .nodes = b->nodes - frame->nodes_before, .height = height};
    }
    finish(b, node, height);
}

static void report_alias(struct builder *b, const char *name, uint32_t number,
                         struct scn_range at)
{
    if (number != SIM_INTERN_NONE) {
        scn_diags_add(b->diags, SCN_S_ALIAS, at, NULL,
                      "'*%s' stands inside the value that it repeats",
                      scn_diags_quote(b->diags, name));
        return;
    }
    scn_diags_add(b->diags, SCN_S_ALIAS, at, NULL, "nothing was marked '&%s' before this",
                  scn_diags_quote(b->diags, name));
    if (!b->diags->last_dropped && b->anchor_names.count > 0) {
        const char *near =
            scn_suggest_nearest(name, b->anchor_names.strings, b->anchor_names.count);

        if (near != NULL) {
            scn_diags_label(b->diags, "did you mean '*%s'?", near);
        }
    }
}

static void on_alias(struct builder *b, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    uint32_t number = sim_intern_find(&b->anchor_names, name);
    struct scn_range at = range_at(b, event->start_mark);
    struct scn_node *empty;

    at.length = (uint32_t)(event->end_mark.column - event->start_mark.column);
    if (number != SIM_INTERN_NONE && b->anchors[number].node != NULL) {
        const struct anchor *anchor = &b->anchors[number];

        if (deep_enough(b, anchor->height, at) && count_nodes(b, anchor->nodes, at)) {
            finish(b, anchor->node, anchor->height);
        }
        return;
    }
    report_alias(b, name, number, at);
    empty = new_node(b, SCN_TREE_SCALAR, at);
    empty->text = "";
    if (count_nodes(b, 1, at)) {
        finish(b, empty, 0);
    }
}

static void on_document(struct builder *b, const yaml_event_t *event)
{
    struct scn_range at = range_at(b, event->start_mark);

    if (b->documents++ == 0) {
        return;
    }
    at.length = 3;
    scn_diags_add(b->diags, SCN_S_DOCUMENTS, at, "a second document begins here",
                  "a scenario file holds one document");
    stop(b);
}

static void on_event(struct builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        on_document(b, event);
        break;
    case YAML_ALIAS_EVENT:
        on_alias(b, event);
        break;
    case YAML_SCALAR_EVENT:
        on_scalar(b, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        open_frame(b, SCN_TREE_LIST, event, event->data.sequence_start.anchor,
                   event->data.sequence_start.tag,
                   event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
        break;
    case YAML_MAPPING_START_EVENT:
        open_frame(b, SCN_TREE_MAP, event, event->data.mapping_start.anchor,
                   event->data.mapping_start.tag,
                   event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_frame(b, event);
        break;
    default:
        break;
    }
}

static void on_trouble(struct builder *b)
{
    const yaml_parser_t *parser = &b->parser;
    yaml_mark_t line = parser->problem_mark;
    struct scn_tree_trouble trouble = {
        .problem = parser->problem == NULL ? "" : parser->problem,
        .context = parser->context == NULL ? "" : parser->context,
        .problem_at = range_at(b, parser->problem_mark),
        .context_at = range_at(b, parser->context_mark),
    };

    if (parser->error == YAML_MEMORY_ERROR) {
        sim_check_memory(b->length);
    }
    trouble.problem_text = seek(b, parser->problem_mark.index);
    trouble.context_text = seek(b, parser->context_mark.index);
    line.index -= line.column <= line.index ? line.column : line.index;
    trouble.line_text = seek(b, line.index);
    scn_tree_explain(&trouble, b->diags);
    stop(b);
}

static void build(struct builder *b)
{
    bool ended = false;

    while (!ended && !b->stopped) {
        yaml_event_t event;

        if (yaml_parser_parse(&b->parser, &event) == 0) {
            on_trouble(b);
            return;
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        on_event(b, &event);
        yaml_event_delete(&event);
    }
}

bool scn_tree_parse_inside(struct sim_arena *arena, const char *text, size_t length,
                           uint32_t source, uint32_t column, uint32_t depth,
                           struct scn_diags *diags, const struct scn_node **ret_root)
{
    struct scn_range origin = {.line = 1, .column = column + 1u, .length = 1, .source = source};
    uint32_t errors = diags->error_count;
    struct builder *b;

    *ret_root = NULL;
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    if (!scn_tree_check_text(text, length, origin, diags)) {
        return false;
    }
    b = sim_arena_alloc(arena, sizeof *b);
    *b = (struct builder){.arena = arena, .diags = diags, .length = length, .source = source,
                          .column = column, .depth_taken = depth,
                          .child_capacity = CHILDREN_START};
    b->children = sim_arena_array(arena, CHILDREN_START, sizeof *b->children);
    b->text = sim_arena_copy(arena, text, length);
    sim_intern_init(&b->anchor_names, arena);
    if (yaml_parser_initialize(&b->parser) == 0) {
        sim_check_memory(sizeof b->parser);
    }
    yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b->parser, (const unsigned char *)b->text, length);
    build(b);
    yaml_parser_delete(&b->parser);
    *ret_root = b->root;
    return b->root != NULL && diags->error_count == errors;
}

bool scn_tree_parse(struct sim_arena *arena, const char *text, size_t length, uint32_t source,
                    struct scn_diags *diags, const struct scn_node **ret_root)
{
    uint32_t errors = diags->error_count;

    if (!scn_tree_parse_inside(arena, text, length, source, 0, 0, diags, ret_root) &&
        *ret_root == NULL) {
        if (diags->error_count == errors) {
            scn_diags_add(diags, SCN_S_EMPTY, (struct scn_range){.source = source}, NULL,
                          "the file is empty: a scenario begins with 'wtsim: 1'");
        }
        return false;
    }
    return diags->error_count == errors;
}

const struct scn_node *scn_tree_get(const struct scn_node *map, const char *key)
{
    if (map == NULL || map->kind != SCN_TREE_MAP) {
        return NULL;
    }
    for (uint32_t n = 0; n < map->count; n++) {
        if (strcmp(map->pairs[n].key->text, key) == 0) {
            return map->pairs[n].value;
        }
    }
    return NULL;
}
