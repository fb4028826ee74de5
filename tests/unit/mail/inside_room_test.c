/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_room_test.c -- tests src/mail/inside/compose.c: how much may be on its
 * way to a slow next hop
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "mail/inside/inside.h"
#include "mail/limits.h"

#include "sample.h"

static struct inside inside;
static struct tx slow[2], next = {
	.envelope = { .sender = "a@b.example",
		      .n_rcpts = 2,
		      .rcpts = { "x@town.example.jp", "y@town.example.jp" } },
};

/* The sample, as the next message. */
static bool is_composed(struct answer *answer)
{
	char stream[4096];
	const size_t len = sample_write(stream, sizeof(stream), sample_records);
	_cleanup_(fd_closep) int fd = sealed_make(stream, len);
	bool done = tx_compose(&inside, &next, fd, len, answer);

	composed_finish(&next.composed);
	next.composed = (struct composed){ 0 };
	return done;
}

static void what_others_leave_no_room_for_is_put_off(void **state)
{
	struct answer answer;

	(void)state;
	settings_begin(&inside.settings);
	inside.txs[0] = &slow[0];
	inside.txs[N_SLOTS - 1] = &slow[1];
	inside.txs[1] = &next;
	slow[0].composed.size = LIMIT_COMPOSED / 2;
	slow[1].composed.size = LIMIT_COMPOSED / 2;
	assert_true(is_composed(&answer));
	slow[1].composed.size++;
	assert_false(is_composed(&answer));
	assert_int_equal(answer.reason, ANSWER_MEMORY);
	assert_int_equal(answer.code, 451);
	slow[0].composed.size = 0;
	assert_true(is_composed(&answer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_others_leave_no_room_for_is_put_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
