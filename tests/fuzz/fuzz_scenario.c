/*
 * Any bytes as a scenario: reading, checking and compiling, but not running. Lines that begin
 * with '#--set ' are overrides as well, so a corpus file is an ordinary scenario. Of a sweep the
 * last point is compiled, too: all others differ from it in nothing but values.
 */
#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/text.h"
#include "tests/fuzz/harness.h"

#define OVERRIDES_MAX 8u

static const char mark[] = "#--set ";

/* The overrides among the lines of text. */
static uint32_t find_overrides(struct sim_arena *arena, const char *text,
                               const char *overrides[OVERRIDES_MAX])
{
    uint32_t count = 0;

    while (*text != '\0' && count < OVERRIDES_MAX) {
        size_t length = strcspn(text, "\r\n");

        if (strncmp(text, mark, sizeof mark - 1) == 0) {
            overrides[count++] = sim_arena_copy(arena, text + sizeof mark - 1,
                                                length - (sizeof mark - 1));
        }
        text += length;
        text += *text != '\0' ? 1 : 0;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *overrides[OVERRIDES_MAX];
    struct scn_scenario scenario;
    struct sim_arena arena;
    struct scn_diags diags;
    struct sim_text printed;
    uint32_t count;
    char *text;
    bool fine;

    sim_arena_init(&arena);
    sim_text_init(&printed);
    scn_diags_init(&diags, &arena);
    text = sim_arena_copy(&arena, size == 0 ? "" : (const char *)data, size);
    count = find_overrides(&arena, text, overrides);
    fine = scn_scenario_parse(&arena, "/nowhere/fuzz.yaml", text, size, overrides, count, &diags,
                              &scenario);
    SIM_ASSERT(fine == (diags.error_count == 0));
    if (fine && scenario.point_count > 0) {
        struct scn_scenario point;

        fine = scn_scenario_parse_point(&arena, "/nowhere/fuzz.yaml", text, size, overrides, count,
                                        scenario.point_count, &diags, &point);
        SIM_ASSERT(fine == (diags.error_count == 0));
    }
    scn_diags_print(&diags, &printed, false);
    sim_text_deinit(&printed);
    sim_arena_deinit(&arena);
    return 0;
}
