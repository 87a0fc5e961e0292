/*
 * Bytes first: an author who saved UTF-16 or gave a program instead of a scenario should read
 * that, not what a YAML scanner makes of it.
 */
#include "scenarios/language/tree_check.h"

#include <string.h>

#include "scenarios/language/excerpt.h"
#include "scenarios/language/tree.h"

/* What YAML allows; a byte order mark only as the very first character. */
static bool allowed(int32_t code)
{
    return code == '\t' || code == '\n' || code == '\r' || code == 0x85 ||
           (code >= 0x20 && code <= 0x7e) ||
           (code >= 0xa0 && code <= 0xfffd && code != 0xfeff) || code >= 0x10000;
}

static void report(struct scn_diags *diags, struct scn_range at, int32_t code, bool utf16)
{
    if (utf16) {
        scn_diags_add(diags, SCN_S_BINARY, at, NULL, "this is UTF-16 text");
        scn_diags_hint(diags, "save it as UTF-8");
    } else if (code < 0) {
        scn_diags_add(diags, SCN_S_ENCODING, at, "save the file as UTF-8",
                      "this is not UTF-8 text");
    } else if (code == 0) {
        scn_diags_add(diags, SCN_S_BINARY, at, NULL,
                      "this is not a text file: a zero byte in line %u", (unsigned)at.line);
    } else {
        scn_diags_add(diags, SCN_S_BINARY, at, "remove it",
                      "a character that no text has (U+%04X)", (unsigned)code);
    }
}

static bool looks_utf16(const char *text, size_t length)
{
    return length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0);
}

bool scn_tree_check_text(const char *text, size_t length, struct scn_range origin,
                         struct scn_diags *diags)
{
    const char *end = text + length;
    struct scn_range at = origin;

    if (length > SCN_TREE_BYTES_MAX) {
        scn_diags_add(diags, SCN_S_TOO_LARGE, (struct scn_range){.source = origin.source}, NULL,
                      "%zu bytes are too many for a scenario; the limit is %zu", length,
                      SCN_TREE_BYTES_MAX);
        scn_diags_hint(diags, "measured data belong into a file of their own: "
                              "'empirical: file.csv', 'trace: file.csv'");
        return false;
    }
    while (text < end) {
        int32_t code;
        size_t taken = scn_excerpt_decode(text, &code);
        size_t line_break = scn_excerpt_break(text);

        if (taken == 0 || code < 0 || !allowed(code)) {
            bool utf16 = at.line == 1 && at.column == 1 && looks_utf16(text, length);

            at.length = 1;
            report(diags, at, code, utf16);
            return false;
        }
        text += line_break > 0 ? line_break : taken;
        at.column = line_break > 0 ? 1u : at.column + 1u;
        at.line += line_break > 0 ? 1u : 0u;
    }
    return true;
}
