/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock.h -- which files, no port, no way out to other processes
 *
 * landlock(7): what a ruleset handles and no rule permits is forbidden, for
 * this process and all it forks, for ever. Descriptors already open go on
 * working; that is all a confined process of ours needs.
 */
#pragma once

enum path_access {
	PATH_READ,    /* files and folders beneath are read */
	PATH_EXECUTE, /* read and executed */
	PATH_CHANGE,  /* read, written, made, renamed, removed */
};

/* A file or folder that may still be opened. */
struct path_rule {
	const char *path; /* what it is; opened unless `fd` is given. One that
			   * is not there is left out. */
	int fd;           /* 0: none; of a folder inherited by that number */
	enum path_access access;
};

/*
 * Forbids opening, executing and changing any file but by `rules` (ended by a
 * row without path; NULL: none), and -- as far as this kernel's Landlock goes
 * -- TCP bind and connect, abstract Unix sockets and signals to processes
 * outside. Needs no_new_privs. Returns the kernel's Landlock version (1 …), 0
 * where the kernel has none, or -errno where it has one and refused.
 */
int landlock_confine(const struct path_rule *rules);
