/* What one kind of law has to bring; for the files law*.c only. */
#ifndef WTSIM_SIM_RANDOM_LAW_ROW_H
#define WTSIM_SIM_RANDOM_LAW_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/random/law.h"
#include "sim/random/stream.h"

/* Whose draw it is: where further words come from. */
struct sim_law_address {
    struct sim_stream *stream;
    uint64_t ordinal;
    uint32_t occurrence;
};

/* All are required but quantile; NULL there: searched on share. */
struct sim_law_row {
    bool (*constant)(const struct sim_law *law);
    double (*draw)(const struct sim_law *law, double u, const struct sim_law_address *at);
    double (*mean)(const struct sim_law *law);
    double (*variance)(const struct sim_law *law);
    double (*share)(const struct sim_law *law, double x);
    double (*quantile)(const struct sim_law *law, double p);
};

/* A draw before rounding, from u in (0, 1). */
double sim_law_real(const struct sim_law *law, double u, const struct sim_law_address *at);

/* Another uniform number of the same draw. */
static inline double sim_law_more(const struct sim_law_address *at, uint32_t word)
{
    return sim_stream_unit(sim_stream_more(at->stream, at->ordinal, at->occurrence, word));
}

#endif
