/*
 * Colours of things: the same for the same thing wherever it is drawn.
 *
 * Eight hues after Okabe and Ito, which people with any kind of colour blindness tell apart; from
 * the ninth thing on they repeat with a pattern. A colour never carries a meaning alone: letters
 * and titles stand beside it.
 */
#ifndef WTSIM_REPORTS_RENDER_PALETTE_H
#define WTSIM_REPORTS_RENDER_PALETTE_H

enum { RPT_PALETTE_COLOURS = 8 };

/* '#0072b2'; n counts things. */
const char *rpt_palette_colour(unsigned n);

/* 0: plain; 1, 2, 3 ...: the same colours again, hatched in another way. */
unsigned rpt_palette_pattern(unsigned n);

#endif
