/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request.h -- what the CLI asks the daemon or a mail relay, and what it is
 * answered
 *
 * A SOCK_SEQPACKET Unix socket. One request at a time: a client sends one
 * packet, a request, and receives packets until ANSWER_DONE. Each packet is
 * `u16 type, u16 0, u32 id` and a body (privsep/channel.h says the same of our
 * own processes), big-endian; the id is 0. A client that sends anything else
 * is dropped without an answer.
 *
 * Body of a request: u32 flags, u32 seconds, u32 number, then the texts word,
 * reason, override, session, each as u16 length and UTF-8 without NUL or
 * control characters; of VERB_MAIL_SEARCH then from, to as texts, u32 since,
 * u32 until. Body of an answer: ANSWER_SAID: text for standard error,
 * as it is; ANSWER_DONE: u8 exit status (below), and a sealed memfd with the
 * text for standard output, if there is any (of VERB_SNAPSHOT and
 * VERB_MAIL_FETCH: bytes).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verb {
	VERB_APPLY = 1, /* fd: the policy's canonical text */
	VERB_PLAN,      /* fd: the same */
	VERB_PROPOSE,   /* fd: the same; answers with the change's text */
	VERB_APPROVE,   /* fd: a change's text, a NUL, its signature */
	VERB_CONFIRM,
	VERB_ROLLBACK, /* number: generation, 0: the one before */
	VERB_GENERATIONS,
	VERB_POLICY, /* answers with the text in force; number: of that
			   * generation, 0: the one in force */
	VERB_STATUS,
	VERB_DRIFT,
	VERB_ISOLATE, /* word: zone, flow or host */
	VERB_UNISOLATE,
	VERB_SNAPSHOT, /* answers with a dump file (proof/rules/dump_file.h) of all
			   * that the kernel's packet filter holds now, and
			   * what is around it; nothing where it cannot be */
	VERB_CHANGE,  /* word: a generation's number, or a change's digest */
	VERB_CHANGES, /* those that wait for approvals */
	N_VERBS,

	/* Of a mail relay, at its own socket. word: a reference (store/
	 * reference.h) */
	VERB_MAIL_STATUS = 0x40,
	VERB_MAIL_HELD,
	VERB_MAIL_FIND,
	VERB_MAIL_FETCH, /* answers with the message's bytes */
	VERB_MAIL_RELEASE,
	VERB_MAIL_DELETE,
	VERB_MAIL_SEARCH, /* word: behind which to go on, or "" */
	VERB_MAIL_END
};

/* Answers, beside the verbs' numbers. */
enum answer_type {
	ANSWER_SAID = 0x100,
	ANSWER_DONE,
};

/* Exit statuses, grep-like: of an answer, and so of `sekisho`. */
enum {
	ANSWER_YES = 0,     /* yes, done */
	ANSWER_NO = 1,      /* policy wrong, claim false, drift, no right */
	ANSWER_USAGE = 2,   /* not a question we know */
	ANSWER_MACHINE = 3, /* the machine failed */
};

enum {
	REQUEST_JSON = 1 << 0,
	REQUEST_CUT_ME = 1 << 1,    /* apply even if it ends the asker's own
				     * session */
	REQUEST_EMERGENCY = 1 << 2, /* approvals come afterwards */
	REQUEST_CONFIRM = 1 << 3,   /* `seconds` is given */
	REQUEST_UNPROVED = 1 << 4,  /* also where a proof comes to no end */
	REQUEST_LIVE = 1 << 5,      /* snapshot: with the live connections */
	REQUEST_FLAGS = (1 << 6) - 1,
	/* Of the verbs of a mail relay, beside REQUEST_JSON */
	REQUEST_METRICS = 1 << 6, /* status: as OpenMetrics */
	REQUEST_BY_HAND = 1 << 7, /* release: somebody has dealt with it */
	REQUEST_MAIL_FLAGS = REQUEST_JSON | REQUEST_METRICS | REQUEST_BY_HAND,

	REQUEST_WORD = 256, /* bytes, with the NUL, of each text */
	REQUEST_REASON = 1024,
	REQUEST_SESSION = 128,
	REQUEST_SECONDS_MAX = 24 * 3600,
	/* A policy's text, a signature: bytes of the memfd. */
	REQUEST_FD_MAX = 64 << 20,
	/* Bytes of a packed request. */
	REQUEST_MIN = 3 * 4 + 4 * 2,
	REQUEST_MAX = REQUEST_MIN + 2 * REQUEST_WORD + 2 * REQUEST_REASON +
		      2 * (2 + REQUEST_WORD) + 2 * 4,
};

/* Which mail VERB_MAIL_SEARCH is about. */
struct mail_terms {
	char from[REQUEST_WORD], to[REQUEST_WORD]; /* "": anybody */
	uint32_t since, until;                     /* 20261121; 0: left open */
};

struct request {
	enum verb verb;
	uint32_t flags;   /* REQUEST_… */
	uint32_t seconds; /* of --confirm: 1 … REQUEST_SECONDS_MAX */
	uint32_t number;
	char word[REQUEST_WORD];
	char reason[REQUEST_REASON];
	char override[REQUEST_REASON]; /* 兼務: why one person is both */
	char session[REQUEST_SESSION]; /* $SSH_CONNECTION, or "" */
	struct mail_terms terms;       /* of VERB_MAIL_SEARCH */
};

/* Bytes written; `out` has REQUEST_MAX. */
size_t request_pack(const struct request *request, uint8_t *out);
/* Whether it is asked of a mail relay, not of the daemon. */
bool verb_is_mail(enum verb verb);
/* Body of a packet of type `verb`. False: it is not well-formed, or no verb;
 * `out` may have been written. */
bool request_unpack(uint16_t verb, const uint8_t *body, size_t len,
		    struct request *out);
/* Whether a request of this verb bears a descriptor. */
bool verb_has_fd(enum verb verb);
/* "apply" */
const char *verb_name(enum verb verb);
