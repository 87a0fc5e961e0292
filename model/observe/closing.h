/* The stop: books are closed, counters become series, results are listed. */
#ifndef WTSIM_MODEL_OBSERVE_CLOSING_H
#define WTSIM_MODEL_OBSERVE_CLOSING_H

#include <stdint.h>

struct mdl_record;

void mdl_closing_end(struct mdl_record *r, uint64_t end_at);

#endif
