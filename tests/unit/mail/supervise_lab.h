/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * supervise_lab.h -- the relay's parent alone; what it starts is the test's
 * program, which does what the hostname of the settings says
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "mail/settings.h"

enum {
	OLD = 2500 /* milliseconds: more than a set has that dies young */
};

struct lab {
	char folder[64];
	pid_t pid;
	int log, manager, hop;
	bool manager_stands; /* says nothing of what it is told */
	char said[65536];
	size_t len, read; /* of it; and how far the test is */
};

extern struct lab lab;
/* For the next start. */
extern struct settings settings;
/* The kernel seals nothing just now; linked with --wrap=sealed_make. */
extern bool unsealed;
/* … nor sends messages of this type, if any; linked with --wrap=channel_send. */
extern uint16_t unsent;

/* The life of the process of that name. */
int act(const char *name);

int open_lab(void **state);
int close_lab(void **state);
/* With processes that do this: "well"; "slow", where the zygote does not begin;
 * "dials", the inside, twice; "asks", control, for a name; "inside misleads"; "control misleads"; "dies", at
 * once, but for the fifth set; "dies always"; "crashes", the outside, when told to
 * end. */
void start(const char *what);
/* Of a service manager that stands still: what it was told waits, and there is
 * no room for more. */
void stop_manager(void);
/* The next line of its log with these words; false: none came in time. The
 * service manager hears meanwhile. */
bool says_within(const char *words, int milliseconds);
void says(const char *words);
/* How often the service manager was told that; "": begins to count. */
int told(const char *what);
/* It ends of itself, or has been told to: its exit status. */
int ends(void);

int64_t now_ms(void);
/* Descriptors of the parent, and pages that it shares with its processes. */
size_t count_has(void);
