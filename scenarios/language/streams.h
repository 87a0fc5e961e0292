/*
 * Streams: where requests come from, with their kinds, capacity and moderation.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_STREAMS_H
#define WTSIM_SCENARIOS_LANGUAGE_STREAMS_H

#include "scenarios/language/view.h"

struct scn_streams_owner {
    enum mdl_stream_kind kind;
    uint32_t owner;                   /* line, source, thread group or timer */
    mdl_object_id object;
    const char *path;                 /* of the object                       */
    const char *request_kind;         /* unless the arrivals say their own   */
};

/* Reads 'arrivals': one process, or a list of them, each with its kind and an object of its own.
   Gives the streams made; none when it is not written. */
void scn_streams_read(const struct scn_view *v, enum scn_key key,
                      const struct scn_streams_owner *owner, mdl_stream_id *ret_first,
                      uint32_t *ret_count);

/* Reads 'moderation' under this key into the stream. */
void scn_streams_moderation(const struct scn_view *v, enum scn_key key,
                            struct mdl_stream *stream);

/* A stream without arrivals: of a timer, whose expiries are requests, or of what steps begin. */
mdl_stream_id scn_streams_silent(struct scn_build *b, const struct scn_streams_owner *owner);

#endif
