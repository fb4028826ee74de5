/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_ruleset.c -- any bytes as a packed ruleset: refused, or one that is
 * sound, can be printed and travels on
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "ruleset/pack.h"
#include "ruleset/print.h"
#include "ruleset/sound.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *text = NULL, *bytes = NULL;
	struct ruleset ruleset, again;
	size_t len;
	FILE *out;

	if (!ruleset_unpack(data, size, &ruleset))
		return 0;
	must(!ruleset_flaw(&ruleset));
	out = open_memstream(&text, &len);
	ruleset_print(&ruleset, out);
	fclose(out);
	out = open_memstream(&bytes, &len);
	must(ruleset_pack(&ruleset, out) == 0);
	fclose(out);
	must(ruleset_unpack((const uint8_t *)bytes, len, &again));
	ruleset_finish(&again);
	ruleset_finish(&ruleset);
	return 0;
}
