/*
 * What nothing uses, and what takes longer than the guidelines.
 */
#include "scenarios/language/load.h"

#include <string.h>

#include "scenarios/language/build.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/overload.h"
#include "scenarios/language/spans.h"

#define ISR_GUIDELINE_NS 25e3         /* I31 */
#define DPC_GUIDELINE_NS 100e3        /* D26 */

/* Three digits are read, nine are not. */
static uint64_t three_digits(double ns)
{
    uint64_t unit = 1;

    while (ns / (double)unit >= 1000.0) {
        unit *= 10;
    }
    return (uint64_t)(ns / (double)unit + 0.5) * unit;
}

static void check_guidelines(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->routines.count; i++) {
        const struct scn_routine *routine = SCN_AT(struct scn_routine, b->routines, i);
        bool isr = routine->caller == SCN_CALLER_ISR;
        bool storport = SCN_AT(struct scn_driver, b->drivers, routine->driver)->framework
                        == SCN_FRAMEWORK_STORPORT;
        double limit = !isr ? DPC_GUIDELINE_NS : storport ? SCN_STORPORT_GUIDELINE_NS
                                                          : ISR_GUIDELINE_NS;

        if ((!isr && routine->caller != SCN_CALLER_DPC) || scn_spans_of(b, i).all <= limit) {
            continue;
        }
        scn_diags_add(b->diags, SCN_S_GUIDELINE, routine->at, NULL,
                      "%s takes %s on average; the guideline for %s is %s", routine->callback,
                      scn_values_text_duration(b->arena, three_digits(scn_spans_of(b, i).all)),
                      !isr ? "a DPC" : storport ? "HwStorInterrupt" : "an ISR",
                      !isr ? "100us (D26)" : storport ? "50us" : "25us (I31)");
    }
}

/* Does the same declaration make an earlier object, or one that is used, for another device? */
static bool other_device(const struct scn_build *b, uint32_t index)
{
    const struct scn_range *at = &SCN_AT(struct scn_symbol, b->symbols, index)->at;

    for (uint32_t i = 0; b->devices.count > 1 && i < b->symbols.count; i++) {
        const struct scn_symbol *other = SCN_AT(struct scn_symbol, b->symbols, i);

        if (i != index && other->at.source == at->source && other->at.line == at->line
            && other->at.column == at->column && (i < index || other->used)) {
            return true;
        }
    }
    return false;
}

static void check_unused(struct scn_build *b)
{
    static const char *const nothing[MDL_OBJECT_KIND_COUNT] = {
        [MDL_OBJECT_INTERRUPT] = "nothing asserts interrupt",
        [MDL_OBJECT_DPC] = "nothing queues DPC",
        [MDL_OBJECT_TIMER] = "nothing starts timer",
        [MDL_OBJECT_WORK_ITEM] = "nothing queues work item",
        [MDL_OBJECT_LOCK] = "nothing acquires lock",
        [MDL_OBJECT_EVENT] = "nothing uses event",
        [MDL_OBJECT_VARIABLE] = "nothing uses variable",
        [MDL_OBJECT_QUEUE] = "nothing uses queue",
        [MDL_OBJECT_TARGET] = "nothing is sent to target",
    };

    for (uint32_t i = 0; i < b->symbols.count; i++) {
        const struct scn_symbol *symbol = SCN_AT(struct scn_symbol, b->symbols, i);

        if (!symbol->used && nothing[symbol->kind] != NULL && !other_device(b, i)) {
            scn_diags_add(b->diags, SCN_S_UNUSED, symbol->at, NULL, "%s '%s'",
                          nothing[symbol->kind], symbol->path);
        }
    }
}

void scn_load_check(struct scn_build *b)
{
    check_unused(b);
    check_guidelines(b);
    scn_overload_check(b);
}
