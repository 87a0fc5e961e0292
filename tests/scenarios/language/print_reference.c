/* Prints the second half of scenarios/README.md; a test says when it has to be replaced. */
#include <stdio.h>

#include "scenarios/language/reference.h"
#include "sim/base/text.h"

int main(void)
{
    struct sim_text text;

    sim_text_init(&text);
    scn_reference_markdown(&text);
    fputs(text.data, stdout);
    sim_text_deinit(&text);
    return 0;
}
