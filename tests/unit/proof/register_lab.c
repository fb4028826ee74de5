/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_lab.c -- a small register and the space of its packets
 */
#include "register_lab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "proof/register/register.h"

#include "policy_text.h"

struct policy policy;
struct space space;
struct diagrams all;

int register_lab_begin(const char *sections)
{
	struct policy_options options = test_options();
	struct diags diags = { 0 };
	char text[8192];

	snprintf(text, sizeof(text), "%s%s", test_site, sections);
	if (!policy_from_text(text, &options, &policy, &diags)) {
		diags_print(&diags, stderr, false);
		return -1;
	}
	diags_finish(&diags);
	diagrams_init(&all, (struct diagram_limits){ 0 });
	space_init(&space, ORDER_DESTINATIONS);
	assert_true(register_names(&policy, &space));
	space_freeze(&space);
	return 0;
}

int register_lab_end(void **state)
{
	(void)state;
	space_finish(&space);
	diagrams_finish(&all);
	policy_finish(&policy);
	return 0;
}
