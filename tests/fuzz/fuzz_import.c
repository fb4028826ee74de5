/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_import.c -- any bytes as iptables-save's: errors, or rules that are read
 *
 * Where nothing is wrong, the messages that were made must be such as a kernel
 * makes, with nothing strange in them, and as many rules as were counted.
 */
#include "base/must.h"
#include "import/import.h"
#include "proof/rules/decode.h"

#include "fuzz.h"

static void read_again(const struct snapshot *snapshot,
		       const struct import_report *report)
{
	struct decode_flaw flaw;
	struct rules rules;

	must(decode(snapshot, &rules, &flaw));
	must(rules.n_strange == 0);
	must(rules.n_rules == report->n_made);
	must(rules.n_chains == report->n_chains);
	must(report->n_exact <= report->n_rules);
	rules_finish(&rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct save save = { .arena = { 0 } };
	struct snapshot snapshot = { .arena = { 0 } };
	struct import_report report = { .arena = { 0 } };
	struct diags diags = { .arena = { 0 } };
	bool fine = save_read(&save, "in", (const char *)data, size, 0, &diags);

	must(fine == (diags.n_errors == 0));
	fine &= import_build(&save, &snapshot, &report, &diags);
	must(fine == (diags.n_errors == 0));
	if (fine)
		read_again(&snapshot, &report);
	import_report_finish(&report);
	diags_finish(&diags);
	snapshot_finish(&snapshot);
	save_finish(&save);
	return 0;
}
