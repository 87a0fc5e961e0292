/* Where the store is, and the folders on the way to it. */
#ifndef WTSIM_REPORTS_STORE_PATH_H
#define WTSIM_REPORTS_STORE_PATH_H

#include <stdbool.h>

struct sim_arena;

/* See rpt_store_default_path. */
const char *rpt_path_default(struct sim_arena *arena, const char *given);

/* Makes the folders above a file; false with errno when one cannot be made. */
bool rpt_path_make_folders(const char *path);

/* May this process write the file and make others beside it, as the log needs? The file exists. */
bool rpt_path_is_writable(const char *path);

#endif
