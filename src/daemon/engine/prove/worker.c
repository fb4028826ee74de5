/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker.c -- the life of one job: a policy is read, compiled, compared
 *
 * It has the texts, the rules folder and the memory that it answers into, and
 * nothing else. Whatever it answers is believed as far as a policy may go and
 * no further (ruleset/sound.h, index.h).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "base/must.h"
#include "daemon/clock.h"
#include "daemon/engine/index.h"
#include "daemon/engine/prove/job.h"
#include "daemon/engine/prove/worker_dump.h"
#include "daemon/engine/prove/worker_prove.h"
#include "daemon/engine/transition.h"
#include "daemon/procs.h"
#include "daemon/survey/expect.h"
#include "policy/change/approval_rule.h"
#include "policy/print/print.h"
#include "ruleset/compile.h"
#include "ruleset/pack.h"
#include "ruleset/plan.h"

enum {
	PATH_LEN = 40
};

/* Everything that is looked at; the parts point to each other. */
struct task {
	const struct job *job;
	const int *outs;
	struct diags diags;
	struct policy next, base;
	struct ruleset ruleset, in_force;
	struct entries before, after;
	struct plan plan;
	struct change change;
	struct job_report report;
};

/* ------ reading ------ */

static bool load(struct task *task, int fd, const char *name,
		 struct policy *out)
{
	char rules[PATH_LEN], path[PATH_LEN];
	const struct policy_options how = {
		.rules = rules,
		.called = name,
		.now = task->job->now,
		.keep_expired = task->job->keep_expired || out == &task->base,
	};

	snprintf(rules, sizeof(rules), "/proc/self/fd/%d", FD_ENGINE_RULES);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return policy_load(path, &how, out, &task->diags);
}

/* Timeouts count from a second that is not over yet, so that none ends after
 * its time. */
static bool compile(struct task *task, const struct policy *policy,
		    uint32_t generation, struct ruleset *out)
{
	const struct compile_options how = {
		.generation = tree_of(generation),
		.now = task->job->now + 1,
	};

	return ruleset_compile(policy, &how, out, &task->diags);
}

/* ------ writing ------ */

static FILE *open_out(const struct task *task, enum job_out out)
{
	int copy = dup(task->outs[out]);
	FILE *file = copy < 0 ? NULL : fdopen(copy, "w");

	must(file);
	return file;
}

static int put_ruleset(const struct task *task)
{
	FILE *out = open_out(task, OUT_RULESET);
	int r = ruleset_pack(&task->ruleset, out);

	if (fclose(out) != 0 && r == 0)
		r = -errno;
	return r;
}

static int put_expectation(const struct task *task)
{
	struct expectation expected = { 0 };
	_cleanup_(freep) uint8_t *bytes = NULL;
	size_t len;

	survey_expect(&task->next, &expected);
	len = expectation_pack(&expected, NULL, 0);
	bytes = xcalloc(len, 1);
	expectation_pack(&expected, bytes, len);
	expectation_finish(&expected);
	return fd_write_all(task->outs[OUT_EXPECT], bytes, len);
}

static int put_rule(const struct task *task, const struct policy *base)
{
	struct approval_rule rule = { 0 };
	_cleanup_(freep) uint8_t *bytes = NULL;
	size_t len;

	approval_rule_make(base, &task->change, &rule);
	bytes = approval_rule_pack(&rule, &len);
	approval_rule_finish(&rule);
	return fd_write_all(task->outs[OUT_RULE], bytes, len);
}

/* Those of one mark follow each other more often than not. */
static int put_marks(const struct task *task)
{
	FILE *out = open_out(task, OUT_MARKS);
	struct job_mark last = { 0 };

	vec_each(cut, &task->plan.cuts) {
		const uint32_t mark = cut->connection.mark;

		if (mark >> GENERATION_SHIFT == task->plan.tree ||
		    mark == last.mark)
			continue;
		last = (struct job_mark){ mark, cut->number };
		fwrite(&last, sizeof(last), 1, out);
	}
	return fclose(out) == 0 ? 0 : -errno;
}

static int put_cuts(struct task *task)
{
	FILE *out = open_out(task, OUT_CUTS);

	vec_each(cut, &task->plan.cuts) {
		fwrite(&cut->connection, sizeof(cut->connection), 1, out);
		task->report.cuts_asker |= cut->own;
	}
	task->report.n_cuts = (uint32_t)task->plan.cuts.n;
	task->report.n_connections = (uint32_t)task->plan.n_connections;
	return fclose(out) == 0 ? 0 : -errno;
}

static int put_plan(const struct task *task)
{
	FILE *out = open_out(task, OUT_ANSWER);

	if (task->job->json)
		plan_print_json(&task->plan, out);
	else
		plan_print(&task->plan, out);
	return fclose(out) == 0 ? 0 : -errno;
}

