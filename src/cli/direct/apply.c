/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.c -- the policy becomes what the kernel enforces, from here
 *
 * A policy that the kernel enforces already is left alone; that is decided by
 * reading every rule and element back, not by a stored hash.
 */
#include "kernel/apply.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/command/command.h"
#include "cli/direct/direct.h"
#include "cli/direct/prove.h"
#include "cli/identity.h"
#include "cli/session.h"
#include "kernel/forwarding.h"
#include "policy/print/print.h"
#include "ruleset/compile.h"

struct task {
	const struct policy *policy;
	const struct options *options;
	struct session session;
	struct ruleset ruleset;
	struct facts facts;
	struct findings found;
	struct diags diags;
	struct direct_proof proof;
	uint32_t previous; /* generation; 0: none was in force */
	bool changed;
};

static void task_finish(struct task *task)
{
	session_close(&task->session);
	ruleset_finish(&task->ruleset);
	findings_finish(&task->found);
	diags_finish(&task->diags);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double began;

/* What takes longer than a second says what it is doing. */
static void say_step(const char *what)
{
	if (seconds() - began > 1.0)
		fprintf(stderr, "sekisho: %.0f s: %s\n", seconds() - began,
			what);
}

static bool compile(struct task *task, uint32_t generation)
{
	/* Timeouts count from a second that is not over yet, so that none ends
	 * after its time. */
	const struct compile_options how = { .generation = generation,
					     .now = task->options->now + 1 };

	ruleset_finish(&task->ruleset);
	say_step("compiling");
	return ruleset_compile(task->policy, &how, &task->ruleset,
			       &task->diags);
}

/* Is the tree in force of this very policy, by its own account? If not, there
 * is no need to compare. */
static bool is_of_policy(struct task *task)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct facts facts;

	return facts_read(&task->session.held, task->session.held.live, &arena,
			  &facts) &&
	       !memcmp(facts.digest, task->facts.digest, DIGEST_LEN);
}

/* ANSWER_YES with task->changed unset: the kernel does it already. */
static int compare(struct task *task)
{
	const struct apply tidy = { .sock = &task->session.sock,
				    .ruleset = &task->ruleset,
				    .facts = &task->facts,
				    .counted_from = began,
				    .found = &task->found,
				    .diags = &task->diags };
	int r;

	task->changed = true;
	if (!task->session.held.live || task->session.held.mixed ||
	    !is_of_policy(task))
		return ANSWER_YES;
	if (!compile(task, task->session.held.live))
		return ANSWER_NO;
	say_step("comparing");
	r = verify_ruleset(&task->session.sock, &task->session.held,
			   &task->ruleset, &task->found);
	if (r < 0)
		return session_failed("read the rules in force", r);
	if (findings_have(&task->found, FINDING_MISSING) ||
	    findings_have(&task->found, FINDING_DIFFERENT) ||
	    findings_have(&task->found, FINDING_FOREIGN))
		return ANSWER_YES;
	task->changed = false;
	/* All that may be left is an earlier apply that was interrupted. */
	if (r == 0 && (r = kernel_tidy(&tidy)) < 0)
		return session_failed("remove what is left over", r);
	r = forwarding_on();
	return r < 0 ? session_failed("switch forwarding on", r) : ANSWER_YES;
}

static int enforce(struct task *task)
{
	const struct apply apply = { .sock = &task->session.sock,
				     .ruleset = &task->ruleset,
				     .facts = &task->facts,
				     .counted_from = began,
				     .step = say_step,
				     .prove = direct_prove,
				     .ctx = &task->proof,
				     .found = &task->found,
				     .diags = &task->diags };
	uint32_t next = generation_next(&task->session.held);
	int r;

	if (!next)
		return session_failed("find a free generation", -ENOSPC);
	if (!compile(task, next))
		return ANSWER_NO;
	r = kernel_apply(&apply);
	if (r == -EPROTO || r == -EKEYREJECTED)
		return ANSWER_NO;
	return r < 0 ? session_failed("apply", r) : ANSWER_YES;
}

static size_t count_elements(const struct ruleset *ruleset)
{
	size_t n = 0;

	vec_each(set, &ruleset->tree.sets)
		n += set->elements.n;
	return n;
}

static void print_json(const struct task *task, double ms)
{
	struct json json = { .out = stdout };

	json_object(&json);
	json_key(&json, "result");
	json_string(&json, task->changed ? "applied" : "unchanged");
	json_key(&json, "generation");
	json_number(&json, task->ruleset.generation);
	json_key(&json, "previous");
	json_number(&json, task->previous);
	json_key(&json, "entries");
	json_number(&json, task->policy->n_entries);
	json_key(&json, "elements");
	json_number(&json, (int64_t)count_elements(&task->ruleset));
	json_key(&json, "microseconds");
	json_number(&json, (int64_t)(ms * 1e3));
	json_key(&json, "kernel_microseconds");
	json_number(&json, (int64_t)(task->session.sock.kernel_ns / 1000));
	if (task->changed) {
		json_member(&json, "proof",
			    trial_verdict_name(task->proof.verdict));
		json_key(&json, "proof_microseconds");
		json_number(&json, (int64_t)(task->proof.seconds * 1e6));
	}
	json_key(&json, "found");
	json_array(&json);
	vec_each(finding, &task->found.list)
		json_string(&json, finding->text);
	json_array_end(&json);
	json_object_end(&json);
	fputc('\n', stdout);
}

static void print_result(const struct task *task, double ms)
{
	vec_each(finding, &task->found.list)
		fprintf(stderr, "sekisho: put right: %s\n", finding->text);
	if (!task->changed)
		printf("nothing changes: generation %u enforces %s\n",
		       task->ruleset.generation, task->policy->file);
	else if (task->previous)
		printf("generation %u replaces %u: %u entries, read back, %.0f ms\n",
		       task->ruleset.generation, task->previous,
		       task->policy->n_entries, ms);
	else
		printf("generation %u: %u entries, read back, %.0f ms\n",
		       task->ruleset.generation, task->policy->n_entries, ms);
}

int direct_apply(const struct options *options, const struct policy *policy,
		 const char *reason, bool unproved)
{
	_cleanup_(task_finish) struct task task = { .policy = policy,
						    .options = options };
	_cleanup_(arena_finish) struct arena arena = { 0 };
	int answer;

	began = options->began;
	answer = session_open(&task.session);
	if (answer == ANSWER_YES)
		answer = session_may_write(&task.session);
	if (answer != ANSWER_YES)
		return answer;
	task.previous = task.session.held.live;
	/* Nobody is there at boot who could be asked. */
	task.proof = (struct direct_proof){
		.policy = policy,
		.ruleset = &task.ruleset,
		.now = options->has_now ? options->now : 0,
		.unproved = unproved || options->keep_expired
	};
	task.facts = (struct facts){ .policy = policy->file,
				     .author = identity_name(&arena),
				     .reason = reason,
				     .time = time(NULL) };
	if (!policy_digest(policy, task.facts.digest))
		return session_failed(policy->file, -EIO);
	answer = compare(&task);
	if (answer == ANSWER_YES && task.changed)
		answer = enforce(&task);
	diags_print(&task.diags, stderr, diags_wants_colour(STDERR_FILENO));
	if (answer != ANSWER_YES)
		return answer;
	if (options->json)
		print_json(&task, (seconds() - began) * 1e3);
	else
		print_result(&task, (seconds() - began) * 1e3);
	return ANSWER_YES;
}
