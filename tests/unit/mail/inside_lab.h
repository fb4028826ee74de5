/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_lab.h -- the inner face's process in its jail, and the test as all that
 * it speaks with: the outside, the transform, the parent and the next hop
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
#include "policy/policy.h"

enum {
	ID = 7 << SLOT_BITS
};

struct play {
	pid_t pid;
	int outside, transform, parent, hop;
	uint16_t heard; /* the newest message's type */
	struct answer answer;
	struct done done;
	bool smtputf8;           /* what MESSAGE_HOP said last */
	const char *keywords;    /* the next hop's answer to EHLO */
	const char *attachments; /* of its settings, or NULL: none */
	const char *senders;     /* the domain that may send, or NULL: all */
};

extern struct play play;

int begin(void **state);
/* With what its settings say of My Numbers; else nobody looks. */
int begin_with(enum my_number_use my_number);
int end(void **state);

/* The next message there is of that type. */
void expect(int channel, uint16_t type);

void hop_says(const char *text);
/* What it reads until that ends in `end`. */
const char *hop_hears(const char *end);
bool hop_hears_nothing(void);
/* The connection is closed. */
bool hop_is_left(void);
void hop_connects(void);
/* It connects and greets; and the outside is told so. */
void dialled(void);
void dial(void);
/* From its DATA on: what it sends, up to the final dot. */
const char *hop_takes_message(void);

void outside_opens_with(uint32_t id, uint8_t smtputf8, const char *sender,
			const char *rcpt);
void outside_opens(uint32_t id);
/* Another recipient. */
void outside_adds(uint32_t id, const char *rcpt);
void transform_says(uint32_t id, const char *bytes, size_t len);
/* Both recipients of the sample are accepted. */
void open_transaction(uint32_t id);
/* A transaction whose transform says this and which is answered so: its
 * recipients are taken back, and nothing else is said. */
void hop_never_hears(uint32_t id, const char *stream, size_t len,
		     enum answer_reason reason);
/* The same with records that do not verify. */
void is_refuted(uint32_t id, const char *records);
