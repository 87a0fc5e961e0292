/*
 * Reading a map by the schema table: unknown keys, missing ones, defaults, types.
 *
 * A view is a map seen as one section. Each value that is read is recorded in the canonical form
 * with its origin, so what decides a run and what its digest says cannot differ.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_VIEW_H
#define WTSIM_SCENARIOS_LANGUAGE_VIEW_H

#include "scenarios/language/build.h"
#include "scenarios/language/schema.h"

struct scn_view {
    struct scn_build *build;
    const struct scn_node *map;       /* NULL: nothing is written, all defaults */
    enum scn_section section;
    const struct scn_node *place;     /* that map, or one that is not there (filled.h); or NULL */
    const char *path;                 /* 'machine.costs'; '' the root; 'faults[]' an entry */
};

/* Sees a node (or NULL) as a section and reports its keys. False when it is no map; the view is
   then one of defaults. */
bool scn_view_open(struct scn_build *b, const struct scn_node *node, enum scn_section section,
                   const char *path, struct scn_view *ret_view);

/* The value of a key as written, or NULL. Not recorded. */
const struct scn_node *scn_view_node(const struct scn_view *v, enum scn_key key);

/* A map below this one. */
void scn_view_inner(const struct scn_view *v, enum scn_key key, struct scn_view *ret_view);

/* Typed values: as written, else the fallback of the table. False when what is written is wrong;
   the fallback is given then. */
bool scn_view_duration(const struct scn_view *v, enum scn_key key, uint64_t *ret_ns);
bool scn_view_whole(const struct scn_view *v, enum scn_key key, int64_t low, int64_t high,
                    int64_t *ret_value);
bool scn_view_truth(const struct scn_view *v, enum scn_key key, bool *ret_value);
bool scn_view_text(const struct scn_view *v, enum scn_key key, const char **ret_text);
/* The index of one of the words of the key (inside.def), or of those given. */
bool scn_view_word(const struct scn_view *v, enum scn_key key, uint32_t *ret_index);
bool scn_view_word_of(const struct scn_view *v, enum scn_key key, const char *const *words,
                      uint32_t count, uint32_t *ret_index);

/* The same with a fallback that the profile gives. */
bool scn_view_duration_or(const struct scn_view *v, enum scn_key key, uint64_t fallback_ns,
                          uint64_t *ret_ns);
bool scn_view_whole_or(const struct scn_view *v, enum scn_key key, int64_t low, int64_t high,
                       int64_t fallback, int64_t *ret_value);
bool scn_view_truth_or(const struct scn_view *v, enum scn_key key, bool fallback,
                       bool *ret_value);

/* A list of processors as a mask; all of them when it is not written. */
bool scn_view_processors(const struct scn_view *v, enum scn_key key, uint64_t *ret_mask);

/* Records a written value that the caller reads himself. */
void scn_view_record(const struct scn_view *v, enum scn_key key);

/* The path of a key of this view. */
const char *scn_view_path(const struct scn_view *v, const char *name);

#endif
