/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quorum.c -- approvals = { widen = "1"; narrow = "0"; … }
 */
#include <string.h>

#include "base/text.h"
#include "policy/limits.h"
#include "policy/read/read.h"

/* Larger than any number that may be written: left open. */
enum {
	OPEN = LIMIT_QUORUM + 1
};

static bool read_number(void *reader, const struct value *value, void *field)
{
	(void)reader;
	if (text_u32(value->text, LIMIT_QUORUM, field))
		return true;
	return value_error(value, "bad-quorum",
			   "'%s' is no number of approvers from \"0\" to "
			   "\"%d\"",
			   value->text, LIMIT_QUORUM);
}

/* Places in policy.quorum. */
#define PLACE(kind) ((kind) * sizeof(uint32_t))

static const struct key quorum_keys[] = {
	{ "widen", KEY_STRING, 0, read_number, PLACE(APPROVE_WIDEN) },
	{ "narrow", KEY_STRING, 0, read_number, PLACE(APPROVE_NARROW) },
	{ "approvers", KEY_STRING, 0, read_number, PLACE(APPROVE_APPROVERS) },
	{ "other", KEY_STRING, 0, read_number, PLACE(APPROVE_OTHER) },
	{ 0 },
};

bool read_quorum(void *reader, const struct value *value, void *policy)
{
	uint32_t quorum[N_APPROVE_KINDS] = { OPEN, OPEN, OPEN, OPEN };
	struct policy *p = policy;

	p->quorum_at = value->at;
	if (!section_read(reader, value, quorum_keys, quorum))
		return false;
	(void)memcpy(p->quorum, quorum, sizeof(quorum));
	return true;
}

/* To close something nobody is asked; who approves is changed by no fewer
 * than they can then let open. */
void quorum_default(struct policy *policy)
{
	uint32_t *quorum = policy->quorum;
	uint32_t one = policy->approvers.n ? 1 : 0;
	bool open = !policy->quorum_at.line;

	if (open || quorum[APPROVE_WIDEN] == OPEN)
		quorum[APPROVE_WIDEN] = one;
	if (open || quorum[APPROVE_NARROW] == OPEN)
		quorum[APPROVE_NARROW] = 0;
	if (open || quorum[APPROVE_OTHER] == OPEN)
		quorum[APPROVE_OTHER] = one;
	if (open || quorum[APPROVE_APPROVERS] == OPEN)
		quorum[APPROVE_APPROVERS] = quorum[APPROVE_WIDEN] > one
						    ? quorum[APPROVE_WIDEN]
						    : one;
}
