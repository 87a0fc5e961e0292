/* Driver Verifier's codes; see the header. */
#include "model/rules/misuse.h"

#include <string.h>

#include "model/rules/irql.h"

enum { LOW = 0, HIGH = 1 };

static const struct {
    const char *begins;
    bool too_high;
    uint32_t code;
} rows[] = {
#define MISUSE(begins, end, code) {begins, end, code},
#include "model/rules/misuse.def"
#undef MISUSE
};

static bool names(const char *pattern, const char *ddi)
{
    size_t length = strcspn(pattern, "*");

    return pattern[length] == '*' ? strncmp(pattern, ddi, length) == 0
                                  : strcmp(pattern, ddi) == 0;
}

uint32_t mdl_misuse_call(const char *ddi, bool too_high)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].too_high == too_high && names(rows[i].begins, ddi)) {
            return rows[i].code;
        }
    }
    return MDL_MISUSE_KERNEL_API;
}

uint32_t mdl_misuse_wait(uint8_t irql, bool forever)
{
    if (irql > MDL_IRQL_DISPATCH) {
        return 0x120;
    }
    return forever ? 0x121 : 0x122;
}
