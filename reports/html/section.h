/*
 * The sections of the page, in the order in which they stand. Each prints nothing when the runs
 * have nothing to say to it.
 */
#ifndef WTSIM_REPORTS_HTML_SECTION_H
#define WTSIM_REPORTS_HTML_SECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reports/html/hues.h"
#include "reports/html/sheet.h"

struct mdl_series;

struct rpt_section {
    struct sim_text *text;
    struct sim_arena *arena;
    const struct rpt_sheet_run *runs; /* side by side */
    uint32_t run_count;
    struct rpt_hues *hues;
    size_t bytes_left;                /* for the timeline's detail */
};

void rpt_section_answer(const struct rpt_section *s);    /* verdict, cause, what was run */
void rpt_section_expected(const struct rpt_section *s);
void rpt_section_changes(const struct rpt_section *s);   /* of two or more runs */
void rpt_section_latency(const struct rpt_section *s);
void rpt_section_routines(const struct rpt_section *s);  /* ISRs and DPCs */
void rpt_section_ledger(const struct rpt_section *s);    /* victim and culprit */
void rpt_section_busy(const struct rpt_section *s);      /* processors and IRQL */
void rpt_section_course(const struct rpt_section *s);    /* queues and pools over time */
void rpt_section_episodes(const struct rpt_section *s);
void rpt_section_timeline(const struct rpt_section *s);
void rpt_section_findings(const struct rpt_section *s);
void rpt_section_assumed(const struct rpt_section *s);
void rpt_section_scenario(const struct rpt_section *s);
void rpt_section_again(const struct rpt_section *s);     /* how to reproduce it */

/* ---- what they share ---- */

/* The frame of one run's part: a column when there are several, with its name. */
void rpt_section_side(const struct rpt_section *s, uint32_t run);
void rpt_section_side_end(const struct rpt_section *s);
void rpt_section_sides(const struct rpt_section *s, bool wide); /* around all of them */
void rpt_section_sides_end(const struct rpt_section *s);

/* Lines that a terminal would print, kept as they are. */
void rpt_section_screen(const struct rpt_section *s, const char *words);

#endif
