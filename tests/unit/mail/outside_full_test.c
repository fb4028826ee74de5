/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_full_test.c -- tests src/mail/outside/{admit,outside}.c on a machine that
 * has no room for another connection: who knocks waits, and nobody else does
 */
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "face.h"
#include "outside_lab.h"

enum {
	A_WHILE = 500, /* milliseconds */
	SOON = 5000,
	FEW = 5 /* times that it may have tried in a while */
};

/* The process's and ours. */
static struct machine {
	atomic_int error; /* of accept4(2); 0: none */
	atomic_int n_tries;
} * machine;

int __real_accept4(int fd, struct sockaddr *address, socklen_t *len, int flags);
int __wrap_accept4(int fd, struct sockaddr *address, socklen_t *len, int flags);

int __wrap_accept4(int fd, struct sockaddr *address, socklen_t *len, int flags)
{
	machine->n_tries++;
	if (machine->error) {
		errno = machine->error;
		return -1;
	}
	return __real_accept4(fd, address, len, flags);
}

static int machine_begin(void **state)
{
	(void)state;
	machine = mmap(NULL, sizeof(*machine), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return machine == MAP_FAILED ? -1 : 0;
}

static int begin_with_room(void **state)
{
	machine->error = 0;
	return begin(state);
}

/* *state: what accept4(2) says. */
static void who_finds_no_room_waits_alone(void **state)
{
	const int *error = *state;
	struct pollfd another = { .events = POLLIN };

	connect_peer();
	machine->error = *error;
	another.fd = dial_from(NULL);
	machine->n_tries = 0;
	assert_int_equal(poll(&another, 1, A_WHILE), 0);
	assert_in_range(machine->n_tries, 0, FEW);
	begin_message();
	machine->error = 0;
	assert_int_equal(poll(&another, 1, SOON), 1);
	assert_string_equal(face_hears(another.fd, "\n"),
			    "220 gw.example ESMTP\r\n");
	close(another.fd);
}

#define CASE(error)                               \
	cmocka_unit_test_prestate_setup_teardown( \
		who_finds_no_room_waits_alone, begin_with_room, end, error)

int main(void)
{
	static int errors[] = { ENFILE, EMFILE, ENOBUFS, ENOMEM };
	const struct CMUnitTest tests[] = {
		CASE(&errors[0]),
		CASE(&errors[1]),
		CASE(&errors[2]),
		CASE(&errors[3]),
	};

	return cmocka_run_group_tests(tests, machine_begin, NULL);
}
