/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status_sample.c -- a relay's status of a test, printed as it is asked for
 */
#include <string.h>

#include "mail/control/status.h"

static void fill(struct tally *tally)
{
	struct addr peer = { .family = FAMILY_IPV6, .bytes = { 0x20, 1 } };

	for (unsigned i = 0; i < 5000; i++) {
		peer.bytes[15] = (uint8_t)(i % 100);
		tally_add(tally, &peer,
			  (enum tally_result)(i % N_TALLY_RESULTS), i, i * i);
	}
}

int main(int argc, char **argv)
{
	static struct status status = {
		.relay = "gw.example:=E5=8F=97",
		.now = 1795230000,
		.has_store = true,
		.folder = "/var/lib/sekisho/mail/x",
		.certificate = { 1790000000, 1795000000 },
		.store = { .used = 95,
			   .cap = 100,
			   .days = 90,
			   .oldest = 20261101,
			   .held = 3,
			   .oldest_held = 20261102,
			   .damaged = true,
			   .spoilt = true,
			   .failing = true },
	};

	if (argc < 2)
		return 2;
	status.tally.since = 1795000000;
	status.tally.hop_silent = strcmp(argv[1], "empty") ? 1795100000 : 0;
	if (strcmp(argv[1], "empty") != 0)
		fill(&status.tally);
	status.has_store = strcmp(argv[1], "empty") != 0;
	status.has_certificate = status.has_store;
	if (strcmp(argv[1], "soon") == 0)
		status.now = 1795000000 - 9 * 86400 - 1;
	if (strcmp(argv[1], "young") == 0)
		status.now = 1790000000 - 1;
	if (strcmp(argv[1], "good") == 0)
		status.now = 1790000000;
	if (argc > 2 && strcmp(argv[2], "json") == 0)
		status_print_json(&status, stdout);
	else if (argc > 2 && strcmp(argv[2], "metrics") == 0)
		status_print_metrics(&status, stdout);
	else
		status_print(&status, stdout);
	return 0;
}
