/*
 * The shelf: the lessons that come with the program, in the order of their numbers.
 *
 * Made at build time from scenarios/lessons, so that the course needs no file beside the program.
 */
#ifndef WTSIM_SCENARIOS_COURSE_SHELF_H
#define WTSIM_SCENARIOS_COURSE_SHELF_H

#include <stdint.h>

struct scn_shelf_lesson {
    const char *file;                 /* '05-why-a-dpc-waits.yaml' */
    const char *text;
};

extern const struct scn_shelf_lesson scn_shelf_lessons[];
extern const uint32_t scn_shelf_count;

#endif
