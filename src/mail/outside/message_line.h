/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message_line.h -- what became of a message, as one line of JSON on the log
 *
 *   {"event":"message","relay":"gw.town.example.jp:mail-in","id":"0000a401",
 *    "reference":"20261121-000123-2","peer":"192.0.2.25","sender":"…",
 *    "recipients":["…"],"recipients_more":0,"size":48211,"sha256":"HEX",
 *    "result":"delivered","answer":"250 2.0.0","reason":"hop","held":null,
 *    "actions":["html-to-text"],"removed":2,"plain_size":3120,
 *    "plain_sha256":"HEX","milliseconds":12.345}
 *
 * (without the breaks). reference is null without a store; sha256 and the
 * plain_… ones are null where there is none. held: why, by a word of its own.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "mail/outside/tally.h"
#include "mail/smtp/answer.h"
#include "store/reference.h"

enum {
	MESSAGE_LINE_RCPTS = 20, /* that are named; the rest is counted */
	/* Bytes with the NUL. Of an original that an outside has kept which was
	 * taken over, each byte of a mailbox may be \u0001. */
	MESSAGE_LINE_MAX = 40 << 10,
};

struct message_line {
	const char *relay, *peer, *sender;
	char *const *rcpts;
	size_t n_rcpts;
	uint32_t id;
	struct reference reference; /* day 0: none */
	uint64_t size, plain_size;  /* plain_size 0: nothing was composed */
	const uint8_t *digest, *plain_digest; /* DIGEST_LEN bytes, or NULL */
	enum tally_result result;
	struct answer answer;
	const char *held;    /* a word, or NULL */
	const char *actions; /* words, a blank between two */
	uint32_t removed;
	uint64_t microseconds;
};

/* Without a newline. Returns buf. */
char *message_line_text(char buf[static MESSAGE_LINE_MAX],
			const struct message_line *line);
