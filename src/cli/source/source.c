/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.c -- where an answer comes from: a policy, a kernel, a dump of one
 */
#include "cli/source/source.h"

#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/command/command.h"
#include "cli/show.h"
#include "cli/source/kernel.h"
#include "kernel/held/held.h"
#include "policy/print/print.h"
#include "proof/rules/decode.h"

enum {
	NANOSECONDS = 1000000000,
	FLAW_TEXT = 512,
};

static const char *const names[] = {
	[SOURCE_POLICY] = "policy", [SOURCE_GENERATION] = "generation",
	[SOURCE_KERNEL] = "kernel", [SOURCE_DUMP] = "dump",
	[SOURCE_DAEMON] = "daemon",
};

const char *source_name(enum source_kind kind)
{
	return names[kind];
}

/* Which tree a selector's elements lead to; *mixed where several. */
static void find_leads(const struct nf_table *gate, const char *selector,
		       uint32_t *tree, bool *mixed)
{
	const struct nf_set *set = rules_find_set(gate, selector);
	uint32_t number;

	if (!set)
		return;
	vec_each(element, &set->elements) {
		if (!element->verdict || !element->verdict->chain)
			continue;
		number = generation_of_name(element->verdict->chain->name);
		*mixed |= *tree && number != *tree;
		*tree = number;
	}
}

/* Of selectors alone, or, where those lead nowhere, of their fallbacks. */
static uint32_t find_tree(const struct nf_table *gate)
{
	static const char *const selectors[][4] = {
		{ "select_input", "select_forward", "select_output",
		  "select_prerouting" },
		{ "fallback_input", "fallback_forward", "fallback_output",
		  "fallback_prerouting" },
	};
	uint32_t tree = 0;
	bool mixed = false;

	for (size_t i = 0; i < 2 && !tree; i++)
		for (size_t j = 0; j < 4; j++)
			find_leads(gate, selectors[i][j], &tree, &mixed);
	return mixed ? 0 : tree;
}

static void find_facts(struct source *source)
{
	const struct nf_table *gate =
		rules_find_table(&source->rules, NF_FAMILY_INET, TABLE_GATE);
	const struct nf_chain *chain;
	char name[32];

	if (!gate)
		return;
	source->generation = find_tree(gate);
	chain = rules_find_chain(gate, facts_chain(name, source->generation));
	if (chain)
		source->has_facts =
			facts_unpack(chain->userdata.at, chain->userdata.len,
				     &source->rules.arena, &source->facts);
}

/* The snapshot's rules. */
static int decode_rules(struct source *source, const char *name)
{
	struct decode_flaw flaw = { 0 };
	char text[FLAW_TEXT];

	if (!decode(&source->snapshot, &source->rules, &flaw)) {
		fprintf(stderr, "sekisho: %s: %s\n", name,
			decode_flaw_text(&flaw, text, sizeof(text)));
		return ANSWER_MACHINE;
	}
	source->has_rules = true;
	find_facts(source);
	return ANSWER_YES;
}

static int open_kernel(struct source *source, bool live)
{
	int answer = source_take(live, &source->snapshot, source->digest);

	return answer == ANSWER_YES ? decode_rules(source, "the kernel")
				    : answer;
}

static int open_dump(struct source *source, const char *path)
{
	int answer = source_read_dump(path, &source->snapshot, source->digest);

	return answer == ANSWER_YES ? decode_rules(source, path) : answer;
}

/* What has expired since it was applied is still in it. What the daemon has
 * applied it is asked for: the policy in force. */
static int load_policy(struct source *source, const struct options *options)
{
	struct options how = *options;

	how.keep_expired |= source->has_rules;
	if (!how.policy && source->has_facts &&
	    !strcmp(source->facts.policy, FACTS_OF_DAEMON))
		return show_load(&how, 0, &source->policy, &source->diags);
	if (!how.policy && source->has_facts)
		how.policy = source->facts.policy;
	if (!options->policy && how.policy && access(how.policy, R_OK) != 0) {
		fprintf(stderr,
			"sekisho: which policy? -c FILE (what was applied was "
			"%s)\n",
			how.policy);
		return ANSWER_USAGE;
	}
	return options_load(&how, &source->policy, &source->diags);
}

