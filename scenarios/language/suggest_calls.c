/*
 * Names of DDIs are made of words: KeInsertQueueDpc is Ke, Insert, Queue, Dpc. A name that is
 * remembered wrongly has most of them, often in another order, which counting wrong letters
 * does not see.
 */
#include "scenarios/language/suggest_calls.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/rules/ddi.h"
#include "scenarios/language/suggest.h"

enum {
    WORDS = 12,       /* further words of a name are not looked at */
    NAMES = 3,
    ENOUGH = 60       /* percent of the words of both names that are common */
};

struct words {
    const char *at[WORDS];
    uint32_t length[WORDS];
    uint32_t count;
};

static bool is_upper(char letter)
{
    return letter >= 'A' && letter <= 'Z';
}

/* A word begins with a capital letter behind a small one, or with the last of several. */
static struct words split(const char *name)
{
    struct words words = {.count = 0};

    for (const char *at = name; *at != '\0'; at++) {
        bool begins = at == name || (is_upper(at[0]) && (!is_upper(at[-1])
                                     || (at[1] >= 'a' && at[1] <= 'z')));

        if (begins && words.count == WORDS) {
            break;
        }
        if (begins) {
            words.at[words.count] = at;
            words.length[words.count++] = 0;
        }
        words.length[words.count - 1]++;
    }
    return words;
}

static bool has_word(const struct words *words, const char *word, uint32_t length)
{
    for (uint32_t i = 0; i < words->count; i++) {
        if (words->length[i] == length && strncmp(words->at[i], word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* 0 to 100. */
static uint32_t likeness(const struct words *a, const struct words *b)
{
    uint32_t common = 0;

    for (uint32_t i = 0; i < a->count; i++) {
        common += has_word(b, a->at[i], a->length[i]);
    }
    return a->count + b->count == 0 ? 0 : 200 * common / (a->count + b->count);
}

const char *scn_suggest_calls(struct sim_arena *arena, const char *wanted)
{
    const char *names[NAMES];
    uint32_t scores[NAMES], count = 0;
    struct words mine = split(wanted);

    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        struct words its = split(mdl_ddi_row(i)->name);
        uint32_t score = likeness(&mine, &its), place = count;

        while (place > 0 && scores[place - 1] < score) {
            place--;
        }
        if (score < ENOUGH || place == NAMES) {
            continue;
        }
        count += count < NAMES;
        for (uint32_t k = count - 1; k > place; k--) {
            names[k] = names[k - 1];
            scores[k] = scores[k - 1];
        }
        names[place] = mdl_ddi_row(i)->name;
        scores[place] = score;
    }
    return count == 0 ? NULL : scn_suggest_list(arena, names, count, NAMES);
}
