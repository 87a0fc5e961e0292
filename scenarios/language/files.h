/*
 * The files that a scenario reads besides its own: included drivers, measured data.
 *
 * Their text is part of the question, so it is kept with the answer. A stored run is read again
 * from what was kept: no file is opened then, whatever stands on the disk by now.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_FILES_H
#define WTSIM_SCENARIOS_LANGUAGE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mdl_file;
struct sim_arena;

struct scn_files {
    struct sim_arena *arena;
    const char *directory;            /* of the scenario: names are relative to it; NULL: here */
    struct mdl_file *items;           /* read so far, in that order */
    uint32_t count, capacity;
    const struct mdl_file *stored;    /* read from these alone ... */
    uint32_t stored_count;            /* ... if there are any      */
};

/* Nothing is opened: all comes from what was stored. */
bool scn_files_are_stored(const struct scn_files *files);

/* The stored text of a path, and its place among the stored files; NULL: there is none. */
const char *scn_files_stored(const struct scn_files *files, const char *path,
                             uint32_t *ret_place);

/* Keeps what was read at a path; what it says a second time is not kept. An included file that is
   another name of one that was read is kept empty: it adds nothing. */
void scn_files_keep(struct scn_files *files, const char *path, const char *text);

#endif
