/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert.h -- the relay's transform and verify on one message, offline
 */
#pragma once

struct settings;

/*
 * Standard input to standard output, through a confined child as in the relay;
 * this process confines itself before it reads the child's word. report: a
 * file for the JSON report, or NULL. Exit code: 0, 1 where the message would be
 * held, 3.
 */
int convert_offline(const struct settings *settings, const char *report);
