/* The walk with keys: the picture on the whole terminal. */
#ifndef WTSIM_REPORTS_CLI_STEP_SCREEN_H
#define WTSIM_REPORTS_CLI_STEP_SCREEN_H

#include <stdbool.h>

struct cli_stepping;

/* Until the user quits. first: what there is to say at the beginning, '' nothing. False: this
   terminal cannot, and nothing was drawn. */
bool cli_step_screen_run(struct cli_stepping *p, const char *first);

#endif
