/*
 * Diagnostics: keeping and printing them.
 *
 * The form, one per mistake, separated by empty lines, at most 80 columns wide:
 *
 *     nic.yaml:11:16: error[S003]: work item has no key 'calback'
 *       11 |       refill: {calback: EvtRefill}
 *          |                ^^^^^^^ did you mean 'callback'?
 *          = nic.yaml:11:7: where the note points, then what it says
 *          = the hint
 */
#include "scenarios/language/diags.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/language/excerpt.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/text.h"

#define TEXT_MAX 600u
#define QUOTE_MAX 40u
#define NAME_MAX_LENGTH 1000u
#define WIDTH 80u
#define HEAD_MAX 48u /* a longer path leaves too little beside it: its message is not broken */

static const struct scn_diags_row rows[] = {
#define DIAG(id, number, severity, title, explanation) \
    {(number), (severity), (title), (explanation)},
#include "scenarios/language/diags.def"
#undef DIAG
};

#define ROW_COUNT (sizeof rows / sizeof rows[0])

const struct scn_diags_row *scn_diags_find(uint32_t number)
{
    for (size_t n = 0; n < ROW_COUNT; n++) {
        if (rows[n].number == number) {
            return &rows[n];
        }
    }
    return NULL;
}

const struct scn_diags_row *scn_diags_rows(uint32_t *ret_count)
{
    *ret_count = (uint32_t)ROW_COUNT;
    return rows;
}

void scn_diags_init(struct scn_diags *d, struct sim_arena *arena)
{
    *d = (struct scn_diags){.arena = arena};
}

uint32_t scn_diags_source(struct scn_diags *d, const char *name, const char *text)
{
    uint32_t number = d->source_count;
    const char **names = sim_arena_array(d->arena, number + 1u, sizeof *names);
    const char **texts = sim_arena_array(d->arena, number + 1u, sizeof *texts);

    for (uint32_t n = 0; n < number; n++) {
        names[n] = d->source_names[n];
        texts[n] = d->source_texts[n];
    }
    names[number] = scn_excerpt_clean(d->arena, name, NAME_MAX_LENGTH);
    texts[number] = text;
    d->source_names = names;
    d->source_texts = texts;
    d->source_count = number + 1u;
    return number;
}

