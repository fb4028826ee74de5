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

enum {
	/* Bytes of a packed login, at most. */
	LOGIN_LEN = 4 + ASKER_NAME - 1,
};

struct login {
	uint32_t uid;
	char name[ASKER_NAME];
};

/* The name of a user; "uid N" where it has none, more than one, or a longer
 * one. */
void login_name(uint32_t uid, char out[static ASKER_NAME]);
/*
 * The user of a process. Of root, whoever logged in to become it (sudo(8),
 * su(1)), where the kernel knows: /proc/PID/loginuid, proc(5); root itself only
 * where it does not.
 */
void login_find(uint32_t uid, uint32_t pid, struct login *out);
/* As the parent says it to its control process: u32 uid, the name. Returns the
 * length. */
size_t login_pack(const struct login *login, uint8_t out[static LOGIN_LEN]);
