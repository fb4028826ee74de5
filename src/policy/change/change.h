/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change.h -- what a new policy changes, as the text that approvers sign
 *
 * UTF-8, LF, one text for one change:
 *
 *	sekisho-change 1
 *	base-generation: 42
 *	base-policy: sha256:…            (or none: the first generation)
 *	new-policy: sha256:…
 *	kinds: widen other               (or none)
 *
 * and then, for people, each object that is added (+), struck (-) or altered, in
 * canonical print with Japanese words. Both digests and the base's number are in
 * it, so one signature means one change of one generation; numbers only grow,
 * so that it means nothing later.
 *
 * A change is "widen" unless it is shown to be less. Less is only: an entry, a
 * group, a service or a host without a pinned MAC that is struck; an entry, a
 * group, a service, a host whose addresses, ports, days, hours, rate are part
 * of what they were, and equal in all else; words that only people read; new
 * claims and tests; contacts. Built-in services and models (rules/) are no part
 * of a policy: both policies are read with the same ones.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "policy/policy.h"

enum {
	CHANGE_TEXT_MAX = 64 << 20, /* bytes */
};

struct change {
	struct arena arena;
	uint32_t base_generation;
	bool first;     /* nothing was in force */
	uint32_t kinds; /* bits 1 << APPROVE_…; 0: the same policy */
	char *text;     /* NUL behind its end */
	size_t len;
	uint8_t digest[DIGEST_LEN]; /* of the text */
	/* Who asked for what it touches, before or after; each once. */
	VEC(const char *) requesters;
};

/*
 * From `base` (NULL: none, then the generation is 0) to `next`. 0; -EFBIG: the
 * text would be longer than CHANGE_TEXT_MAX; -ENOMEM. The caller ends it with
 * change_finish(); texts are copies.
 */
int change_make(uint32_t base_generation, const struct policy *base,
		const struct policy *next, struct change *out);
void change_finish(struct change *change);

/* "widen other", or "none". Returns buf. */
enum {
	CHANGE_KINDS_TEXT = 40
};

char *change_kinds_text(char buf[static CHANGE_KINDS_TEXT], uint32_t kinds);
