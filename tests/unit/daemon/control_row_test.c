/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_row_test.c -- tests src/daemon/control/row.c: what it must not do
 *
 * The jail is entered in a child, which then tries; the kernel must end it.
 * What the process needs is shown by the tests that let it live.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/control/row.h"

#include "forbidden.h"

/* And what others of ours may. */
static const struct forbidden_call more[] = {
	{ "kill", SYS_kill },
	{ "clone", SYS_clone },
	{ "memfd_create", SYS_memfd_create },
	{ "setsockopt", SYS_setsockopt },
	{ "fstat", SYS_fstat },
	{ "chmod", SYS_chmod },
};

static void try_call(const struct forbidden_call *f)
{
	if (!forbidden_is_sanitizers(f->call) &&
	    forbidden_signal(&control_row, NULL, f->call) != SIGSYS)
		fail_msg("control may %s", f->name);
}

static void it_is_stopped_at_what_it_must_not_do(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	for (size_t i = 0; i < N_FORBIDDEN; i++)
		try_call(&forbidden_calls[i]);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		try_call(&more[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_stopped_at_what_it_must_not_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
