/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_coverage.c -- how much of rules of others is lifted, and is it right?
 *
 *	lift-coverage payloads PACKETS FILE…	tests/py/…/X.payload… of nftables
 *	lift-coverage dumps PACKETS FILE…	of `sekisho dump -o`
 *
 * Prints tables (docs/lift-coverage.md has them) and every packet of which the
 * lift says what the machine does not do; exit 1 where there is one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "cover_files.h"
#include "random_policy.h"

enum {
	SEED = 20260725,
};

static int usage(void)
{
	fputs("usage: lift-coverage payloads|dumps PACKETS FILE…\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct cover_totals totals = { 0 };
	uint32_t packets;
	bool payloads;

	if (argc < 4 || !text_u32(argv[2], 1 << 20, &packets))
		return usage();
	payloads = !strcmp(argv[1], "payloads");
	if (!payloads && strcmp(argv[1], "dumps") != 0)
		return usage();
	random_seed(SEED);
	totals.packets = packets;
	for (int i = 3; i < argc; i++)
		if (payloads ? !cover_payloads(&totals, argv[i])
			     : !cover_dump(&totals, argv[i]))
			return 3;
	if (payloads)
		cover_payloads_end(&totals);
	else
		cover_dumps_end(&totals);
	return totals.check.wrong || !totals.check.packets;
}
