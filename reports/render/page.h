/*
 * Lines of a screen: wrapping, right edges, and the promise of at most 80 columns.
 */
#ifndef WTSIM_REPORTS_RENDER_PAGE_H
#define WTSIM_REPORTS_RENDER_PAGE_H

#include <stddef.h>

struct sim_arena;
struct sim_text;

/* Columns that a text takes: code points, without our own colour sequences. */
size_t rpt_page_columns(const char *text);

/* The text in at most so many columns, cut with '..' (at least 3). */
const char *rpt_page_clip(struct sim_arena *arena, const char *text, size_t columns);

/* Ends the line, unless one ended just now. */
void rpt_page_line(struct sim_text *text);

/* Spaces up to this column of the present line, at least one unless the line is empty. */
void rpt_page_column(struct sim_text *text, unsigned column);

/*
 * Words, wrapped: they begin where the present line stands, further lines are indented. A line
 * feed among the words begins a new line. The last line is not ended.
 */
void rpt_page_words(struct sim_text *text, const char *words, unsigned indent, unsigned width);

/* Puts a short text at the right edge of the present line (on its own line if need be) and ends
   the line. */
void rpt_page_edge(struct sim_text *text, const char *right, unsigned width);

/*
 * The last step of every screen: wraps what stands beyond the width in the text from `from` on
 * and removes control characters that came in with the scenario.
 */
void rpt_page_fit(struct sim_text *text, size_t from, unsigned width);

/* A word in a colour of the terminal (1 red, 2 green, 3 yellow), or plain (0). */
void rpt_page_verdict(struct sim_text *text, const char *word, int colour);

#endif
