/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * again.c -- a socket that has failed once is as good as before
 *
 * A daemon keeps its socket for a year. Every reading is let fail at each send
 * and receive; the next one, by the same socket, must say what is true. Linked
 * with faulty.c; prints what was wrong.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/held/held.h"
#include "kernel/held/others.h"
#include "kernel/live/conntrack.h"
#include "kernel/live/cut.h"

#include "faulty.h"

/* What it found, in a number; the same each time. */
typedef int (*reading)(struct sock *sock, size_t *found);

static int read_held(struct sock *sock, size_t *found)
{
	struct held held;
	int r = held_read(sock, &held);

	if (r < 0)
		return r;
	*found = held.live * 1000 + held.gate.chains.n + held.guard.sets.n;
	held_finish(&held);
	return 0;
}

static int read_others(struct sock *sock, size_t *found)
{
	struct others others;
	int r = others_read(sock, &others);

	if (r < 0)
		return r;
	*found = others.list.n;
	others_finish(&others);
	return 0;
}

static int read_generation(struct sock *sock, size_t *found)
{
	uint32_t generation;
	int r = sock_generation(sock, &generation);

	if (r == 0)
		*found = generation;
	return r;
}

static void count(const struct connection *connection, void *ctx)
{
	size_t *n = ctx;

	(void)connection;
	++*n;
}

static int read_connections(struct sock *sock, size_t *found)
{
	size_t n = 0;
	int r = conntrack_dump(sock, count, &n);

	if (r == 0)
		*found = n;
	return r;
}

static const struct {
	const char *name;
	reading read;
} readings[] = {
	{ "held", read_held },
	{ "others", read_others },
	{ "generation", read_generation },
	{ "connections", read_connections },
};

enum {
	N_READINGS = sizeof(readings) / sizeof(*readings),
	N_QUICK = N_READINGS - 1, /* all but a walk over every connection */
};

static size_t right[N_READINGS];
static int n_bad, n_failed, n_tried;

/* The quick ones, after one has failed. */
static void read_all(struct sock *sock, const char *after, const char *fault)
{
	for (size_t i = 0; i < N_QUICK; i++) {
		size_t found = 0;
		int r = readings[i].read(sock, &found);

		if (r == 0 && found == right[i])
			continue;
		n_bad++;
		printf("%s after %s with %s: %s, found %zu, not %zu\n",
		       readings[i].name, after, fault, strerror(-r), found,
		       right[i]);
	}
}

static void try_fault(struct sock *sock, size_t i, const char *name,
		      unsigned long nth, int error)
{
	char value[64], fault[128];
	size_t found = 0;
	int r;

	snprintf(value, sizeof(value), "%lu %d", nth, error);
	snprintf(fault, sizeof(fault), "%s=%s", name, value);
	setenv(name, value, 1);
	n_tried++;
	r = readings[i].read(sock, &found);
	unsetenv(name);
	n_failed += r < 0;
	if (r == 0 && found != right[i]) {
		n_bad++;
		printf("%s with %s: found %zu, not %zu\n", readings[i].name,
		       fault, found, right[i]);
	}
	read_all(sock, readings[i].name, fault);
}

static void try_all(struct sock *sock, size_t i)
{
	static const int errors[] = { ENOBUFS, EINTR, EAGAIN, EBUSY };
	const unsigned long sends = faulty_sends();
	const unsigned long receives = faulty_receives();
	unsigned long n_sends, n_receives;

	readings[i].read(sock, &right[i]);
	n_sends = faulty_sends() - sends;
	n_receives = faulty_receives() - receives;
	for (size_t e = 0; e < sizeof(errors) / sizeof(*errors); e++) {
		for (unsigned long n = 1; n <= n_sends; n++)
			try_fault(sock, i, "FAULT_SEND", faulty_sends() + n,
				  errors[e]);
		for (unsigned long n = 1; n <= n_sends; n++)
			try_fault(sock, i, "FAULT_ANSWER", faulty_sends() + n,
				  errors[e]);
		for (unsigned long n = 1; n <= n_receives; n++)
			try_fault(sock, i, "FAULT_RECEIVE",
				  faulty_receives() + n, errors[e]);
	}
	for (unsigned long n = 1; n <= n_receives; n++)
		try_fault(sock, i, "FAULT_LOSE", faulty_receives() + n, 0);
}

int main(void)
{
	struct sock sock = { .fd = -1 };

	if (sock_open(&sock) < 0)
		return 2;
	for (size_t i = 0; i < N_READINGS; i++)
		if (readings[i].read(&sock, &right[i]) < 0)
			return 2;
	for (size_t i = 0; i < N_READINGS; i++)
		try_all(&sock, i);
	printf("tried %d, failed %d, bad %d\n", n_tried, n_failed, n_bad);
	sock_close(&sock);
	return n_bad > 0;
}
