/* The pool of waits and of the parts they have collected. */
#include "model/observe/pending.h"

#include <stdlib.h>

#include "model/observe/growth.h"

enum { FIRST = 256 };

void mdl_pending_init(struct mdl_pending *w)
{
    *w = (struct mdl_pending){0};
    w->capacity = w->coin_capacity = FIRST;
    w->entries = mdl_growth_resize(NULL, 0, FIRST, sizeof *w->entries);
    w->coins = mdl_growth_resize(NULL, 0, FIRST, sizeof *w->coins);
    mdl_pending_clear(w);
}

void mdl_pending_deinit(struct mdl_pending *w)
{
    free(w->entries);
    free(w->coins);
    *w = (struct mdl_pending){0};
}

void mdl_pending_clear(struct mdl_pending *w)
{
    w->count = w->coin_count = 0;
    w->free_head = w->coin_free = MDL_NONE;
}

uint32_t mdl_pending_extend(struct mdl_pending *w)
{
    if (w->count == MDL_PENDING_MAX) {
        return MDL_NONE;
    }
    if (w->count == w->capacity) {
        w->entries = mdl_growth_resize(w->entries, w->capacity, w->capacity * 2u,
                                       sizeof *w->entries);
        w->capacity *= 2u;
    }
    w->entries[w->count] = (struct mdl_pending_entry){
        .base = MDL_NONE, .more = MDL_NONE, .purse = MDL_NONE, .extra = MDL_NONE,
        .server = MDL_PENDING_NOWHERE};
    return w->count++;
}

void mdl_pending_empty(struct mdl_pending *w, uint32_t *purse)
{
    while (*purse != MDL_NONE) {
        uint32_t coin = *purse;

        *purse = w->coins[coin].next;
        w->coins[coin].next = w->coin_free;
        w->coin_free = coin;
    }
}

static uint32_t new_coin(struct mdl_pending *w)
{
    uint32_t id = w->coin_free;

    if (id != MDL_NONE) {
        w->coin_free = w->coins[id].next;
        return id;
    }
    if (w->coin_count == w->coin_capacity) {
        w->coins = mdl_growth_resize(w->coins, w->coin_capacity, w->coin_capacity * 2u,
                                     sizeof *w->coins);
        w->coin_capacity *= 2u;
    }
    return w->coin_count++;
}

void mdl_pending_coin(struct mdl_pending *w, uint32_t *purse, uint32_t column, uint64_t ns)
{
    uint32_t coin;

    for (coin = *purse; coin != MDL_NONE; coin = w->coins[coin].next) {
        if (w->coins[coin].column == column) {
            w->coins[coin].ns += ns;
            return;
        }
    }
    coin = new_coin(w);
    w->coins[coin] = (struct mdl_pending_coin){ns, *purse, column};
    *purse = coin;
}
