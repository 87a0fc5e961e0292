/* What every test of a screen needs: no line beyond 80 columns, text that must stand in it. */
#ifndef WTSIM_TESTS_REPORTS_RENDER_SCREEN_H
#define WTSIM_TESTS_REPORTS_RENDER_SCREEN_H

#include "reports/render/page.h"
#include "sim/base/text.h"
#include "tests/lab.h"

/* The first line that is too wide, or NULL. */
static inline const char *screen_wide_line(const char *text, size_t width)
{
    while (*text != '\0') {
        if (rpt_page_columns(text) > width) {
            return text;
        }
        text += strcspn(text, "\n");
        text += *text == '\n' ? 1 : 0;
    }
    return NULL;
}

#define CHECK_WIDTH(text, width)                                                          \
    do {                                                                                  \
        const char *screen_line = screen_wide_line((text), (width));                      \
        (void)lab_state;                                                                  \
        if (screen_line != NULL) {                                                        \
            fail_msg("%s:%d: wider than %d: %.*s", __FILE__, __LINE__, (int)(width),      \
                     (int)strcspn(screen_line, "\n"), screen_line);                       \
        }                                                                                 \
    } while (0)

#define CHECK_HAS(text, part)                                                             \
    do {                                                                                  \
        (void)lab_state;                                                                  \
        if (strstr((text), (part)) == NULL) {                                             \
            fail_msg("%s:%d: '%s' does not stand in:\n%s", __FILE__, __LINE__, (part),    \
                     (text));                                                             \
        }                                                                                 \
    } while (0)

#define CHECK_LACKS(text, part)                                                           \
    do {                                                                                  \
        (void)lab_state;                                                                  \
        if (strstr((text), (part)) != NULL) {                                             \
            fail_msg("%s:%d: '%s' stands in:\n%s", __FILE__, __LINE__, (part), (text));   \
        }                                                                                 \
    } while (0)

#endif
