/*
 * Who has which colour and which letter, on the whole page: in tables, curves and timelines, of
 * all runs that it shows.
 *
 * Culprits come first, the heaviest one before the others, so that they get the eight colours;
 * the ninth thing has the first colour again with a hatching. An interrupt's ISR and DPC count as
 * the interrupt.
 */
#ifndef WTSIM_REPORTS_HTML_HUES_H
#define WTSIM_REPORTS_HTML_HUES_H

#include <stdint.h>

#include "reports/render/timeline.h"

struct mdl_answer;
struct sim_arena;
struct sim_text;

#define RPT_HUES_NONE UINT32_MAX

struct rpt_hues {
    struct rpt_timeline_thing *things; /* name: as path; the letter is unique or '*' */
    uint32_t count, capacity;
    struct sim_arena *arena;
};

void rpt_hues_init(struct rpt_hues *hues, struct sim_arena *arena);

/* All that one more run knows: its culprits, what it measured. */
void rpt_hues_learn(struct rpt_hues *hues, const struct mdl_answer *answer);

/* The number of an object, which is added if need be; RPT_HUES_NONE for NULL and ''. */
uint32_t rpt_hues_of(struct rpt_hues *hues, const char *path);

/* A coloured square with the letter; nothing for nobody, the machine and its processors. */
void rpt_hues_swatch(struct sim_text *text, struct rpt_hues *hues, const char *path);

/* Class names 'c3 p0' of a number. */
void rpt_hues_class(struct sim_text *text, uint32_t hue);

/* The timeline's things become those of the page. */
void rpt_hues_paint(struct rpt_hues *hues, struct rpt_timeline *timeline);

/* The rules of the classes for HTML; those for SVG are svg_timeline's. */
void rpt_hues_style(struct sim_text *text);

#endif
