/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * callers_lab.c -- callers whose program and strangers are the test itself
 */
#include "callers_lab.h"

#include <grp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/packet.h"

#include "answered.h"

struct caller places[MOST];
struct callers callers;
uint32_t ended[64];
size_t n_ended;
char said[PACKET_BODY];

static const gid_t groups[N_ROLE_GROUPS] = { OPERATORS, -1U, AUDITORS };

static void note_end(void *arg, uint32_t id)
{
	assert_ptr_equal(arg, ended);
	ended[n_ended++ % 64] = id;
}

static const struct callers_rules rules = {
	.most = MOST,
	.most_per_user = MOST_PER_USER,
	.patience = PATIENCE,
	.program = "gated",
	.dropped = "guest-dropped",
	.refused = "guest-refused",
	.late = "guest-late",
	.no_role = "no role",
	.full = "full",
	.full_of_yours = "full of yours",
	.nameless = "busy",
	.ended = note_end,
};

int lab_begin(void **state)
{
	(void)state;
	memset(places, 0, sizeof(places));
	n_ended = 0;
	said[0] = '\0';
	callers = (struct callers){ .rules = &rules,
				    .places = places,
				    .groups = groups,
				    .arg = ended,
				    .now = 1000 };
	return 0;
}

int lab_finish(void **state)
{
	(void)state;
	callers_refuse_all(&callers, "the test is over");
	return 0;
}

int call(void)
{
	int ends[2];

	assert_int_equal(
		socketpair(AF_UNIX,
			   SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
			   ends),
		0);
	callers_admit(&callers, ends[0]);
	return ends[1];
}

int call_as(uid_t uid, gid_t group)
{
	int fd;

	assert_int_equal(setgroups(1, &group), 0);
	assert_int_equal(setegid(OTHERS), 0);
	assert_int_equal(seteuid(uid), 0);
	fd = call();
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(setegid(0), 0);
	return fd;
}

struct caller *hear_all(void)
{
	struct caller *one = NULL;

	for (size_t i = 0; i < MOST; i++)
		if (places[i].id && callers_hear(&callers, &places[i])) {
			assert_null(one);
			one = &places[i];
		}
	return one;
}

size_t count(void)
{
	size_t n = 0;

	for (size_t i = 0; i < MOST; i++)
		n += places[i].id != 0;
	return n;
}

struct caller *ask(int caller, enum verb verb, int fd)
{
	const struct request request = { .verb = verb, .reason = "because" };
	uint8_t body[REQUEST_MAX];

	assert_int_equal(packet_send(caller, (uint16_t)verb, 0, body,
				     request_pack(&request, body), fd),
			 0);
	return hear_all();
}

int answered(int caller)
{
	return answered_to(caller, said, sizeof(said));
}
