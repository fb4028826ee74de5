/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person.h -- who an operator is, as the parent finds it
 */
#pragma once

#include <stdint.h>

#include "control/asker.h"

enum {
	PERSON_NAME = ASKER_NAME
};

struct person {
	uint32_t uid;
	char name[PERSON_NAME];
};

/*
 * The user of a process. Of root, whoever logged in to become it (sudo(8),
 * su(1)), where the kernel knows: /proc/PID/loginuid, proc(5); root itself only
 * where it does not. Names are those of /etc/passwd: no directory service is
 * asked by a process with rights.
 */
void person_find(uint32_t uid, uint32_t pid, struct person *out);
