/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * role.h -- which groups of this machine make somebody operator, approver or
 * auditor
 *
 * sekisho-operator, sekisho-approver and sekisho-auditor, unless others were
 * asked for. For programs at their start: reads the group database.
 */
#pragma once

#include <stdbool.h>

#include "control/asker.h"

/* "operator=GROUP" into its place of N_ROLE_GROUPS; false: no role. Kept, not
 * copied. For a row of base/arguments.h. */
bool role_take(void *asked, const char *text);
#define ROLE_WANTS "operator, approver or auditor, =GROUP"

/* By what was asked for (NULL: the usual one); -1, logged, where the usual one is
 * not there: nobody has the role. False, logged: an asked one is not there. */
bool role_find(const char *const asked[static N_ROLE_GROUPS],
	       gid_t out[static N_ROLE_GROUPS]);
