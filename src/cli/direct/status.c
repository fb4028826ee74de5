/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.c -- what is in force, as it can be seen from here
 *
 * Without a policy at hand the tree cannot be compared with anything; the frame
 * and the guard can, for they are the same for every policy.
 */
#include "cli/status.h"

#include <errno.h>
#include <time.h>

#include "base/cleanup.h"
#include "cli/command/command.h"
#include "cli/direct/direct.h"
#include "cli/session.h"
#include "kernel/apply.h"
#include "ruleset/frame.h"

static void status_finish(struct status *status)
{
	reading_finish(&status->reading);
	entries_finish(&status->entries);
	findings_finish(&status->found);
	arena_finish(&status->arena);
}

/* The frame and guard against what they should be, and whatever else is in our
 * tables but does not bear the live generation's prefix. */
static int look_for_damage(struct session *session, struct status *status)
{
	struct ruleset frame;
	struct table tree = status->reading.ruleset.tree;
	const struct intent intent = { .current = &frame };
	int r;

	ruleset_lockdown(&frame);
	frame.generation = session->held.live;
	tree.name = TABLE_GATE;
	frame.tree = tree;
	verify_foreign(&session->held, &intent, &status->found);
	r = verify_table(&session->sock, &session->held.gate, &frame.frame,
			 DEPTH_RULES, &status->found);
	if (r == 0)
		r = verify_table(&session->sock, &session->held.guard,
				 &frame.guard, DEPTH_ALL, &status->found);
	ruleset_finish(&frame);
	if (status->reading.n_strange)
		findings_add(&status->found, FINDING_FOREIGN,
			     "%zu rules or elements of the tree are not ours",
			     status->reading.n_strange);
	return r == -EINTR || r == -ENOENT ? -ERESTART : r;
}

static int gather(struct session *session, struct status *status)
{
	int r = forwarding_read(&status->forwarding);

	status->live = session->held.live;
	status->mixed = session->held.mixed;
	status->others = &session->held;
	if (r == 0)
		r = kernel_read(&session->sock, &session->held,
				&status->reading);
	if (r == 0)
		r = look_for_damage(session, status);
	if (r < 0)
		return r;
	status->has_facts = facts_read(&session->held, session->held.live,
				       &status->arena, &status->facts);
	entries_of(&status->reading.ruleset, status->now, &status->entries);
	return 0;
}

int direct_status(const struct options *options)
{
	_cleanup_(session_close) struct session session = { 0 };
	_cleanup_(status_finish) struct status status = { .now = time(NULL) };
	int answer = session_open(&session), r;

	if (answer != ANSWER_YES)
		return answer;
	r = gather(&session, &status);
	if (r < 0)
		return session_failed("look at what is in force", r);
	if (options->json)
		status_print_json(&status, stdout);
	else
		status_print(&status, stdout);
	return status_is_good(&status) ? ANSWER_YES : ANSWER_NO;
}
