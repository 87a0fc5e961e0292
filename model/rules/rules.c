/*
 * The rule table, compiled from rules.def.
 */
#include "model/rules/rules.h"

#include <string.h>

#include "sim/base/check.h"

static const struct mdl_rule rows[] = {
#define RULE(id, state, confidence, eras, source, statement, detail, tests)               \
    {id, MDL_RULE_##state, MDL_RULE_##confidence, eras, source, statement, detail, tests},
#include "model/rules/rules.def"
#undef RULE
};

static const struct {
    const char *letters, *about;
} families[] = {
    {"I", "IRQL and interrupts"},
    {"D", "deferred procedure calls and timers"},
    {"T", "threads: priorities, quanta, wake-ups"},
    {"C", "what may be called at which IRQL"},
    {"V", "violations and their bug checks"},
    {"L", "measures, limits, names of tools"},
    {"K", "what things cost"},
    {"S", "real cases of interrupts and DPCs"},
    {"U", "open points of interrupts, DPCs and threads"},
    {"W", "worker threads and work items"},
    {"SC", "real cases of worker threads"},
    {"X", "contradictions between sources"},
};

uint32_t mdl_rules_count(void)
{
    return sizeof rows / sizeof rows[0];
}

const struct mdl_rule *mdl_rules_row(uint32_t index)
{
    SIM_ASSERT(index < mdl_rules_count());
    return &rows[index];
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

const struct mdl_rule *mdl_rules_find(const char *id)
{
    for (uint32_t i = 0; i < mdl_rules_count(); i++) {
        if (same(rows[i].id, id)) {
            return &rows[i];
        }
    }
    return NULL;
}

size_t mdl_rules_family_length(const struct mdl_rule *rule)
{
    return strcspn(rule->id, "0123456789");
}

const char *mdl_rules_family(uint32_t index, const char **ret_about)
{
    if (index >= sizeof families / sizeof families[0]) {
        return NULL;
    }
    *ret_about = families[index].about;
    return families[index].letters;
}

const char *mdl_rules_state_name(enum mdl_rule_state state)
{
    static const char *const names[] = {"modelled", "parameter", "not modelled", "vocabulary"};

    SIM_ASSERT((unsigned)state < sizeof names / sizeof names[0]);
    return names[state];
}

const char *mdl_rules_confidence_name(enum mdl_rule_confidence confidence)
{
    static const char *const names[] = {"documented", "source", "public symbols", "book",
                                        "measured", "case", "write-up", "derived", "inference",
                                        "unknown"};

    SIM_ASSERT((unsigned)confidence < sizeof names / sizeof names[0]);
    return names[confidence];
}
