/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * direct.h -- verbs without the daemon: this process and the kernel of its
 * network namespace
 *
 * For boot, for tests, and where no daemon runs. Each prints its answer and
 * returns what the process should exit with.
 */
#pragma once

#include "cli/options.h"
#include "cli/source/source.h"
#include "kernel/findings.h"

int direct_apply(const struct options *options, const struct policy *policy,
		 const char *reason, bool unproved);
int direct_plan(const struct options *options, const struct policy *policy);
/* The kernel's objects against the source's policy: adds what differs. */
int direct_drift(const struct source *source, struct findings *out);
int direct_status(const struct options *options);
