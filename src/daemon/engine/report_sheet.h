/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_sheet.h -- what has to be reported of an isolation, filled in
 *
 * The words are the operator's: rules/report/isolation.txt. Lines that begin
 * with '#' are left out; {NAME} is replaced by what is known. A line with a name
 * "flow…" is written once for each entry whose connections were cut, with
 * "contact-…" once for each contact; where there is none it is left out.
 *
 *   {target}        zone:NAME, host:NAME, flow:ID, address:RANGE
 *   {label}         of a zone, as the policy calls it
 *   {by} {reason}   who isolated it, and why
 *   {since}         when, in the policy's own time, as a report has it
 *   {now}           when the sheet was written
 *   {milliseconds}  from the order to the last connection cut
 *   {generation} {policy}   what is in force: number, SHA-256 of its text
 *   {journal}       number and SHA-256 of the journal's newest line
 *   {connections} {packets} {bytes}   cut, over all
 *   {left}          live still, because new ones came faster than they were cut
 *   {flow} {flow-connections} {flow-packets} {flow-bytes}
 *   {contact-name} {contact-role} {contact-phone} {contact-mail}
 *
 * What is not known, not counted or empty is "-".
 */
#pragma once

#include <stdio.h>

#include "daemon/engine/cuts.h"

enum {
	REPORT_TEMPLATE_MAX = 64 << 10, /* bytes */
	REPORT_LINE_MAX = 1024,
	REPORT_WHY = 256,
};

struct report_sheet {
	const struct engine *engine;
	const struct isolation_order *order;
	const struct cut_counts *cut;
	int64_t milliseconds;
	time_t now;
};

/* Writes the sheet by the template in the rules folder. False: nothing was
 * written, `why` says in which line the template is wrong, or that it cannot be
 * read. */
bool report_sheet_write(const struct report_sheet *sheet, int rules, FILE *out,
			char why[static REPORT_WHY]);
