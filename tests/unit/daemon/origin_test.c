/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * origin_test.c -- tests src/daemon/engine/origin.c
 */
#include "daemon/engine/origin.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[32];
static struct generations store;

static int begin(void **state)
{
	int fd;

	(void)state;
	strcpy(folder, "/tmp/origin-test-XXXXXX");
	assert_non_null(mkdtemp(folder));
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return generations_open(&store, fd);
}

static int end(void **state)
{
	char command[64];

	(void)state;
	close(store.state);
	generations_close(&store);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static void add(enum generation_kind kind, uint32_t of, const char *policy)
{
	struct generation record = { .kind = kind, .of = of };

	assert_int_equal(
		generations_keep(&store, policy, strlen(policy), record.policy),
		0);
	assert_int_equal(generations_add(&store, &record), 0);
}

static void a_renewal_of_a_renewal_leads_to_what_was_applied(void **state)
{
	(void)state;
	add(GENERATION_APPLY, 0, "a");
	add(GENERATION_RENEWAL, 1, "a");
	add(GENERATION_RENEWAL, 2, "a");
	assert_int_equal(origin_of(&store, 1), 1);
	assert_int_equal(origin_of(&store, 3), 1);
}

/* Else an approval that was used would come alive again. */
static void a_rollback_is_a_decision_of_its_own(void **state)
{
	(void)state;
	add(GENERATION_APPLY, 0, "a");
	add(GENERATION_APPLY, 0, "b");
	add(GENERATION_ROLLBACK, 1, "a");
	add(GENERATION_RENEWAL, 3, "a");
	assert_int_equal(origin_of(&store, 3), 3);
	assert_int_equal(origin_of(&store, 4), 3);
}

static void another_policy_is_no_renewal(void **state)
{
	(void)state;
	add(GENERATION_APPLY, 0, "a");
	add(GENERATION_RENEWAL, 1, "b");
	assert_int_equal(origin_of(&store, 2), 2);
}

static void what_cannot_be_read_is_its_own(void **state)
{
	(void)state;
	assert_int_equal(origin_of(&store, 0), 0);
	assert_int_equal(origin_of(&store, 9), 9);
	add(GENERATION_RENEWAL, 0, "a");
	assert_int_equal(origin_of(&store, 1), 1);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(a_renewal_of_a_renewal_leads_to_what_was_applied),
		CLAIM(a_rollback_is_a_decision_of_its_own),
		CLAIM(another_policy_is_no_renewal),
		CLAIM(what_cannot_be_read_is_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
