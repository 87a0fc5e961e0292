/*
 * Diagnostics: the author's mistakes, all of them in one pass.
 *
 * Each has a permanent number (diags.def), a place with a range, a sentence, perhaps a note that
 * points at another place and a hint. They are kept, sorted by place, printed once each. A file
 * with thousands of mistakes keeps the first SCN_DIAGS_KEPT and counts the rest.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_DIAGS_H
#define WTSIM_SCENARIOS_LANGUAGE_DIAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_arena;
struct sim_text;

enum scn_severity { SCN_ERROR, SCN_WARNING };

/* The permanent numbers: SCN_S_UNKNOWN_KEY is 3, printed S003. */
enum scn_number {
#define DIAG(id, number, severity, title, explanation) SCN_S_##id = (number),
#include "scenarios/language/diags.def"
#undef DIAG
    SCN_S_NONE = 0
};

#define SCN_DIAGS_KEPT 200u

/* A range in a source: the file, or the n-th override of the command line. */
struct scn_range {
    uint32_t line, column;            /* 1-based; line 0: the source as a whole */
    uint32_t length;                  /* columns marked, at least 1             */
    uint32_t source;                  /* 0: the file; n: override n             */
};

struct scn_diag {
    uint32_t number;                  /* 17 for S017 */
    enum scn_severity severity;
    struct scn_range at;
    const char *message;              /* one line                             */
    const char *label;                /* beside the caret, or NULL            */
    struct scn_range note_at;         /* note_at.line 0: none                 */
    const char *note;
    const char *hint;                 /* or NULL */
};

struct scn_diags {
    struct sim_arena *arena;
    struct scn_diag *items;
    uint32_t count, capacity, error_count;
    uint32_t dropped;                 /* beyond SCN_DIAGS_KEPT: counted only             */
    bool last_dropped;                /* so label, note and hint go nowhere              */
    const char *const *source_names;  /* 'nic.yaml', '--set pool.delayed.threads=x' */
    const char *const *source_texts;
    uint32_t source_count;
    bool missing;                     /* the input could not be read at all: exit 66 */
};

/* One row of diags.def, for `explain S031` and the reference. */
struct scn_diags_row {
    uint32_t number;
    enum scn_severity severity;
    const char *title;
    const char *explanation;
};

void scn_diags_init(struct scn_diags *d, struct sim_arena *arena);

/* Adds a source, the file first, then the overrides in their order; returns its number. The texts
   must live as long as the diagnostics; text NULL: nothing to show. */
uint32_t scn_diags_source(struct scn_diags *d, const char *name, const char *text);

/*
 * Adds one mistake; its severity is that of its number. Label (copied; may be NULL) stands beside
 * the caret. Control characters in the texts are made harmless, overlong texts are cut.
 */
void scn_diags_add(struct scn_diags *d, uint32_t number, struct scn_range at, const char *label,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));

/* More about the mistake that was added last; each replaces what was there. */
void scn_diags_label(struct scn_diags *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void scn_diags_note(struct scn_diags *d, struct scn_range at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void scn_diags_hint(struct scn_diags *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A text of the author's, cut to at most 40 characters, for the middle of a sentence. */
const char *scn_diags_quote(struct scn_diags *d, const char *text);

/* The row of a number, NULL when there is none; and all rows in order. */
const struct scn_diags_row *scn_diags_find(uint32_t number);
const struct scn_diags_row *scn_diags_rows(uint32_t *ret_count);

/* Sorted by place and each mistake once; also done by both printers. */
void scn_diags_sort(struct scn_diags *d);

/* Sorted, deduplicated, in one form: place, sentence, source line, caret. */
void scn_diags_print(struct scn_diags *d, struct sim_text *text, bool colour);

/* The same as a JSON array of objects with file, line, column, length, number, severity, ... */
void scn_diags_json(struct scn_diags *d, struct sim_text *text);

#endif
