/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce_lab_stall.c -- an enforce process that stands still before it looks
 *
 * For LAB_STALL milliseconds: what others do then is in the kernel, and not heard.
 */
#include <poll.h>
#include <stdlib.h>

#include "kernel/heal.h"

/* Named by the linker. */
int stalled_heal(const struct heal *heal) __asm__("__wrap_kernel_heal");
int real_heal(const struct heal *heal) __asm__("__real_kernel_heal");

int stalled_heal(const struct heal *heal)
{
	const char *ms = getenv("LAB_STALL");

	if (ms)
		poll(NULL, 0, atoi(ms));
	return real_heal(heal);
}
