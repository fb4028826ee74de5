/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jail.h -- how a process becomes small, for good
 *
 * One row of a privilege table (struct proc_spec) says all that a process
 * keeps. The tables are what an auditor reads, and `--privileges` prints them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "privsep/filter.h"
#include "privsep/landlock.h"

/* 0: as inherited, for each but `processes`. */
struct proc_limits {
	uint64_t memory;    /* RLIMIT_AS, bytes */
	uint64_t file_size; /* RLIMIT_FSIZE, bytes */
	uint64_t files;     /* RLIMIT_NOFILE */
	uint64_t cpu;       /* RLIMIT_CPU, seconds */
	bool forks;         /* may fork; otherwise RLIMIT_NPROC is 0 */
};

struct proc_spec {
	const char *name;
	const char *user;    /* unless another is configured */
	const char *network; /* in words, for the printed table */
	const char *keeps;   /* the descriptors it keeps, in words */
	/* Bits 1 << CAP_… that stay, effective (capabilities(7)); exec loses
	 * them. */
	uint64_t capabilities;
	/* What it may still open; NULL: nothing. Ended by a row without path. */
	const struct path_rule *paths;
	const int *calls; /* system calls, ended by -1 */
	struct proc_limits limits;
};

/* Whom to become; known false: stay who we are (only when not root). */
struct identity {
	bool known;
	uid_t uid;
	gid_t gid;
};

/* Takes "name", "uid" or "uid:gid". 0, -ENOENT for a name nobody bears, or
 * -EINVAL: root is nobody's user here. */
int identity_find(const char *text, struct identity *out);
/* Of one user: each could send the other signals. */
bool identity_same(const struct identity *a, const struct identity *b);

/*
 * In this order: dies with its parent; no new privileges; empty capability
 * bounding set; limits; the user with no other group, and no capabilities but
 * the row's; not dumpable; Landlock; the system call filter last. All that
 * needs more must be done before. 0, or -errno (logged): the caller must exit.
 */
int jail_enter(const struct proc_spec *spec, const struct identity *who);
/* All but the filter, for a process that narrows its children further and
 * loads its own filter when that is built. */
int jail_enter_unfiltered(const struct proc_spec *spec,
			  const struct identity *who);

/* A new, empty network namespace (network_namespaces(7)), by way of a user
 * namespace if we are not root. 0 or -errno (logged). */
int jail_leave_network(void);

/* The rows as text: name, user, capabilities, network, files, kept descriptors,
 * limits, calls; those that are refused in brackets, futex as far as it goes. */
void jail_print_table(FILE *out, const struct proc_spec *specs, size_t n);
