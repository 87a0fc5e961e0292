/* The measures (measures.def) as numbers and rows. */
#ifndef WTSIM_MODEL_OBSERVE_MEASURES_H
#define WTSIM_MODEL_OBSERVE_MEASURES_H

#include <stdbool.h>

enum mdl_measures_id {
#define MEASURE(id, name, shape, unit, better, sample_of, windows_name, about) MDL_MEASURE_##id,
#include "model/observe/measures.def"
#undef MEASURE
    MDL_MEASURE_COUNT
};

enum mdl_measures_shape {
    MDL_MEASURES_DURATION, MDL_MEASURES_COUNT, MDL_MEASURES_SHARE, MDL_MEASURES_LEVEL
};

enum mdl_measures_better { MDL_MEASURES_LOWER, MDL_MEASURES_HIGHER, MDL_MEASURES_NEITHER };

struct mdl_measures_row {
    const char *name;                 /* 'queue_latency'          */
    enum mdl_measures_shape shape;
    const char *unit;                 /* ns, 1, share             */
    enum mdl_measures_better better;
    const char *sample_of;            /* what one observation is  */
    const char *windows_name;         /* Windows' own, '' none    */
    const char *about;
};

/* The row of a measure; id < MDL_MEASURE_COUNT. */
const struct mdl_measures_row *mdl_measures_row(unsigned id);

/* Of a level: its maximum is known. False for what is a difference of two levels or a sum of times,
   of which only the average is. */
bool mdl_measures_has_max(unsigned id);

/* The unit of a figure: counts of a duration are '1', a rate is '1/s', all else as the measure. */
const char *mdl_measures_unit(const char *unit, const char *statistic);

/* 'duration', 'count', 'share', 'level'; 'lower', 'higher', 'neither'. */
const char *mdl_measures_shape_name(enum mdl_measures_shape shape);
const char *mdl_measures_better_name(enum mdl_measures_better better);

#endif
