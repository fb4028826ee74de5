/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asker.h -- who asks, as the kernel says (SO_PEERCRED, SO_PEERGROUPS of
 * unix(7)), and what that person may ask
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "control/request.h"

enum {
	ROLE_OPERATOR = 1 << 0, /* changes: group sekisho-operator */
	ROLE_APPROVER = 1 << 1, /* approves: group sekisho-approver */
	ROLE_AUDITOR = 1 << 2,  /* reads: group sekisho-auditor */
	ROLE_ALL = (1 << 3) - 1,

	ASKER_NAME = 33, /* bytes, with the NUL */
	/* Bytes of a packed asker. */
	ASKER_LEN = 3 * 4 + ASKER_NAME,
};

struct asker {
	uint32_t uid, pid;
	uint32_t roles;        /* ROLE_…; root has all */
	char name[ASKER_NAME]; /* of /etc/passwd, or "uid N" */
};

/* The groups that make each role, in this order; -1: there is none. */
enum role_group {
	GROUP_OPERATOR,
	GROUP_APPROVER,
	GROUP_AUDITOR,
	N_ROLE_GROUPS
};

/* Who is at the other end of a Unix socket, but for the name: as the kernel kept
 * it when that end connected; what it became since does not count. False: the
 * kernel does not say. */
bool asker_learn(int socket, const gid_t groups[static N_ROLE_GROUPS],
		 struct asker *out);

/* Who may do what: everyone with any role may read; apply, rollback, confirm
 * and isolate are the operator's, and so are the originals of mail; approve and
 * unisolate are the approver's. */
bool asker_may(const struct asker *asker, enum verb verb);
/* Whom a verb is for: "operators (group sekisho-operator)" */
const char *verb_for_whom(enum verb verb);

/* The name as it was told: "uid N" where the text is empty, too long or not a
 * name. All of `out` is written. */
void asker_name(char out[static ASKER_NAME], uint32_t uid, const void *text,
		size_t len);
void asker_pack(const struct asker *asker, uint8_t out[static ASKER_LEN]);
bool asker_unpack(const uint8_t in[static ASKER_LEN], struct asker *out);
