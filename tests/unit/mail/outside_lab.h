/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_lab.h -- the outer face's process in its jail, and the test as all
 * that it speaks with: its peer, the transform, the inside, the store and control
 */
#pragma once

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

#include "mail/messages.h"

struct play {
	pid_t pid;
	int zygote, inside, store, control, peer;
	bool ipv6;
	struct sockaddr_storage address;
	/* the newest message of a sister */
	uint16_t type;
	uint32_t id;
	uint8_t body[4096];
	size_t body_len;
	int fd;
};

extern struct play play;

/* What the test's store answers. */
extern const struct reference kept_as;

/* A process with a store, or without, its peer at 127.0.0.1 or ::1; and its
 * end. */
int begin(void **state);
int begin_ipv6(void **state);
int begin_without_store(void **state);
int end(void **state);
/* It has, of its own accord. */
void has_ended(void);
/* How many it has: root alone can see that. */
int open_descriptors(void);
/* The memory that it writes the peer's message to, as ours: so as well. */
int open_message(void);

/* The next message there is of that type; it is in `play`. */
void expect(int channel, uint16_t type);
/* It has said all it would, once it has heard what was asked later. */
bool says_nothing(int channel);
void say(int channel, uint16_t type, uint32_t id, const void *body, size_t len);

void inside_answers_rcpt(unsigned code);
void inside_is_done(uint32_t id, unsigned code);
void store_keeps(uint32_t id);
void transform_fails(uint32_t id, enum answer_reason reason, enum held_why why);
/* The newest message begins with kept_as; has a sealed file of that text. */
void is_the_reference(void);
void is_sealed(const char *text);

/* One more connection, from where the kernel wants or from that address. */
int dial_from(const char *address);
void connect_peer(void);
void peer_says(const char *text);
void peer_is_told(const char *start);
/* Up to our 354. */
void begin_message(void);
/* Up to the final dot; and until the transform has it. The transaction's id. */
uint32_t bring_message(void);
uint32_t send_message(void);
