/* The measures as rows: one table, read by the record, reports, the store and help. */
#include "model/observe/measures.h"

#include <string.h>

#include "sim/base/check.h"

static const struct mdl_measures_row rows[MDL_MEASURE_COUNT] = {
#define MEASURE(id, name, shape, unit, better, sample_of, windows_name, about)                   \
    {name, MDL_MEASURES_##shape, unit, MDL_MEASURES_##better, sample_of, windows_name, about},
#include "model/observe/measures.def"
#undef MEASURE
};

const struct mdl_measures_row *mdl_measures_row(unsigned id)
{
    SIM_ASSERT(id < MDL_MEASURE_COUNT);
    return &rows[id];
}

bool mdl_measures_has_max(unsigned id)
{
    return id != MDL_MEASURE_IDLE_WORKERS && id != MDL_MEASURE_RUNNING;
}

const char *mdl_measures_unit(const char *unit, const char *statistic)
{
    return strcmp(statistic, "count") == 0 || strcmp(statistic, "zero") == 0 ? "1"
           : strcmp(statistic, "rate") == 0                                  ? "1/s"
                                                                             : unit;
}

const char *mdl_measures_shape_name(enum mdl_measures_shape shape)
{
    static const char *const names[] = {"duration", "count", "share", "level"};

    return names[shape];
}

const char *mdl_measures_better_name(enum mdl_measures_better better)
{
    static const char *const names[] = {"lower", "higher", "neither"};

    return names[better];
}
