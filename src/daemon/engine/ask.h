/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.h -- the engine's questions to the other processes, and their answers
 */
#pragma once

#include "daemon/engine/engine.h"

struct reply {
	uint16_t type;       /* MESSAGE_… */
	const uint8_t *body; /* until the next question */
	size_t len;
	int fd; /* -1, or the caller's to close */
};

struct question {
	enum proc to;
	uint16_t type;
	const void *body;
	size_t len;
	int fd; /* -1: none; stays the caller's */
};

/*
 * Asks and waits, at most ASK_SECONDS; pings of the parent are answered
 * meanwhile. 0; -EPIPE: it is not there, or has gone (it is started again);
 * -ETIMEDOUT; -EPROTO: it does not keep to the grammar.
 */
int ask(struct engine *engine, const struct question *question,
	struct reply *out);
/* The same of what can wait: an isolation does not wait for its answer. -EINTR:
 * there was one, and this is to be asked again. */
int ask_patiently(struct engine *engine, const struct question *question,
		  struct reply *out);
/* Asks enforce something that it answers with MESSAGE_ENFORCED: its result; the
 * reasons are said to the client (0: logged). */
int ask_enforce(struct engine *engine, uint16_t type, const void *body,
		size_t len, int fd, uint32_t client);

/* Hears one process that says something; false: its channel is closed. */
bool ask_hear(struct engine *engine, enum proc proc);

enum {
	ASK_SECONDS = 100
};
