/*
 * Tags and notes: what people say about a stored run. They change no answer.
 */
#ifndef WTSIM_REPORTS_STORE_TAGS_H
#define WTSIM_REPORTS_STORE_TAGS_H

#include <stdbool.h>
#include <stdint.h>

#include "reports/store/store.h"

struct rpt_tags_note {
    const char *written_at;           /* UTC, ISO 8601 */
    const char *text;
};

struct rpt_tags {
    const char **tags;            uint32_t tag_count;   /* in alphabetical order */
    struct rpt_tags_note *notes;  uint32_t note_count;  /* as they were written  */
};

/* A tag is 1 to 40 letters, digits, '-', '_', '.', ':'; others are refused (USAGE). One that is
   there already is fine. */
bool rpt_tags_add(struct rpt_store *store, int64_t run_id, const char *tag,
                  struct rpt_store_error *ret_error);
/* One that is not there is fine. */
bool rpt_tags_remove(struct rpt_store *store, int64_t run_id, const char *tag,
                     struct rpt_store_error *ret_error);

bool rpt_tags_add_note(struct rpt_store *store, int64_t run_id, const char *written_at,
                       const char *text, struct rpt_store_error *ret_error);

bool rpt_tags_load(struct rpt_store *store, int64_t run_id, struct sim_arena *arena,
                   struct rpt_tags *ret_tags, struct rpt_store_error *ret_error);

#endif
