/*
 * Members of JSON objects, in the form that all our JSON has.
 *
 * A member puts its own comma: none after an opening bracket or at the beginning of a line.
 */
#ifndef WTSIM_REPORTS_RENDER_MEMBER_H
#define WTSIM_REPORTS_RENDER_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

struct sim_text;

void rpt_member_key(struct sim_text *text, const char *key);
void rpt_member_string(struct sim_text *text, const char *key, const char *value); /* NULL: null */
void rpt_member_whole(struct sim_text *text, const char *key, uint64_t value);
/* Shortest exact number; null for NAN and infinity. */
void rpt_member_real(struct sim_text *text, const char *key, double value);
void rpt_member_truth(struct sim_text *text, const char *key, bool value);
void rpt_member_hex(struct sim_text *text, const char *key, uint64_t value); /* 16 digits */

/* "wtsim": the version in 'wtsim 0.1.0 (gcc 12.2, x86-64)'. */
void rpt_member_version(struct sim_text *text, const char *program);

/* Ends a member of the outermost object: the next one stands on a line of its own. */
void rpt_member_line(struct sim_text *text);

/* The next element of a list or map, on a line of its own; and its end. */
void rpt_member_next(struct sim_text *text, uint32_t *count);
void rpt_member_finish(struct sim_text *text, uint32_t count, char bracket);

#endif
