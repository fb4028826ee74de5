/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * life.h -- a process of the relay by itself, as its parent starts it
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

/* Becomes one, and ends with it: `life` finds its settings at FD_SETTINGS, has a
 * pulse, the n descriptors from FD_FIRST on, and no others but those up to
 * standard error. */
__attribute__((noreturn)) void life_lead(int (*life)(void), int settings,
					 const int *fds, size_t n);
/* Until it waits for more, half a minute at most: it has done then what is to be
 * done of all that it was told. */
void life_has_heard(pid_t pid);
/* The memory that it has by this name (memfd_create(2)), to read and to write;
 * takes root. */
int life_memory(pid_t pid, const char *name);
