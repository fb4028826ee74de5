/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show.h -- a verb that loads a policy and prints one view of it
 */
#pragma once

#include "base/json.h"
#include "cli/command/command.h"
#include "cli/options.h"
#include "policy/policy.h"

typedef void show_text_fn(const struct policy *policy, time_t now);
typedef void show_json_fn(const struct policy *policy, time_t now,
			  struct json *json);

/* options_load(), but without -c of the daemon's generation of that number; 0:
 * the one in force. */
int show_load(const struct options *options, uint32_t generation,
	      struct policy *out, struct diags *diags);
/* Reads the shared options, loads, prints as text or JSON; the answer. */
int show(const struct command *self, int argc, char **argv, show_text_fn *text,
	 show_json_fn *json);

void json_ranges(struct json *json, const char *key,
		 const struct ranges *ranges);