/* ------ the jobs ------ */

/* What the kernel is to do, and what the engine and the survey must know. */
static int do_compile(struct task *task)
{
	struct job_report *report = &task->report;
	int r;

	report->now = task->job->now;
	report->compiled_ms = (uint64_t)now_ms();
	if (!compile(task, &task->next, task->job->generation, &task->ruleset))
		return ANSWER_NO;
	if (!policy_digest(&task->next, report->policy))
		return ANSWER_MACHINE;
	report->n_entries = task->next.n_entries;
	vec_each(set, &task->ruleset.tree.sets)
		report->n_elements += (uint32_t)set->elements.n;
	r = put_ruleset(task);
	if (r == 0)
		r = index_write(&task->next, task->job->now,
				task->outs[OUT_INDEX]);
	if (r == 0)
		r = put_expectation(task);
	return r < 0 ? ANSWER_MACHINE : ANSWER_YES;
}

static int do_change(struct task *task, const struct policy *base)
{
	int r = change_make(task->job->origin, base, &task->next,
			    &task->change);

	if (r < 0)
		return ANSWER_MACHINE;
	task->report.kinds = task->change.kinds;
	memcpy(task->report.change, task->change.digest, DIGEST_LEN);
	r = fd_write_all(task->outs[OUT_CHANGE], task->change.text,
			 task->change.len);
	if (r == 0)
		r = put_rule(task, base);
	return r < 0 ? ANSWER_MACHINE : ANSWER_YES;
}

static int do_plan(struct task *task, const struct policy *base)
{
	const struct job *job = task->job;
	struct plan *plan = &task->plan;
	int r;

	plan->policy = &task->next;
	plan->base = base;
	plan->now = job->now;
	plan->session = job->session;
	if (base) {
		if (!compile(task, base, job->base_generation, &task->in_force))
			return ANSWER_MACHINE;
		plan->live = job->base_generation;
		plan->tree = tree_of(job->base_generation);
		entries_of(&task->in_force, job->now, &task->before);
	}
	entries_of(&task->ruleset, job->now, &task->after);
	entries_diff(&task->before, &task->after, &plan->changes);
	if (base)
		plan_find_cuts(plan, &task->in_force, job->connections,
			       job->n_connections);
	r = put_cuts(task);
	if (r == 0)
		r = put_marks(task);
	if (r == 0)
		r = put_plan(task);
	return r < 0 ? ANSWER_MACHINE : ANSWER_YES;
}

static int do_prove(struct task *task)
{
	const struct worker_words words = { open_out(task, OUT_SAID),
					    open_out(task, OUT_ANSWER),
					    &task->diags };
	bool good = worker_prove(task->job, &task->next, &words,
				 &task->report.proof);

	if (fclose(words.said) != 0 || fclose(words.answer) != 0 || !good)
		return ANSWER_MACHINE;
	return ANSWER_YES;
}

static int do_job(struct task *task)
{
	const struct job *job = task->job;
	const struct policy *base = NULL;
	int status;

	if (job->kind == JOB_SNAPSHOT)
		return worker_snapshot(job, task->outs[OUT_ANSWER],
				       &task->diags);
	if (!load(task, job->policy, job->name, &task->next))
		return ANSWER_NO;
	if (job->kind == JOB_PROVE)
		return do_prove(task);
	if (job->kind == JOB_COMPILE)
		return do_compile(task);
	/* A change of what cannot be read would look like a first one. */
	if (job->base_generation && job->base < 0)
		return ANSWER_MACHINE;
	if (job->base_generation) {
		if (!load(task, job->base, "the policy in force", &task->base))
			return ANSWER_MACHINE;
		base = &task->base;
	}
	status = do_change(task, base);
	if (status == ANSWER_YES && job->kind == JOB_PLAN)
		status = do_compile(task);
	if (status == ANSWER_YES && job->kind == JOB_PLAN)
		status = do_plan(task, base);
	return status;
}

int worker_main(const struct job *job, const int outs[static N_OUTS])
{
	/* Ends with its process: nothing is freed. */
	static struct task task;
	FILE *said;
	int status;

	task.job = job;
	task.outs = outs;
	status = do_job(&task);
	said = open_out(&task, OUT_SAID);
	/* Whoever brings a policy has been told its warnings. */
	if (status != ANSWER_YES ||
	    (job->keep_expired && job->kind != JOB_PROVE))
		diags_print(&task.diags, said, false);
	if (fclose(said) != 0 || fd_write_all(outs[OUT_REPORT], &task.report,
					      sizeof(task.report)) < 0)
		return ANSWER_MACHINE;
	return status;
}
