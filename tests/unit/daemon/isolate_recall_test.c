/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate_recall_test.c -- tests src/daemon/engine/isolate/recall.c: orders whose
 * file is damaged
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "daemon/engine/isolate/isolate.h"

#include "isolate_lab.h"

enum {
	YES,
	MACHINE = 3
};

/* A byte so far from the file's end is another. */
static void damage(const char *name, off_t behind)
{
	int fd = openat(lab.engine.store.state, name, O_WRONLY | O_CLOEXEC);

	must(pwrite(fd, "x", 1, lseek(fd, 0, SEEK_END) - behind) == 1);
	close(fd);
}

static void damage_all(void)
{
	int fd = openat(lab.engine.store.state, "isolation",
			O_WRONLY | O_TRUNC | O_CLOEXEC);

	must(write(fd, "gone\n", 5) == 5);
	close(fd);
}

static void is_alarmed(void)
{
	assert_int_equal(lab.engine.n_alarms, 1);
	assert_string_equal(lab.engine.alarms[0].slug, "isolation-damaged");
}

static void a_damaged_file_is_an_alarm_at_every_start(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab_isolate("pc1"), YES);
	damage("isolation", 40);
	for (int i = 0; i < 2; i++) {
		lab_restart();
		is_alarmed();
		assert_int_equal(lab.engine.n_orders, 2);
		assert_string_equal(lab.engine.orders[0].word, "zone:office");
		assert_string_equal(lab.engine.orders[1].word, "host:pc1");
		/* What could be read has its meaning, the other has none yet. */
		assert_int_equal(lab.engine.orders[0].meant.list.n, 1);
		assert_int_equal(lab.engine.orders[1].meant.list.n, 0);
		assert_int_equal(isolate_enforce(&lab.engine, NULL, 0), 0);
	}
	lab_fill(&lab.engine.live, 9);
	assert_int_equal(isolate_enforce(&lab.engine, NULL, 0), 0);
	assert_int_equal(lab.told.list.n, 2);
}

static void an_order_is_recalled_as_it_was(void **state)
{
	const struct isolation_order *order;
	time_t since;

	(void)state;
	assert_int_equal(lab_isolate("10.72.4.0/24"), YES);
	since = lab.engine.orders[0].since;
	damage_all();
	lab_restart();
	assert_int_equal(lab.engine.n_orders, 1);
	order = &lab.engine.orders[0];
	assert_string_equal(order->word, "address:10.72.4.0/24");
	assert_string_equal(order->by, "tanaka");
	assert_string_equal(order->reason, "感染の疑い");
	assert_in_range(order->since, since, since + 5);
	assert_int_equal(isolate_enforce(&lab.engine, NULL, 0), 0);
	assert_int_equal(lab.told.list.n, 1);
	/* Who has isolated it cannot end it, now as before. */
	assert_int_equal(lab_ask(VERB_UNISOLATE, "10.72.4.0/24",
				 &(struct lab_who){ .name = "tanaka",
						    .uid = order->uid,
						    .roles = ROLE_APPROVER }),
			 1);
	assert_int_equal(lab_unisolate("10.72.4.0/24"), YES);
}

static void what_was_ended_is_not_recalled(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab_isolate("F-1"), YES);
	assert_int_equal(lab_isolate("cloud"), YES);
	assert_int_equal(lab_isolate("cloud"), YES); /* again */
	assert_int_equal(lab_unisolate("F-1"), YES);
	lab.kernel = -EIO;
	assert_int_equal(lab_unisolate("office"), MACHINE);
	lab.kernel = 0;
	damage_all();
	lab_restart();
	is_alarmed();
	assert_int_equal(lab.engine.n_orders, 2);
	assert_string_equal(lab.engine.orders[0].word, "zone:cloud");
	assert_string_equal(lab.engine.orders[1].word, "zone:office");
}

static void an_end_that_is_not_found_lets_nobody_in(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab_unisolate("office"), YES);
	damage("journal-000001.jsonl", 40);
	damage_all();
	lab_restart();
	assert_int_equal(lab.engine.n_orders, 1);
	assert_string_equal(lab.engine.orders[0].word, "zone:office");
}

/* The engine may end between setting the file aside and writing another. */
static void it_is_recalled_until_it_is_kept(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	damage_all();
	for (int i = 0; i < 3; i++) {
		lab_restart();
		assert_int_equal(lab.engine.n_orders, 1);
	}
	assert_int_equal(isolate_enforce(&lab.engine, NULL, 0), 0);
	assert_int_equal(lab_unisolate("office"), YES);
	lab_restart();
	assert_int_equal(lab.engine.n_orders, 0);
}

#define claim(name) cmocka_unit_test_setup_teardown(name, lab_begin, lab_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_damaged_file_is_an_alarm_at_every_start),
		claim(an_order_is_recalled_as_it_was),
		claim(what_was_ended_is_not_recalled),
		claim(an_end_that_is_not_found_lets_nobody_in),
		claim(it_is_recalled_until_it_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
