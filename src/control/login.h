/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * login.h -- who a caller is by the files of this machine, as the parent finds it
 *
 * Names are those of /etc/passwd: no directory service is asked by a process
 * with rights.
 */
#pragma once

#include <stdint.h>

#include "control/asker.h"

struct login {
	uint32_t uid;
	char name[ASKER_NAME];
};

/* The name of a user; "uid N" where it has none, or a longer one. */
void login_name(uint32_t uid, char out[static ASKER_NAME]);
/*
 * The user of a process. Of root, whoever logged in to become it (sudo(8),
 * su(1)), where the kernel knows: /proc/PID/loginuid, proc(5); root itself only
 * where it does not.
 */
void login_find(uint32_t uid, uint32_t pid, struct login *out);
