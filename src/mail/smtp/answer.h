/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer.h -- what became of a recipient or a message, and how we say it
 *
 * What the next hop answers crosses outward only as its code and enhanced
 * status (RFC 3463); the words are ours, so that nothing of the inner network
 * is told to the outer one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum answer_reason {
	ANSWER_HOP,       /* the next hop said so */
	ANSWER_NO_HOP,    /* not reached, lost, too slow or talking nonsense */
	ANSWER_LOOP,      /* passed here before, or too often */
	ANSWER_REFUTED,   /* the plain message did not verify: an alarm */
	ANSWER_TRANSFORM, /* the transform died or took too long */
	ANSWER_HELD,      /* cannot be made text */
	ANSWER_ASCII,     /* the next hop does not do SMTPUTF8 */
	ANSWER_BUSY,      /* one of our processes is not there */
	ANSWER_FULL,      /* no room to keep the original */
	ANSWER_DISK,      /* the original could not be kept */
	ANSWER_MY_NUMBER, /* holds what may be a 個人番号 */
	ANSWER_MEMORY,    /* none left to take it or to compose it in */
	ANSWER_TOO_LARGE, /* more than the policy lets in */
	ANSWER_DOMAIN,    /* of a sender or recipient: not in the policy */
	N_ANSWER_REASONS,
};

struct answer {
	enum answer_reason reason;
	uint16_t code;            /* 250, 4xx or 5xx */
	uint16_t subject, detail; /* of the enhanced status */
};

enum {
	ANSWER_BODY = 8, /* bytes between processes */
	ANSWER_TEXT = 128
};

/* "hop", "no-hop", …: for the log. */
const char *answer_reason_name(enum answer_reason reason);
/* The usual code and status of a reason that is our own. */
struct answer answer_of(enum answer_reason reason);
/* Only 250, 400-499 without 421, and 500-599 may go outward; any other code
 * becomes 451 4.3.0 (RFC 5321 4.2.1: 2xx and 3xx out of place). */
struct answer answer_from_hop(unsigned code, unsigned subject, unsigned detail);
bool answer_is_yes(const struct answer *answer);

/* "250 2.0.0 …" without CRLF. Returns buf. */
char *answer_text(char buf[static ANSWER_TEXT], const struct answer *answer);

/* For the way between processes; reading refuses what answer_from_hop() would
 * not have made. */
void answer_pack(uint8_t out[static ANSWER_BODY], const struct answer *answer);
bool answer_unpack(const uint8_t *bytes, size_t len, struct answer *out);