/* The policy that goes with rules shall be the one that was applied. */
static void compare_policies(const struct source *source)
{
	if (source->has_facts && memcmp(source->facts.digest,
					source->policy_digest, DIGEST_LEN) != 0)
		fprintf(stderr,
			"sekisho: %s is not the policy that was applied (%s)\n",
			source->policy.file, source->facts.policy);
}

static time_t moment_of(const struct source *source,
			const struct options *options)
{
	if (options->has_now || !source->has_rules)
		return options->now;
	return (time_t)(source->snapshot.taken_ns / NANOSECONDS);
}

static int open_stored(struct source *source, const struct options *options,
		       const char *generation)
{
	if (generation && (!text_u32(generation, UINT32_MAX, &source->stored) ||
			   source->stored == 0)) {
		fprintf(stderr, "sekisho: '%s' is no generation\n", generation);
		return ANSWER_USAGE;
	}
	return show_load(options, source->stored, &source->policy,
			 &source->diags);
}

static bool is_one_source(const struct options *options,
			  const struct source_options *how)
{
	int kernels = how->direct + (how->dump != NULL);

	if (kernels > 1 || (how->generation && (kernels || options->policy))) {
		fputs("sekisho: one of --direct, --dump, --generation\n",
		      stderr);
		return false;
	}
	return true;
}

/* The policy in force, and what the daemon's kernel holds. */
static int open_daemon(struct source *source, const struct options *options,
		       bool live)
{
	int answer = open_stored(source, options, NULL);

	if (answer != ANSWER_YES)
		return answer;
	answer = source_ask_dump(live, &source->snapshot, source->digest);
	if (answer < 0)
		return ask_failed(answer, "start it");
	return answer == ANSWER_YES ? decode_rules(source, "the kernel")
				    : answer;
}

static int open_all(struct source *source, const struct options *options,
		    const struct source_options *how)
{
	int answer = ANSWER_YES;

	if (how->direct) {
		source->kind = SOURCE_KERNEL;
		answer = open_kernel(source, how->live);
	} else if (how->dump) {
		source->kind = SOURCE_DUMP;
		answer = open_dump(source, how->dump);
	} else if (how->generation) {
		source->kind = SOURCE_GENERATION;
		return open_stored(source, options, how->generation);
	} else if (!options->policy) {
		source->kind = SOURCE_DAEMON;
		return open_daemon(source, options, how->live);
	}
	return answer == ANSWER_YES ? load_policy(source, options) : answer;
}

int source_open(const struct options *options, const struct source_options *how,
		struct source *out)
{
	int answer;

	*out = (struct source){ 0 };
	if (!is_one_source(options, how))
		return ANSWER_USAGE;
	answer = open_all(out, options, how);
	if (answer != ANSWER_YES)
		return answer;
	if (!policy_digest(&out->policy, out->policy_digest)) {
		fputs("sekisho: no memory\n", stderr);
		return ANSWER_MACHINE;
	}
	compare_policies(out);
	out->now = moment_of(out, options);
	return ANSWER_YES;
}

int source_open_kernel(struct source *out)
{
	*out = (struct source){ .kind = SOURCE_KERNEL };
	return open_kernel(out, false);
}

int source_open_dump(const char *path, struct source *out)
{
	*out = (struct source){ .kind = SOURCE_DUMP };
	return open_dump(out, path);
}

void source_close(struct source *source)
{
	if (source->has_rules)
		rules_finish(&source->rules);
	snapshot_finish(&source->snapshot);
	policy_finish(&source->policy);
	diags_finish(&source->diags);
}

struct inquiry_options source_inquiry(const struct source *source,
				      enum register_time time)
{
	return (struct inquiry_options){
		.policy = &source->policy,
		.rules = source->has_rules ? &source->rules : NULL,
		.snapshot = source->has_rules ? &source->snapshot : NULL,
		.how = { .time = time,
			 .now = source->now,
			 .generation = (uint16_t)source->generation },
	};
}
