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

int direct_apply(const struct options *options, const struct policy *policy,
		 const char *reason);
int direct_plan(const struct options *options, const struct policy *policy);
int direct_status(const struct options *options);
