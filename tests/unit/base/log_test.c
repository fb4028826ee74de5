/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log_test.c -- tests src/base/log.c
 */
#include "base/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	LONG = 12000, /* bytes: more than a line of events may have */
	LOST = 1000   /* such lines: more than pipe and socket have room for */
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

/* ------ of a program that stays ------ */

static int before, ends[2]; /* standard error: the second one */

static void stand(void)
{
	before = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	log_begin();
}

static void stand_no_more(void)
{
	dup2(before, STDERR_FILENO);
	close(before);
	close(ends[0]);
	close(ends[1]);
}

static char heard[16 << 20]; /* all that was there to be read */

static bool comes(const char *line)
{
	size_t len = 0;
	ssize_t n;

	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	while ((n = read(ends[0], heard + len, sizeof(heard) - 1 - len)) > 0)
		len += (size_t)n;
	heard[len] = '\0';
	return strstr(heard, line);
}

static void nobody_waits(void)
{
	for (int i = 0; i < LOST; i++)
		log_long_line();
	assert_true(comes("xxx\n"));
	log_info("event after");
	assert_true(comes("log-lost lines="));
	/* If one was cut, the next begins a line all the same. */
	assert_true(*heard == 'l' || *heard == '\n');
	log_info("event then");
	assert_true(comes("event then\n"));
	assert_string_equal(heard, "event then\n");
}

static void a_pipe_that_nobody_reads_stops_nobody(void **state)
{
	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	stand();
	nobody_waits();
	assert_int_equal(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
	stand_no_more();
}

static void a_socket_that_nobody_reads_stops_nobody(void **state)
{
	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	stand();
	nobody_waits();
	stand_no_more();
}

static void who_reads_the_log_may_go(void **state)
{
	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	stand();
	close(ends[0]);
	log_info("event unheard");
	log_info("event unheard again");
	stand_no_more();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_whole_however_long),
		cmocka_unit_test(an_event_is_one_line_of_bounded_length),
		cmocka_unit_test(a_pipe_that_nobody_reads_stops_nobody),
		cmocka_unit_test(a_socket_that_nobody_reads_stops_nobody),
		cmocka_unit_test(who_reads_the_log_may_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
