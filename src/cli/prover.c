/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prover.c -- what a source's diagrams say, and what that rests on
 */
#include "cli/prover.h"

#include <stdio.h>

#include "cli/command/command.h"
#include "cli/direct/live.h"
#include "cli/progress.h"
#include "proof/diagram/ask.h"
#include "proof/space/witness.h"

static double now_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void prover_init(struct prover *prover, const struct source *source, bool ever)
{
	struct inquiry_options options =
		source_inquiry(source, ever ? REGISTER_EVER : REGISTER_TIMES);
	double began = now_seconds();

	*prover = (struct prover){ .source = source };
	prover->grounds = (struct grounds){ .inquiry = &prover->inquiry,
					    .arena = &prover->arena };
	progress_begin("builds the diagrams");
	prover->built = inquiry_build(&prover->inquiry, &options);
	progress_end();
	prover->build_seconds = now_seconds() - began;
	if (source->has_rules)
		assumptions_find(&source->snapshot, &source->rules,
				 &source->policy, &prover->assumptions);
}

void prover_finish(struct prover *prover)
{
	inquiry_finish(&prover->inquiry);
	if (prover->has_other)
		inquiry_finish(&prover->other);
	assumptions_finish(&prover->assumptions);
	arena_finish(&prover->arena);
}

static enum register_hook hook_of(const struct inquiry *inquiry,
				  const uint16_t *digits)
{
	if (!digits[inquiry->space.levels[VAR_IIF]])
		return REGISTER_OUTPUT;
	return digits[inquiry->space.levels[VAR_OIF]] ? REGISTER_FORWARD
						      : REGISTER_INPUT;
}

/* The entry of the register that permits the packet, or one of enum
 * register_hook's leaves; 0: none. */
static uint32_t entry_of(struct grounds *grounds, const uint16_t *digits)
{
	struct inquiry *inquiry = grounds->inquiry;
	enum register_hook hook = hook_of(inquiry, digits);
	uint32_t allowed =
		diagram_evaluate(&inquiry->all, inquiry->allowed[hook], digits);
	uint32_t leaf;

	if (allowed != DIAGRAM_TRUE)
		return REGISTER_DENIED;
	leaf = diagram_evaluate(&inquiry->all,
				grounds_entries(grounds)->hooks[hook], digits);
	return leaf == DIAGRAM_TOO_MUCH || leaf == DIAGRAM_NOMATCH
		       ? REGISTER_DENIED
		       : leaf_value(leaf);
}

const char *prover_entry_text(struct prover *prover, uint32_t entry)
{
	const struct policy *policy = &prover->source->policy;
	struct loc at;

	switch (entry) {
	case REGISTER_DENIED:
		return "no entry";
	case REGISTER_LOOPBACK:
		return "loopback";
	case REGISTER_NEIGHBOUR:
		return "neighbour discovery";
	case REGISTER_ERROR:
		return "an error about a permitted connection";
	default:
		break;
	}
	if (!policy_entry_id(policy, entry))
		return "?";
	/* A policy of the daemon's has lines, but no file that anybody has. */
	if (prover->source->kind == SOURCE_DAEMON ||
	    prover->source->kind == SOURCE_GENERATION)
		return policy_entry_id(policy, entry);
	at = policy_entry_at(policy, entry);
	return arena_printf(&prover->arena, "%s (%s:%u)",
			    policy_entry_id(policy, entry), at.file, at.line);
}

static bool is_same_validity(const struct approval *approval, time_t a,
			     time_t b)
{
	return approval_is_valid(approval, a) == approval_is_valid(approval, b);
}

/* Are the very same entries in force? */
static bool is_same_day(const struct policy *policy, time_t a, time_t b)
{
	bool same = true;

	vec_each(flow, &policy->flows)
		same = same && is_same_validity(&flow->approval, a, b);
	vec_each(relay, &policy->relays)
		same = same && is_same_validity(&relay->approval, a, b);
	vec_each(entry, &policy->management)
		same = same && is_same_validity(&entry->approval, a, b);
	vec_each(entry, &policy->gateway)
		same = same && is_same_validity(&entry->approval, a, b);
	return same;
}

