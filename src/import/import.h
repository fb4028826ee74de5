/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import.h -- an old firewall's rules, as if a kernel had been asked for them
 *
 * Rules of iptables-save become the expressions of nf_tables that do the same.
 * What has no such expression, or was not understood in every detail, becomes
 * one of which nothing is known but its text: a match that may hold or not, a
 * target that may do anything. So a question to the snapshot is answered of
 * these rules and no other, or depends on what is named in the report.
 *
 * Two things differ from an old kernel with legacy iptables: it drops packets
 * that are too short for the header that a rule asks for, while here (as with
 * iptables-nft's own loads) such a rule does not match; and addresses are as
 * they were written, for nobody is asked for names.
 */
#pragma once

#include "import/save.h"
#include "ruleset/snapshot.h"

/* A match or target that is not modelled. */
struct import_unknown {
	const char *name; /* of the save's arena */
	bool target;      /* not a match */
	size_t n;         /* rules it is in */
	struct loc first;
	size_t last_rule;
};

/* All zero: of nothing. */
struct import_report {
	struct arena arena;
	size_t n_tables, n_chains;
	size_t n_rules; /* of the files */
	size_t n_made;  /* of nf_tables: lists and alternatives are several */
	size_t n_exact; /* of the files, with nothing unknown */
	VEC(struct import_unknown) unknown;
};

/* Appends the messages to an empty snapshot. False: there were errors. */
bool import_build(const struct save *save, struct snapshot *out,
		  struct import_report *report, struct diags *diags);
/* Whether every way through the table's chains ends. */
bool import_no_circle(const struct save_table *table, struct diags *diags);
void import_report_finish(struct import_report *report);
