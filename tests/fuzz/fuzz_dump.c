/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_dump.c -- a dump that a stranger sent: its frame, and what is decoded
 *
 * The bytes are a dump without its digest, which is put behind them; so that
 * what is within is reached. Where they are fine, the same bytes must come out
 * again, and whatever was decoded must be whole: all of it is looked at.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/rules/decode.h"
#include "proof/rules/dump_file.h"
#include "proof/rules/range.h"
#include "proof/rules/register.h"

#include "fuzz.h"
#include "rules_text.h"

static FILE *nowhere;

static void look_at_ranges(const struct nf_set *set)
{
	struct arena arena = { 0 };
	struct nf_ranges ranges = { { 0 } };
	const uint8_t *before = NULL;

	if (rules_has_ranges(set) && rules_ranges(set, &arena, &ranges)) {
		vec_each(range, &ranges.list) {
			must(memcmp(range->first, range->last, set->key_len) <=
			     0);
			must(!before ||
			     memcmp(before, range->first, set->key_len) < 0);
			before = range->last;
		}
	}
	arena_finish(&arena);
}

static void look_at_exprs(const struct nf_exprs *exprs, uint32_t family)
{
	for (size_t i = 0; i < exprs->n; i++) {
		uint8_t reg;
		size_t len;

		if (!exprs->at[i].strange &&
		    rules_written(&exprs->at[i], family, &reg, &len))
			must(reg < NF_REGS &&
			     len <= (size_t)(NF_REGS - reg) * NF_REG_LEN);
	}
}

static void look_at(const struct rules *rules)
{
	rules_text(rules, nowhere);
	vec_each(table, &rules->tables) {
		must(rules_find_table(rules, table->family, table->name) ==
		     table);
		vec_each(set, &table->sets)
			look_at_ranges(set);
		vec_each(chain, &table->chains) {
			must(rules_find_chain(table, chain->name) == chain);
			vec_each(rule, &chain->rules)
				look_at_exprs(&rule->exprs, table->family);
		}
	}
}

static void decode_all(const struct snapshot *snapshot)
{
	struct decode_flaw flaw;
	struct rules rules;
	char text[256];

	if (decode(snapshot, &rules, &flaw)) {
		must(!flaw.what);
		look_at(&rules);
		rules_finish(&rules);
	} else {
		must(flaw.what);
		decode_flaw_text(&flaw, text, sizeof(text));
	}
}

static void read_whole(const uint8_t *bytes, size_t len)
{
	struct snapshot snapshot = { 0 };
	uint8_t digest[DIGEST_LEN];
	uint8_t *again;

	if (dump_file_read(bytes, len, &snapshot, digest) != DUMP_FINE)
		return;
	must(dump_file_len(&snapshot) == len);
	again = xcalloc(len, 1);
	dump_file_write(&snapshot, again, digest);
	must(!memcmp(bytes, again, len));
	free(again);
	decode_all(&snapshot);
	snapshot_finish(&snapshot);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	uint8_t *whole = xcalloc(len + DIGEST_LEN, 1);

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	must(nowhere);
	if (len)
		memcpy(whole, bytes, len);
	digest_of(whole, len, whole + len);
	read_whole(whole, len + DIGEST_LEN);
	free(whole);
	return 0;
}
