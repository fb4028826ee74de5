/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approver.h -- whose signatures count, for what, and whom to tell
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "base/diag.h"

struct approver {
	struct loc at;
	const char *name, *role; /* the name is one person's, person.h */
	const char *login;       /* system account, or "" */
	const char *key;         /* one line of an OpenSSH public key */
	/* The key counts from the first second, 0: always did, until the
	 * second, 0: no end. */
	time_t valid_from, valid_until;
};

/* What a change does; one change can be of several kinds (change.h). */
enum approve_kind {
	APPROVE_WIDEN,     /* something may pass that did not */
	APPROVE_NARROW,    /* something no longer passes */
	APPROVE_APPROVERS, /* who approves, and how many are needed */
	APPROVE_OTHER,     /* what is only said about it */
};

enum {
	N_APPROVE_KINDS = APPROVE_OTHER + 1
};

/* Whom to tell in an emergency (緊急連絡先). */
struct contact {
	struct loc at;
	const char *name, *role;
	const char *phone, *mail; /* at least one of them, else "" */
};

/* "widen", NULL-ended. */
extern const char *const approve_kind_names[];

/* False before valid_from and from valid_until on. */
bool approver_is_valid(const struct approver *approver, time_t now);
