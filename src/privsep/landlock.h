/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock.h -- no file, no port, no way out to other processes
 *
 * landlock(7): what a ruleset handles and no rule permits is forbidden, for
 * this process and all it forks, for ever. Descriptors already open go on
 * working; that is all a confined process of ours needs.
 */
#pragma once

/*
 * Forbids opening, executing and changing any file, and -- as far as this
 * kernel's Landlock goes -- TCP bind and connect, abstract Unix sockets and
 * signals to processes outside. Needs no_new_privs.
 * Returns the kernel's Landlock version (1 …), 0 where the kernel has none, or
 * -errno where it has one and refused.
 */
int landlock_forbid_all(void);
