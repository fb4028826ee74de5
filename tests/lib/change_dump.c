/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change_dump.c -- prints the text of a change: change_dump BASE|- NEXT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "policy/change/change.h"

#include "policy_text.h"

enum {
	GENERATION = 42
};

static void load(const char *file, struct policy *out)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	struct policy_options options = test_options();

	if (policy_load(file, &options, out, &diags))
		return;
	diags_print(&diags, stderr, false);
	exit(1);
}

int main(int argc, char **argv)
{
	_cleanup_(policy_finish) struct policy base = { 0 }, next = { 0 };
	_cleanup_(change_finish) struct change change = { 0 };
	bool first = argc == 3 && !strcmp(argv[1], "-");

	if (argc != 3)
		return 2;
	if (!first)
		load(argv[1], &base);
	load(argv[2], &next);
	if (change_make(first ? 0 : GENERATION, first ? NULL : &base, &next,
			&change) < 0)
		return 1;
	return fwrite(change.text, change.len, 1, stdout) == 1 ? 0 : 1;
}
