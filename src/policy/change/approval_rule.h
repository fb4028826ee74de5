/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approval_rule.h -- have enough of the right persons approved a change?
 *
 * Judged by the approvers and numbers of the policy in force, never by those
 * of the new one: who could name his own approvers would need none. Whether a
 * signature is good is not judged here (daemon/verify/verify.h).
 *
 * Everybody counts once. Who asked for the change, as the one who applies it or
 * as `requested_by` of an entry that it touches, does not count (兼務の禁止),
 * but for an override with its reason, and then only where the others are too
 * few. An emergency needs nobody and stays open until it is approved
 * (事後承認); the approvers it changes only where nobody could approve that any
 * more, for else one person alone could become all of them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "policy/change/change.h"
#include "policy/ssh_key.h"

struct rule_approver {
	const char *name, *login; /* login "" where there is none */
	const char *key;          /* the line without its comment */
	char fingerprint[SSH_FINGERPRINT];
	time_t valid_from, valid_until; /* as in struct approver */
	bool asked;                     /* `requested_by` of a touched entry */
};

/* All that a judgement needs: small, and independent of the policies. */
struct approval_rule {
	struct arena arena;
	bool bootstrap; /* the first generation: nobody is there to approve */
	uint32_t kinds; /* of the change: bits 1 << APPROVE_… */
	uint32_t quorum[N_APPROVE_KINDS];
	VEC(struct rule_approver) approvers;
};

enum {
	/* Bytes of a packed rule. */
	APPROVAL_RULE_MAX = 1 << 20,
};

/* `base` NULL: the first generation. Texts are copies. */
void approval_rule_make(const struct policy *base, const struct change *change,
			struct approval_rule *out);
void approval_rule_finish(struct approval_rule *rule);
/* Malloced, the caller frees; never more than APPROVAL_RULE_MAX. */
uint8_t *approval_rule_pack(const struct approval_rule *rule, size_t *len);
/* False, with nothing in `out`, for what approval_rule_pack() did not make. */
bool approval_rule_unpack(const uint8_t *bytes, size_t len,
			  struct approval_rule *out);

/* A good signature over the change. */
struct approval_signature {
	const char *name;        /* of the approver */
	const char *fingerprint; /* of the key that signed */
};

struct approval_question {
	const struct approval_rule *rule;
	/* Login of who applies it; "uid N" of an account without a name of its
	 * own: it may be that of each approver who has one. */
	const char *applicant;
	const char *override; /* 兼務: why one person is both; "": is not */
	bool emergency;
	time_t now;
	const struct approval_signature *signatures;
	size_t n_signatures;
};

enum approval_verdict {
	APPROVAL_MISSING,   /* not to be applied */
	APPROVAL_GIVEN,     /* also where none is needed */
	APPROVAL_OPEN,      /* an emergency; to be approved afterwards */
	APPROVAL_BOOTSTRAP, /* the first generation */
};

struct approval_result {
	struct arena arena;
	enum approval_verdict verdict;
	bool override_used;
	VEC(const char *) counted; /* names of those who count */
	VEC(const char *) reasons; /* lines: why others do not; what lacks */
};

/* The caller ends `out` with approval_result_finish(). */
void approval_judge(const struct approval_question *question,
		    struct approval_result *out);
void approval_result_finish(struct approval_result *result);
