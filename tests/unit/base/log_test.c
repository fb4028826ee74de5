/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log_test.c -- tests src/base/log.c
 */
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	LONG = 12000 /* bytes: more than a line of events may have */
};

static char written[2 * LONG];

/* What is written on standard error while `act` runs. */
static void hear(void (*act)(void))
{
	const int before = dup(STDERR_FILENO), file = memfd_create("log", 0);
	ssize_t len;

	dup2(file, STDERR_FILENO);
	act();
	dup2(before, STDERR_FILENO);
	len = pread(file, written, sizeof(written) - 1, 0);
	written[len > 0 ? len : 0] = '\0';
	close(before);
	close(file);
}

static void log_long_line(void)
{
	char text[LONG + 1];

	memset(text, 'x', LONG);
	text[LONG] = '\0';
	log_line(text);
}

static void log_long_event(void)
{
	char text[LONG + 1];

	memset(text, 'x', LONG);
	text[LONG] = '\0';
	log_warn("event text=%s", text);
}

static void a_line_is_whole_however_long(void **state)
{
	(void)state;
	unsetenv("JOURNAL_STREAM");
	hear(log_long_line);
	assert_int_equal(strlen(written), LONG + 1);
	assert_int_equal(written[LONG], '\n');
	setenv("JOURNAL_STREAM", "1:2", 1);
	hear(log_long_line);
	assert_int_equal(strlen(written), LONG + 4);
	assert_memory_equal(written, "<6>x", 4);
	unsetenv("JOURNAL_STREAM");
}

static void an_event_is_one_line_of_bounded_length(void **state)
{
	(void)state;
	hear(log_long_event);
	assert_in_range(strlen(written), 1000, 2048);
	assert_ptr_equal(strchr(written, '\n'), written + strlen(written) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_whole_however_long),
		cmocka_unit_test(an_event_is_one_line_of_bounded_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
