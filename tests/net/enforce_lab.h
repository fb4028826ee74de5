/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce_lab.h -- a script in the place of the engine (enforce_lab.c)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ruleset/connection.h"

enum {
	LAB_CONNECTIONS = 1 << 16,
};

struct lab {
	pid_t pid; /* enforce */
	int owner, settings;
	int engine, parent; /* our ends of its channels */
	uint32_t id;
	bool answered, gone;
	struct connection connections[LAB_CONNECTIONS]; /* as told last */
	size_t n_connections;
};

/* enforce_lab_hear.c: prints what enforce says, until the answer has come or,
 * without one to wait for, there is a line to read. */
void lab_listen(struct lab *lab, bool answer);

/* enforce_lab_say.c: each waits for the answer. */
void say(struct lab *lab, uint16_t type, const void *body, size_t len, int fd);
void say_hold(struct lab *lab, const char *file, const char *generation,
	      bool pending);
void say_load(struct lab *lab, const char *file, const char *generation);
void say_nonsense(struct lab *lab);
void say_ms(struct lab *lab, uint16_t type, const char *ms);
void say_isolation(struct lab *lab, const char *iface);
void say_cut(struct lab *lab, const char *how, const char *a, const char *b);
