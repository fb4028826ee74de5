/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_isolation.c -- any bytes as a packed isolation: refused, or one that can
 * be built, printed and travels on
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "ruleset/isolation.h"
#include "ruleset/print.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(isolation_finish) struct isolation isolation = { 0 };
	_cleanup_(freep) char *text = NULL, *bytes = NULL;
	struct table table;
	size_t len;
	FILE *out;

	if (!isolation_unpack(data, size, &isolation))
		return 0;
	isolation_build(&isolation, &isolation.arena, &table);
	must(!table.chains.n == !isolation.list.n);
	out = open_memstream(&text, &len);
	table_print(&table, out);
	fclose(out);
	out = open_memstream(&bytes, &len);
	must(isolation_pack(&isolation, out) == 0);
	fclose(out);
	must(len == size && !memcmp(bytes, data, len));
	return 0;
}
