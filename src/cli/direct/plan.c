/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.c -- the policy against what the kernel does now, seen from here
 *
 * Nothing is written. The entries in force are read from the kernel itself, so
 * the answer holds whatever was applied before, and by whom.
 */
#include "ruleset/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/cleanup.h"
#include "cli/amend.h"
#include "cli/change.h"
#include "cli/command/command.h"
#include "cli/direct/direct.h"
#include "cli/session.h"
#include "kernel/get/read.h"
#include "kernel/live/conntrack.h"
#include "kernel/verify.h"
#include "ruleset/compile.h"

/* Everything that is looked at; the plan points into it. */
struct task {
	struct session session;
	struct ruleset ruleset;
	struct reading reading;
	struct entries before, after;
	struct diags diags;
	struct findings found;

	struct {
		struct connection *at;
		size_t n, cap;
	} connections; /* in the plan's arena */
	struct plan plan;
	struct source kernel; /* whose packets the plan's are held against */
};

static void task_finish(struct task *task)
{
	session_close(&task->session);
	ruleset_finish(&task->ruleset);
	reading_finish(&task->reading);
	entries_finish(&task->before);
	entries_finish(&task->after);
	diags_finish(&task->diags);
	changes_finish(&task->plan.changes);
	findings_finish(&task->found);
	arena_finish(&task->plan.arena);
	source_close(&task->kernel);
}

/* By the real clock: what is left of a timeout counts from there. */
static int read_entries(struct task *task)
{
	int r = 0;

	if (task->plan.live)
		r = kernel_read(&task->session.sock, &task->session.held,
				&task->reading);
	if (r == 0)
		entries_of(&task->reading.ruleset, time(NULL), &task->before);
	return r;
}

static void note_connection(const struct connection *connection, void *ctx)
{
	struct task *task = ctx;

	*vec_add(&task->plan.arena, &task->connections) = *connection;
}

static int find_cuts(struct task *task)
{
	int r = conntrack_dump(&task->session.sock, note_connection, task);

	if (r == 0)
		plan_find_cuts(&task->plan, &task->reading.ruleset,
			       task->connections.at, task->connections.n);
	return r;
}

static int gather(struct task *task)
{
	struct plan *plan = &task->plan;
	int r = read_entries(task);

	if (r < 0)
		return session_failed("read the rules in force", r);
	entries_of(&task->ruleset, plan->now, &task->after);
	entries_diff(&task->before, &task->after, &plan->changes);
	if (plan->live && plan->changes.list.n == 0)
		r = verify_ruleset(&task->session.sock, &task->session.held,
				   &task->ruleset, &task->found);
	vec_each(finding, &task->found.list)
		*vec_add(&plan->arena, &plan->found) = finding->text;
	if (r >= 0 && plan->live)
		r = find_cuts(task);
	return r < 0 ? session_failed("look at what is in force", r)
		     : ANSWER_YES;
}

/* The plan in packets: against what the kernel accepts. */
static int find_packets(struct task *task, struct packet_change *out)
{
	const struct plan *plan = &task->plan;
	int answer;

	if (!plan->live) {
		packet_change_find(NULL, plan->policy, plan->now, out);
		return ANSWER_YES;
	}
	answer = source_open_kernel(&task->kernel);
	if (answer == ANSWER_YES)
		packet_change_of_kernel(&task->kernel, plan->policy, plan->now,
					out);
	return answer;
}

static int tell(struct task *task, const struct options *options)
{
	_cleanup_(packet_change_finish) struct packet_change change = { 0 };
	_cleanup_(freep) char *text = NULL;
	struct json json;
	size_t len = 0;
	FILE *out;
	int answer = find_packets(task, &change);

	if (answer != ANSWER_YES)
		return answer;
	if (!options->json) {
		plan_print(&task->plan, stdout);
		packet_change_print(&change, stdout);
		return ANSWER_YES;
	}
	out = open_memstream(&text, &len);
	if (!out)
		return session_failed("write the plan", -errno);
	plan_print_json(&task->plan, out);
	if (fclose(out))
		return session_failed("write the plan", -errno);
	if (amend_open(text, len, &json)) {
		packet_change_json(&change, &json);
		amend_close(&json);
	}
	return ANSWER_YES;
}

int direct_plan(const struct options *options, const struct policy *policy)
{
	_cleanup_(task_finish) struct task task = { 0 };
	struct compile_options how = { .now = options->now };
	int answer = session_open(&task.session);

	if (answer != ANSWER_YES)
		return answer;
	task.plan.policy = policy;
	task.plan.now = options->now;
	task.plan.live = task.session.held.mixed ? 0 : task.session.held.live;
	task.plan.tree = task.plan.live;
	task.plan.session = getenv("SSH_CONNECTION");
	how.generation = task.plan.live ? task.plan.live : 1;
	if (!ruleset_compile(policy, &how, &task.ruleset, &task.diags)) {
		diags_print(&task.diags, stderr,
			    diags_wants_colour(STDERR_FILENO));
		return ANSWER_NO;
	}
	answer = gather(&task);
	if (answer != ANSWER_YES)
		return answer;
	return tell(&task, options);
}