/* Of that moment's validity. */
static struct grounds *grounds_of(struct prover *prover, time_t when)
{
	const struct source *source = prover->source;
	struct inquiry_options options = source_inquiry(source, REGISTER_TIMES);
	bool usual = prover->inquiry.options.how.time == REGISTER_TIMES &&
		     (!when || is_same_day(&source->policy, when, source->now));

	if (usual)
		return &prover->grounds;
	options.how.now = when ? when : source->now;
	if (prover->has_other &&
	    prover->other.options.how.now == options.how.now)
		return &prover->other_grounds;
	if (prover->has_other)
		inquiry_finish(&prover->other);
	prover->has_other = true;
	prover->other_grounds = (struct grounds){ .inquiry = &prover->other,
						  .arena = &prover->arena };
	progress_begin("builds the diagrams of another moment");
	inquiry_build(&prover->other, &options);
	progress_end();
	return &prover->other_grounds;
}

static void rest_on(struct prover *prover, struct reply *reply,
		    const char *text)
{
	if (reply->result == RESULT_PROVED)
		reply->result = RESULT_CONDITIONAL;
	*vec_add(&prover->arena, &reply->rests_on) = text;
}

/* What nobody can see refuses a proof of what passes, and of what does not. */
static void judge_holes(struct prover *prover, struct reply *reply)
{
	if (reply->result != RESULT_PROVED)
		return;
	vec_each(one, &prover->assumptions.list)
		if (one->hole)
			rest_on(prover, reply,
				arena_printf(&prover->arena, "%s%s%s: %s",
					     one->slug, *one->object ? " " : "",
					     one->object, one->en));
}

/* The kernel's elements end by themselves; the dump is of its own moment. */
static void judge_moment(struct prover *prover, struct ruling *ruling)
{
	const struct source *source = prover->source;
	time_t when = ruling->question->when;

	if (source->has_rules && when &&
	    !is_same_day(&source->policy, when, source->now))
		rest_on(prover, &ruling->reply,
			"the kernel's elements stay until then as they were");
}

static void judge_connections(struct prover *prover, struct ruling *ruling)
{
	bool all = ruling->question->kind == QUESTION_CONNECTIONS;
	const struct snapshot *snapshot = &prover->source->snapshot;

	if ((!all && ruling->question->kind != QUESTION_NO_PACKET) ||
	    !prover->source->has_rules || ruling->reply.result != RESULT_PROVED)
		return;
	/* Without stamps nothing passes, whatever the connections are. */
	if (!snapshot->has_connections && ruling->reply.by_stamps)
		rest_on(prover, &ruling->reply,
			"nobody has looked at the live connections");
	else if (snapshot->has_connections && all)
		live_audit(&prover->inquiry, &snapshot->connections,
			   prover->source->now, &prover->arena, &ruling->reply);
	else if (snapshot->has_connections)
		live_judge(&prover->inquiry, ruling->question,
			   &snapshot->connections, &prover->arena,
			   &ruling->reply);
}

int prover_ask(struct prover *prover, const struct question *question,
	       struct ruling *out)
{
	double began = now_seconds();
	bool readable;

	*out = (struct ruling){ .question = question };
	if ((question->kind == QUESTION_SAME ||
	     question->kind == QUESTION_CONNECTIONS) &&
	    !prover->source->has_rules) {
		fprintf(stderr,
			"sekisho: '%s' is asked of a kernel: --direct, "
			"--dump\n",
			question->text);
		return ANSWER_USAGE;
	}
	out->grounds = question->packet || question->kind == QUESTION_SAME
			       ? grounds_of(prover, question->when)
			       : &prover->grounds;
	progress_begin("asks all packets");
	readable = question_answer(out->grounds, question, &out->reply);
	progress_end();
	if (!readable) {
		fprintf(stderr, "sekisho: '%s': %s\n", question->text,
			out->reply.error);
		return ANSWER_USAGE;
	}
	judge_connections(prover, out);
	judge_holes(prover, &out->reply);
	judge_moment(prover, out);
	if (out->reply.has_witness)
		out->entry = entry_of(out->grounds, out->reply.digits);
	out->seconds = now_seconds() - began;
	return ANSWER_YES;
}
