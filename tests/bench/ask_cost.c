/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_cost.c -- what a question costs once a policy and a kernel are read
 *
 * usage: ask_cost POLICY RULES GENERATION QUESTIONS
 *
 * Packets of entries, and the same packets one port further, which mostly no
 * entry permits. Prints "name value" pairs: CPU seconds a question, the most of
 * them, bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/must.h"
#include "proof/diagram/apply.h"
#include "proof/explain/explain.h"
#include "proof/question/question.h"

#include "live_cost.h"

enum {
	EXPLAINED = 500,
	REACHED = 64,
	STRIDE = 7919, /* from one entry to the next that is asked about */
	WARM = 1000,   /* questions after which memory stays as it is */
};

struct cost {
	struct policy policy;
	struct snapshot snapshot;
	struct rules rules;
	uint16_t generation;
	struct inquiry inquiry;
	struct arena arena;
	struct grounds grounds;
};

static char *packet_of(const struct cost *cost, size_t number, bool further,
		       char text[static QUESTION_TEXT])
{
	const struct policy *policy = &cost->policy;
	const struct flow *flow =
		&policy->flows.at[number * STRIDE % policy->flows.n];
	const struct port_range *port = &flow->ports.at[0];
	char from[ADDR_TEXT], to[ADDR_TEXT];

	snprintf(text, QUESTION_TEXT, "%s %s -> %s %s %s/%u", flow->from->name,
		 addr_text(from, &flow->sources.at[0].first), flow->to->name,
		 addr_text(to, &flow->destinations.at[0].first),
		 proto_name(port->proto),
		 (unsigned)(uint16_t)(port->first + further));
	return text;
}

/* Mean and most of `n` of them. */
struct spent {
	double sum, most;
};

static void spend(struct spent *spent, double began)
{
	double took = live_seconds() - began;

	spent->sum += took;
	if (took > spent->most)
		spent->most = took;
}

static void say_spent(const char *name, const struct spent *spent, size_t n)
{
	printf("%s %.9f %s_most %.9f ", name, spent->sum / (double)n, name,
	       spent->most);
}

static void explain_all(const struct cost *cost, bool further)
{
	const struct explain_options options = {
		.policy = &cost->policy,
		.rules = &cost->rules,
		.snapshot = &cost->snapshot,
		.generation = cost->generation,
		.is_applied = true,
		.now = time(NULL),
	};
	struct spent spent = { 0 };
	struct explanation explanation;
	char text[QUESTION_TEXT], error[WITNESS_ERROR];
	size_t accepted = 0;
	double began;

	for (size_t i = 0; i < EXPLAINED; i++) {
		packet_of(cost, i, further, text);
		began = live_seconds();
		must(explain(text, &options, &explanation, error));
		must(!explanation.disagrees);
		accepted += explanation.verdict == TRACE_ACCEPT;
		explain_finish(&explanation);
		spend(&spent, began);
	}
	say_spent(further ? "denied" : "permitted", &spent, EXPLAINED);
	must(further ? accepted < EXPLAINED : accepted == EXPLAINED);
}

static void build(struct cost *cost)
{
	const struct inquiry_options options = {
		.policy = &cost->policy,
		.rules = &cost->rules,
		.snapshot = &cost->snapshot,
		.how = { .time = REGISTER_TIMES,
			 .now = time(NULL),
			 .generation = cost->generation },
	};
	double began = live_seconds();

	must(inquiry_build(&cost->inquiry, &options));
	live_say("build", began);
	cost->grounds = (struct grounds){ .inquiry = &cost->inquiry,
					  .arena = &cost->arena };
}

/* Who of one zone can begin what in another: the rows of both. */
static void reach(struct cost *cost, bool warm)
{
	const struct policy *policy = &cost->policy;
	struct asked asked = inquiry_asked(&cost->inquiry);
	struct spent spent = { 0 };
	size_t n = 0, rows = 0;

	for (size_t i = 0; i < (warm ? REACHED : 1); i++) {
		struct ask_scope scope = {
			.hook = REGISTER_FORWARD,
			.from = &policy->zones.at[i % policy->zones.n],
			.to = &policy->zones.at[(i + 1 + i / policy->zones.n) %
						policy->zones.n],
		};
		struct arena arena = { 0 };
		struct ask_rows out = { 0 };
		double began = live_seconds();
		uint32_t may =
			grounds_begins(&cost->grounds, scope.hook, false);

		diagrams_wind(&cost->inquiry.all);
		may = grounds_but_neighbours(&cost->grounds, scope.hook, may);
		must(ask_reach(&asked, may, &scope, &arena, &out));
		spend(&spent, began);
		rows += out.rows.n;
		n++;
		arena_finish(&arena);
	}
	say_spent(warm ? "reach" : "reach_cold", &spent, n);
	printf("%s %zu ", warm ? "rows" : "rows_cold", rows);
}

static void question_at(struct cost *cost, size_t i, char *text)
{
	const struct policy *policy = &cost->policy;
	char packet[QUESTION_TEXT];
	size_t n = policy->zones.n;

	if (i % 1000 == 0) {
		snprintf(text, QUESTION_TEXT, "anti-spoofing %s",
			 policy->zones.at[i / 1000 % n].name);
	} else if (i % 4 == 0) {
		snprintf(text, QUESTION_TEXT, "never %s -> %s",
			 policy->zones.at[i / 4 % n].name,
			 policy->zones.at[i / 4 / n % n].name);
	} else {
		packet_of(cost, i, i % 2, packet);
		snprintf(text, QUESTION_TEXT, "%s %.1000s",
			 i % 2 ? "drop" : "accept", packet);
	}
}

static void ask(struct cost *cost, size_t n)
{
	char text[QUESTION_TEXT], error[QUESTION_ERROR];
	size_t proved = 0, bytes = 0;
	double began = live_seconds();
	struct question question;
	struct reply reply;

	for (size_t i = 0; i < n; i++) {
		question_at(cost, i, text);
		must(question_read(text, &cost->policy, &question, error));
		reply = (struct reply){ 0 };
		must(question_answer(&cost->grounds, &question, &reply));
		proved += reply.result == RESULT_PROVED;
		if (i == WARM) {
			live_say_memory("rss_warm");
			bytes = cost->inquiry.all.bytes;
		}
	}
	printf("question %.9f proved %zu grown %zu ",
	       (live_seconds() - began) / (double)n, proved,
	       cost->inquiry.all.bytes - bytes);
	live_say_memory("rss");
}

int main(int argc, char **argv)
{
	static struct cost cost;

	if (argc != 5)
		return 2;
	live_policy(argv[1], argv[2], &cost.policy);
	live_rules(NULL, &cost.snapshot, &cost.rules);
	cost.generation = (uint16_t)strtoul(argv[3], NULL, 10);
	explain_all(&cost, false);
	explain_all(&cost, true);
	build(&cost);
	ask(&cost, strtoul(argv[4], NULL, 10));
	reach(&cost, false);
	reach(&cost, true);
	live_say_memory("rss_reach");
	putchar('\n');
	inquiry_finish(&cost.inquiry);
	arena_finish(&cost.arena);
	rules_finish(&cost.rules);
	snapshot_finish(&cost.snapshot);
	policy_finish(&cost.policy);
	return 0;
}
