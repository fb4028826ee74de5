/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_lab.h -- the store process in its jail, and the test as the outside,
 * who also looks into the folders from without
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

#include "mail/messages.h"

enum {
	KEEPER_CAP = 1 << 20 /* bytes */
};

struct play {
	pid_t pid;
	int outside, control; /* the test's ends */
	char folder[64];
	/* the newest message */
	uint16_t type;
	uint32_t id;
	struct reference reference;
	uint8_t reason;
};

extern struct play play;

int begin(void **state);
int end(void **state);
/* Another process in the same folders; and the end of it. */
void start(void);
void stop(void);
void has_ended(void);

void expect(uint16_t type);
/* A message of `len` bytes, said to be of `said`. */
void keep(uint32_t id, size_t len, size_t said, int seals);
void keep_from(uint32_t id, const char *sender, size_t len, size_t said,
	       int seals);
void keep_for(uint32_t id, const char *rcpt, size_t len, int seals);
/* What its status says. */
bool is_failing(void);
/* why < 0: none */
void say_of(uint16_t type, const struct reference *reference, int why);

/* Of a name in the test's folder; and of a mark. Until the next call. */
char *path_of(const char *name);
char *mark_of(const struct reference *reference);
bool journal_says(const char *event);
/* A line of the journal with this in it. */
bool journal_has(const char *text);
/* Once nobody has the store open any more. */
void is_kept(const struct reference *reference, size_t len, char byte);
