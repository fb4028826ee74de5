/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * role.c -- which groups of this machine make which role
 */
#include "control/role.h"

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arguments.h"
#include "base/log.h"

static const char *const role_names[N_ROLE_GROUPS] = {
	[GROUP_OPERATOR] = "operator",
	[GROUP_APPROVER] = "approver",
	[GROUP_AUDITOR] = "auditor",
};

bool role_take(void *asked, const char *text)
{
	const char **groups = asked;

	for (int i = 0; i < N_ROLE_GROUPS; i++) {
		const char *group = argument_of(text, role_names[i]);

		if (group) {
			groups[i] = group;
			return true;
		}
	}
	return false;
}

static bool find_group(const char *name, gid_t *out)
{
	char *end;
	unsigned long number = strtoul(name, &end, 10);
	const struct group *group = getgrnam(name);

	if (group)
		*out = group->gr_gid;
	else if (*name && !*end && number < (gid_t)-1)
		*out = (gid_t)number;
	return group || (*name && !*end && number < (gid_t)-1);
}

bool role_find(const char *const asked[static N_ROLE_GROUPS],
	       gid_t out[static N_ROLE_GROUPS])
{
	for (int i = 0; i < N_ROLE_GROUPS; i++) {
		char usual[32];

		snprintf(usual, sizeof(usual), "sekisho-%s", role_names[i]);
		out[i] = (gid_t)-1;
		if (find_group(asked[i] ? asked[i] : usual, &out[i]))
			continue;
		if (asked[i]) {
			log_err("no-such-group name=%s", asked[i]);
			return false;
		}
		log_warn("no-such-group name=%s role=nobody's", usual);
	}
	return true;
}
