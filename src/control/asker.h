/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asker.h -- who asks, as the kernel says (SO_PEERCRED, SO_PEERGROUPS of
 * unix(7)), and what that person may ask
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

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

/* Who may do what: everyone with any role may read; apply, rollback, confirm
 * and isolate are the operator's; approve and unisolate are the approver's. */
bool asker_may(const struct asker *asker, enum verb verb);
/* Whom a verb is for: "operators (group sekisho-operator)" */
const char *verb_for_whom(enum verb verb);

void asker_pack(const struct asker *asker, uint8_t out[static ASKER_LEN]);
bool asker_unpack(const uint8_t in[static ASKER_LEN], struct asker *out);
