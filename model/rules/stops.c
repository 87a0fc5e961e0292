/*
 * Bug checks, compiled from stops.def.
 */
#include "model/rules/stops.h"

#include <stddef.h>

static const struct mdl_stop_row rows[] = {
#define STOP(code, name, rules, cause, p1, p2, p3, p4) {code, name, rules, cause, {p1, p2, p3, p4}},
#include "model/rules/stops.def"
#undef STOP
};

const struct mdl_stop_row *mdl_stops_row(uint32_t index)
{
    return index < sizeof rows / sizeof rows[0] ? &rows[index] : NULL;
}

const struct mdl_stop_row *mdl_stops_find(uint32_t code)
{
    for (uint32_t i = 0; mdl_stops_row(i) != NULL; i++) {
        if (rows[i].code == code) {
            return &rows[i];
        }
    }
    return NULL;
}

const char *mdl_stops_name(uint32_t code)
{
    const struct mdl_stop_row *row = mdl_stops_find(code);

    return row == NULL ? "" : row->name;
}
