/*
 * Excerpts: a line of the author's text with a caret under it, fit for a terminal.
 *
 * Columns are characters. Lines end where libyaml ends them: LF, CR, CR LF, NEL, LS, PS. A tab
 * is one column and shown as one blank, so that the caret stands where the mistake is.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_EXCERPT_H
#define WTSIM_SCENARIOS_LANGUAGE_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scn_range;
struct sim_arena;
struct sim_text;

/* Reads one character of zero-terminated text; its bytes, 0 at the end; -1 in ret_code for a byte
   that is no UTF-8 (1 is returned then). */
size_t scn_excerpt_decode(const char *text, int32_t *ret_code);

/* The bytes of the line break that text begins with, or 0. */
size_t scn_excerpt_break(const char *text);

/* A copy of at most limit characters ("..." at the end when cut); control characters and broken
   UTF-8 become '?', line breaks a blank. */
const char *scn_excerpt_clean(struct sim_arena *arena, const char *text, size_t limit);

/* Adds text and a line end, broken at blanks before width; further lines begin at indent. The
   first one is taken to begin there already. */
void scn_excerpt_wrap(struct sim_text *out, const char *text, size_t indent, size_t width);

/* Columns of the margin of a line with this number: 4 for the number, more from 10000 on. */
size_t scn_excerpt_gutter(uint32_t line);

/* The line of at in source, a caret line under it and the label beside the carets (or NULL). */
void scn_excerpt_print(struct sim_text *out, const char *source, const struct scn_range *at,
                       const char *label, bool colour, size_t width);

#endif
