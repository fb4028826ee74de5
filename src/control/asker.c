/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asker.c -- what each role may ask, and an asker as bytes
 */
#include "control/asker.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/must.h"
#include "base/text.h"
#include "base/wire.h"

enum {
	/* NGROUPS_MAX of the kernel (linux/limits.h). */
	GROUPS_MAX = 65536
};

/* A proposal names its applicant, so it is a step of a change. To end an
 * isolation is its approval. */
static uint32_t roles_for(enum verb verb)
{
	switch (verb) {
	case VERB_APPLY:
	case VERB_PROPOSE:
	case VERB_CONFIRM:
	case VERB_ROLLBACK:
	case VERB_ISOLATE:
	case VERB_MAIL_FETCH:
	case VERB_MAIL_RELEASE:
	case VERB_MAIL_DELETE:
		return ROLE_OPERATOR;
	case VERB_APPROVE:
	case VERB_UNISOLATE:
		return ROLE_APPROVER;
	case VERB_PLAN:
	case VERB_GENERATIONS:
	case VERB_POLICY:
	case VERB_STATUS:
	case VERB_DRIFT:
	case VERB_SNAPSHOT:
	case VERB_CHANGE:
	case VERB_CHANGES:
	case VERB_MAIL_STATUS:
	case VERB_MAIL_HELD:
	case VERB_MAIL_FIND:
	case VERB_MAIL_SEARCH:
		return ROLE_ALL;
	case N_VERBS:
	case VERB_MAIL_END:
		break;
	}
	return 0;
}

static uint32_t role_of_group(const gid_t groups[static N_ROLE_GROUPS],
			      gid_t gid)
{
	static const uint32_t roles[N_ROLE_GROUPS] = {
		[GROUP_OPERATOR] = ROLE_OPERATOR,
		[GROUP_APPROVER] = ROLE_APPROVER,
		[GROUP_AUDITOR] = ROLE_AUDITOR,
	};
	uint32_t found = 0;

	for (size_t i = 0; i < N_ROLE_GROUPS; i++)
		if (gid != (gid_t)-1 && groups[i] == gid)
			found |= roles[i];
	return found;
}

bool asker_learn(int socket, const gid_t groups[static N_ROLE_GROUPS],
		 struct asker *out)
{
	static gid_t theirs[GROUPS_MAX];
	struct ucred cred;
	socklen_t cred_len = sizeof(cred), len = sizeof(theirs);

	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &cred, &cred_len) < 0 ||
	    getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, theirs, &len) < 0)
		return false;
	*out = (struct asker){ .uid = cred.uid, .pid = (uint32_t)cred.pid };
	out->roles = role_of_group(groups, cred.gid);
	for (size_t i = 0; i < len / sizeof(gid_t); i++)
		out->roles |= role_of_group(groups, theirs[i]);
	if (cred.uid == 0)
		out->roles = ROLE_ALL;
	return true;
}

bool asker_may(const struct asker *asker, enum verb verb)
{
	return (asker->roles & roles_for(verb)) != 0;
}

const char *verb_for_whom(enum verb verb)
{
	switch (roles_for(verb)) {
	case ROLE_OPERATOR:
		return "operators (group sekisho-operator)";
	case ROLE_APPROVER:
		return "approvers (group sekisho-approver)";
	default:
		return "operators, approvers and auditors (groups "
		       "sekisho-operator, sekisho-approver, sekisho-auditor)";
	}
}

void asker_pack(const struct asker *asker, uint8_t out[static ASKER_LEN])
{
	struct pack pack = { out, out + ASKER_LEN, false };
	size_t len = strnlen(asker->name, ASKER_NAME);

	must(len < ASKER_NAME);
	memset(out, 0, ASKER_LEN);
	pack_u32(&pack, asker->uid);
	pack_u32(&pack, asker->pid);
	pack_u32(&pack, asker->roles);
	pack_bytes(&pack, asker->name, len);
}

static bool is_name(const char name[static ASKER_NAME])
{
	size_t len = strnlen(name, ASKER_NAME);

	for (size_t i = len; i < ASKER_NAME; i++)
		if (name[i])
			return false;
	return len > 0 && len < ASKER_NAME && text_is_utf8(name, len) &&
	       !text_has_control(name);
}

void asker_name(char out[static ASKER_NAME], uint32_t uid, const void *text,
		size_t len)
{
	memset(out, 0, ASKER_NAME);
	if (len < ASKER_NAME)
		memcpy(out, text, len);
	if (strlen(out) != len || !is_name(out))
		snprintf(out, ASKER_NAME, "uid %u", uid);
}

bool asker_unpack(const uint8_t in[static ASKER_LEN], struct asker *out)
{
	struct wire wire = { in, in + ASKER_LEN, false };
	struct asker asker;

	asker.uid = wire_u32(&wire);
	asker.pid = wire_u32(&wire);
	asker.roles = wire_u32(&wire);
	memcpy(asker.name, wire.pos, ASKER_NAME);
	if (asker.roles & ~(uint32_t)ROLE_ALL || !is_name(asker.name))
		return false;
	*out = asker;
	return true;
}
