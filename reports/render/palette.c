/* Colours of things; see the header. */
#include "reports/render/palette.h"

const char *rpt_palette_colour(unsigned n)
{
    static const char *const colours[RPT_PALETTE_COLOURS] = {
        "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b3a600", "#7f7f7f"};

    return colours[n % RPT_PALETTE_COLOURS];
}

unsigned rpt_palette_pattern(unsigned n)
{
    return n / RPT_PALETTE_COLOURS;
}