/* Formats, cuts and cleans: what the author wrote may hold anything, a terminal's escapes too. */
static const char *format_text(struct scn_diags *d, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static const char *format_text(struct scn_diags *d, const char *format, va_list arguments)
{
    char buffer[TEXT_MAX];

    if (vsnprintf(buffer, sizeof buffer, format, arguments) < 0) {
        buffer[0] = '\0';
    }
    return scn_excerpt_clean(d->arena, buffer, TEXT_MAX);
}

static struct scn_diag *append(struct scn_diags *d)
{
    if (d->count == d->capacity) {
        uint32_t capacity = d->capacity == 0 ? 16u : d->capacity * 2u;
        struct scn_diag *items = sim_arena_array(d->arena, capacity, sizeof *items);

        if (d->count > 0) {
            memcpy(items, d->items, d->count * sizeof *items);
        }
        d->items = items;
        d->capacity = capacity;
    }
    return &d->items[d->count++];
}

static bool same(const struct scn_diag *a, const struct scn_diag *b)
{
    return a->number == b->number && a->at.source == b->at.source && a->at.line == b->at.line &&
           a->at.column == b->at.column && strcmp(a->message, b->message) == 0;
}

/* A mistake behind an anchor is met once per alias. */
static bool known(const struct scn_diags *d, const struct scn_diag *diag)
{
    for (uint32_t n = 0; n < d->count; n++) {
        if (same(&d->items[n], diag)) {
            return true;
        }
    }
    return false;
}

void scn_diags_add(struct scn_diags *d, uint32_t number, struct scn_range at, const char *label,
                   const char *format, ...)
{
    const struct scn_diags_row *row = scn_diags_find(number);
    struct scn_diag diag = {.number = number, .at = at};
    va_list arguments;

    SIM_ASSERT(row != NULL);
    diag.severity = row->severity;
    va_start(arguments, format);
    diag.message = format_text(d, format, arguments);
    va_end(arguments);
    d->last_dropped = true;
    if (known(d, &diag)) {
        return;
    }
    d->error_count += diag.severity == SCN_ERROR ? 1u : 0u;
    if (d->count >= SCN_DIAGS_KEPT) {
        d->dropped++;
        return;
    }
    diag.label = label == NULL ? NULL : scn_excerpt_clean(d->arena, label, TEXT_MAX);
    *append(d) = diag;
    d->last_dropped = false;
}

void scn_diags_label(struct scn_diags *d, const char *format, ...)
{
    va_list arguments;

    if (d->count == 0 || d->last_dropped) {
        return;
    }
    va_start(arguments, format);
    d->items[d->count - 1].label = format_text(d, format, arguments);
    va_end(arguments);
}

void scn_diags_note(struct scn_diags *d, struct scn_range at, const char *format, ...)
{
    va_list arguments;

    if (d->count == 0 || d->last_dropped) {
        return;
    }
    va_start(arguments, format);
    d->items[d->count - 1].note_at = at;
    d->items[d->count - 1].note = format_text(d, format, arguments);
    va_end(arguments);
}

void scn_diags_hint(struct scn_diags *d, const char *format, ...)
{
    va_list arguments;

    if (d->count == 0 || d->last_dropped) {
        return;
    }
    va_start(arguments, format);
    d->items[d->count - 1].hint = format_text(d, format, arguments);
    va_end(arguments);
}

const char *scn_diags_quote(struct scn_diags *d, const char *text)
{
    return scn_excerpt_clean(d->arena, text, QUOTE_MAX);
}

/* The file first, then the overrides; what concerns a whole source comes before its lines. */
static int compare(const void *left, const void *right)
{
    const struct scn_diag *a = left, *b = right;
    const uint32_t keys[][2] = {{a->at.source, b->at.source},
                                {a->at.line, b->at.line},
                                {a->at.column, b->at.column},
                                {a->number, b->number}};

    for (size_t n = 0; n < sizeof keys / sizeof keys[0]; n++) {
        if (keys[n][0] != keys[n][1]) {
            return keys[n][0] < keys[n][1] ? -1 : 1;
        }
    }
    return strcmp(a->message, b->message);
}

void scn_diags_sort(struct scn_diags *d)
{
    if (d->count > 1) {
        qsort(d->items, d->count, sizeof *d->items, compare);
    }
    d->last_dropped = true; /* the last one is no longer the last */
}

static const char *source_name(const struct scn_diags *d, uint32_t source)
{
    return source < d->source_count ? d->source_names[source] : "scenario";
}

static const char *source_text(const struct scn_diags *d, uint32_t source)
{
    return source < d->source_count ? d->source_texts[source] : NULL;
}

static void print_place(const struct scn_diags *d, struct sim_text *text, struct scn_range at)
{
    sim_text_add(text, source_name(d, at.source));
    if (at.line > 0) {
        sim_text_print(text, ":%u:%u", (unsigned)at.line, (unsigned)at.column);
    }
    sim_text_add(text, ": ");
}

static const char *paint(bool colour, const char *code)
{
    return colour ? code : "";
}

static void print_head(const struct scn_diags *d, const struct scn_diag *diag,
                       struct sim_text *text, bool colour)
{
    bool error = diag->severity == SCN_ERROR;
    struct sim_text place, kind;
    size_t indent;

    sim_text_init(&place);
    sim_text_init(&kind);
    print_place(d, &place, diag->at);
    sim_text_print(&kind, "%s[S%03u]: ", error ? "error" : "warning", (unsigned)diag->number);
    indent = place.length + kind.length;
    sim_text_print(text, "%s%s", paint(colour, "\033[1m"), place.data);
    sim_text_print(text, "%s%s", paint(colour, error ? "\033[31m" : "\033[35m"), kind.data);
    sim_text_add(text, paint(colour, "\033[0m\033[1m"));
    scn_excerpt_wrap(text, diag->message, indent, indent <= HEAD_MAX ? WIDTH : 2 * indent + WIDTH);
    sim_text_add(text, paint(colour, "\033[0m"));
    sim_text_deinit(&kind);
    sim_text_deinit(&place);
}

static void print_extra(const struct scn_diag *diag, struct sim_text *text, const char *extra)
{
    size_t gutter = scn_excerpt_gutter(diag->at.line);

    sim_text_repeat(text, ' ', gutter + 1);
    sim_text_add(text, "= ");
    scn_excerpt_wrap(text, extra, gutter + 3, WIDTH);
}

static void print_note(const struct scn_diags *d, const struct scn_diag *diag,
                       struct sim_text *text)
{
    struct sim_text note;

    sim_text_init(&note);
    if (diag->note_at.line > 0) {
        print_place(d, &note, diag->note_at);
    }
    sim_text_add(&note, diag->note);
    print_extra(diag, text, note.data);
    sim_text_deinit(&note);
}

static void print_one(const struct scn_diags *d, const struct scn_diag *diag,
                      struct sim_text *text, bool colour)
{
    const char *source = source_text(d, diag->at.source);

    print_head(d, diag, text, colour);
    if (diag->at.line > 0 && source != NULL) {
        scn_excerpt_print(text, source, &diag->at, diag->label, colour, WIDTH);
    } else if (diag->label != NULL) {
        print_extra(diag, text, diag->label);
    }
    if (diag->note != NULL) {
        print_note(d, diag, text);
    }
    if (diag->hint != NULL) {
        print_extra(diag, text, diag->hint);
    }
}

void scn_diags_print(struct scn_diags *d, struct sim_text *text, bool colour)
{
    scn_diags_sort(d);
    for (uint32_t n = 0; n < d->count; n++) {
        if (n > 0) {
            sim_text_add_char(text, '\n');
        }
        print_one(d, &d->items[n], text, colour);
    }
    if (d->dropped > 0) {
        sim_text_print(text, "\nand %u more that are not shown.\n", (unsigned)d->dropped);
    }
}

static void json_text(struct sim_text *text, const char *key, const char *value)
{
    if (value != NULL) {
        sim_text_print(text, ", \"%s\": ", key);
        sim_text_json(text, value);
    }
}

static void json_one(const struct scn_diags *d, const struct scn_diag *diag, struct sim_text *text)
{
    sim_text_print(text, "{\"number\": \"S%03u\", \"severity\": \"%s\"", (unsigned)diag->number,
                   diag->severity == SCN_ERROR ? "error" : "warning");
    json_text(text, "file", source_name(d, diag->at.source));
    sim_text_print(text, ", \"line\": %u, \"column\": %u, \"length\": %u", (unsigned)diag->at.line,
                   (unsigned)diag->at.column, (unsigned)diag->at.length);
    json_text(text, "message", diag->message);
    json_text(text, "label", diag->label);
    if (diag->note != NULL) {
        sim_text_add(text, ", \"note\": {\"line\": ");
        sim_text_print(text, "%u, \"column\": %u", (unsigned)diag->note_at.line,
                       (unsigned)diag->note_at.column);
        json_text(text, "file", source_name(d, diag->note_at.source));
        json_text(text, "message", diag->note);
        sim_text_add_char(text, '}');
    }
    json_text(text, "hint", diag->hint);
    sim_text_add_char(text, '}');
}

void scn_diags_json(struct scn_diags *d, struct sim_text *text)
{
    scn_diags_sort(d);
    sim_text_add_char(text, '[');
    for (uint32_t n = 0; n < d->count; n++) {
        if (n > 0) {
            sim_text_add(text, ", ");
        }
        json_one(d, &d->items[n], text);
    }
    sim_text_add_char(text, ']');
}
