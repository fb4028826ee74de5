/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.h -- where an answer comes from: a policy, a kernel, a dump of one
 *
 *	-c FILE             that policy alone, offline
 *	--direct            the kernel of this network namespace
 *	--dump FILE         what a kernel held when the file was made
 *	--generation N      the policy of a stored generation (the daemon's)
 *	nothing             the daemon: the policy in force and its kernel
 *
 * A kernel or a dump goes with a policy, which says what zones are: -c FILE, or
 * the one that its own facts name.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/json.h"
#include "cli/options.h"
#include "kernel/facts.h"
#include "proof/inquiry.h"
#include "proof/rules/rules.h"
#include "ruleset/snapshot.h"

struct source_options {
	const char *dump, *generation;
	bool direct;
	bool live; /* with the live connections, where they can be listed */
};

/* Rows of a verb's options, and what its usage says of them. */
#define SOURCE_KEYS(how)                                     \
	{ "--dump", NULL, &(how).dump },                     \
		{ "--generation", NULL, &(how).generation }, \
	{                                                    \
		"--direct", &(how).direct, NULL              \
	}
#define SOURCE_ARGS "[-c FILE] [--direct | --dump FILE | --generation N]"

enum source_kind {
	SOURCE_POLICY,     /* -c FILE */
	SOURCE_GENERATION, /* a stored one's policy */
	SOURCE_KERNEL,     /* read by this process */
	SOURCE_DUMP,
	SOURCE_DAEMON, /* its policy in force, and what its kernel holds */
};

struct source {
	enum source_kind kind;
	struct policy policy;
	struct diags diags;                /* of the policy */
	uint8_t policy_digest[DIGEST_LEN]; /* of its canonical text */
	/* Of a kernel: KERNEL, DUMP and DAEMON. */
	bool has_rules;
	struct snapshot snapshot;
	struct rules rules;
	uint8_t digest[DIGEST_LEN]; /* of the dump */
	/* The tree that packets meet, as marks bear it; 0: none, or several. */
	uint32_t generation;
	bool has_facts; /* of that tree; texts are in rules.arena */
	struct facts facts;
	uint32_t stored; /* SOURCE_GENERATION: its number */
	/* The moment asked about: --now, else when the dump was taken, else
	 * now. */
	time_t now;
};

/*
 * Reads all of it. ANSWER_YES, or what the process should exit with after its
 * reasons on stderr; source_close() in either case. `options` is kept.
 */
int source_open(const struct options *options, const struct source_options *how,
		struct source *out);
/* This process's kernel alone, without a policy. */
int source_open_kernel(struct source *out);
/* A dump alone, without a policy. */
int source_open_dump(const char *path, struct source *out);
void source_close(struct source *source);

/* "policy", "generation", "kernel", "dump", "daemon". */
const char *source_name(enum source_kind kind);
/* A line or two, each after "# ": what the answer is of. */
void source_print(const struct source *source, FILE *out);
/* The same as an object. */
void source_print_json(const struct source *source, struct json *json);

/* What to build an inquiry of. */
struct inquiry_options source_inquiry(const struct source *source,
				      enum register_time time);
