/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover_check.c -- packets run by the machine, and what the lift says of them
 *
 * Hook by hook: what the machine lets pass may pass, what it drops need not
 * pass. Where the lift leaves nothing open, that is: they agree. And way by way
 * what a trace says of the packet (trace/trace.h), by the same rule.
 */
#include <string.h>

#include "proof/diagram/ask.h"
#include "proof/diagram/find.h"
#include "proof/space/care.h"
#include "proof/trace/trace.h"

#include "cover.h"
#include "machine_guess.h"
#include "random_policy.h"
#include "random_rules.h"

enum {
	SHOWN = 3, /* packets that are wrong, of one attempt */
	AIMS_MAX = 3,
};

struct trial {
	const struct cover_try *attempt;
	struct cover_check *out;
	struct diagrams all;
	struct space space;
	struct lift lift;
	struct machine_guess guess;
	uint32_t care, may, must;
	uint32_t hook;
	size_t shown;
	VEC(const struct nf_rule *) aims;
};

static void find_aims(struct trial *trial)
{
	vec_each(table, &trial->attempt->rules->tables)
		vec_each(chain, &table->chains)
			vec_each(rule, &chain->rules)
				/* NOLINTNEXTLINE(bugprone-sizeof-expression) */
				*vec_add(&trial->guess.sets_arena,
					 &trial->aims) = rule;
}

static bool open_trial(struct trial *trial)
{
	const struct cover_try *attempt = trial->attempt;

	diagrams_init(&trial->all, attempt->limits);
	space_init(&trial->space, ORDER_DESTINATIONS);
	if (!lift_tell_names(attempt->rules, attempt->options, &trial->space))
		return false;
	space_freeze(&trial->space);
	lift_init(&trial->lift, &trial->all, &trial->space, attempt->rules,
		  attempt->options);
	machine_guess_init(&trial->guess, attempt->rules);
	trial->care = space_care(&trial->all, &trial->space);
	find_aims(trial);
	return trial->care != DIAGRAM_TOO_MUCH;
}

static void close_trial(struct trial *trial)
{
	if (trial->lift.all)
		lift_finish(&trial->lift);
	machine_guess_finish(&trial->guess);
	space_finish(&trial->space);
	diagrams_finish(&trial->all);
}

static void print_packet(const struct trial *trial, const uint16_t *digits)
{
	const struct space *space = &trial->space;
	uint8_t bytes[16], any;

	for (size_t v = 0; v < N_VARIABLES; v++) {
		enum variable variable = (enum variable)v;
		size_t len = variable_len(variable);

		space_take(space, digits, variable, bytes);
		any = 0;
		for (size_t i = 0; i < len; i++)
			any |= bytes[i];
		if (!any)
			continue;
		printf(" %s=", variable_info(variable)->name);
		if (variable == VAR_IIF || variable == VAR_OIF) {
			fputs(space_iface_of(space,
					     digits[space->levels[variable]])
				      .text,
			      stdout);
			continue;
		}
		for (size_t i = 0; i < len; i++)
			printf("%02x", bytes[i]);
	}
	putchar('\n');
}

static uint32_t index_of(const struct lift_options *options, const char *name)
{
	for (size_t i = 0; i < options->n_links; i++)
		if (!strcmp(options->links[i].name, name))
			return options->links[i].index;
	return *name ? UINT16_MAX : 0;
}

/* What is not known at the hook. */
static void fit_hook(const struct trial *trial, struct machine *machine)
{
	if (trial->hook == NF_HOOK_OUTPUT)
		machine->iif = "";
	else if (trial->hook != NF_HOOK_FORWARD &&
		 trial->hook != NF_HOOK_POSTROUTING)
		machine->oif = "";
	machine->iif_index = index_of(trial->attempt->options, machine->iif);
	machine->oif_index = index_of(trial->attempt->options, machine->oif);
}

static void say_wrong(struct trial *trial, const char *who, unsigned where,
		      bool passes, const uint16_t *digits)
{
	trial->out->wrong++;
	if (trial->shown++ >= SHOWN)
		return;
	printf("WRONG %s: the %s %u %s:", trial->attempt->name, who, where,
	       passes ? "accepts" : "drops");
	print_packet(trial, digits);
}

static void try_packet(struct trial *trial, const uint16_t *digits)
{
	const struct cover_try *attempt = trial->attempt;
	struct cover_check *out = trial->out;
	struct machine machine = { .rules = attempt->rules,
				   .guess = &trial->guess };
	bool may = diagram_evaluate(&trial->all, trial->may, digits) ==
		   DIAGRAM_TRUE;
	bool must = diagram_evaluate(&trial->all, trial->must, digits) ==
		    DIAGRAM_TRUE;
	bool passes;

	machine_of(&trial->space, digits, &machine);
	machine.transport_len = (unsigned)space_number(&trial->space, digits,
						       VAR_TRANSPORT_LEN);
	fit_hook(trial, &machine);
	machine_guess_packet(&trial->guess);
	passes = machine_run(&machine, trial->hook);
	if (trial->guess.lost) {
		out->astray++;
		return;
	}
	out->packets++;
	out->passed += passes;
	out->dropped += !passes;
	out->open += may != must;
	if (passes ? !may : must)
		say_wrong(trial, "machine at hook", trial->hook, passes,
			  digits);
}

/* A packet that can exist, of some rules if they can be met. */
static bool make_packet(struct trial *trial, uint16_t *digits)
{
	uint16_t wish[DIAGRAM_LEVELS];
	const struct cover_aim aim = { &trial->space, trial->attempt->options,
				       wish,
				       trial->attempt->rules->little_endian };
	struct diagram_box box;
	const struct diagram_search search = { .within = &box, .nice = wish };

	random_digits(&trial->space, wish);
	for (size_t i = 0; i < AIMS_MAX && trial->aims.n > 0; i++)
		if (!one_in(4))
			cover_aim(
				&aim,
				trial->aims.at[pick((uint32_t)trial->aims.n)]);
	memcpy(digits, wish, sizeof(wish));
	if (diagram_evaluate(&trial->all, trial->care, wish) == DIAGRAM_TRUE)
		return true;
	diagram_box_all(&box);
	return diagram_witness(&trial->all, trial->care, &search, digits) ==
	       DIAGRAM_YES;
}

static bool try_hook(struct trial *trial)
{
	uint32_t accepted = hook_alone(&trial->lift, (enum nf_hook)trial->hook);
	uint16_t digits[DIAGRAM_LEVELS];

	trial->may = hook_may(&trial->lift, accepted);
	trial->must = hook_must(&trial->lift, accepted);
	if (trial->may == DIAGRAM_TOO_MUCH || trial->must == DIAGRAM_TOO_MUCH)
		return false;
	for (size_t i = 0; i < trial->attempt->packets; i++)
		if (make_packet(trial, digits))
			try_packet(trial, digits);
	return true;
}

/* Interfaces that a packet on that way has. */
static bool is_on_way(const struct trial *trial, enum way way,
		      const uint16_t *digits)
{
	const uint16_t *levels = trial->space.levels;

	return (way == WAY_OUTPUT || digits[levels[VAR_IIF]]) &&
	       (way == WAY_INPUT || digits[levels[VAR_OIF]]);
}

static void try_trace(struct trial *trial, struct tracer *tracer, enum way way,
		      const uint16_t *digits)
{
	bool may = diagram_evaluate(&trial->all, trial->may, digits) ==
		   DIAGRAM_TRUE;
	bool must = diagram_evaluate(&trial->all, trial->must, digits) ==
		    DIAGRAM_TRUE;
	struct trace trace;

	trace_packet(tracer, way, digits, &trace);
	/* Another packet than the diagrams speak of: lift/translate.h. */
	if ((trace.has_accept && trace.accept.moved) ||
	    (trace.has_drop && trace.drop.moved)) {
		trial->out->astray++;
		trace_finish(&trace);
		return;
	}
	trial->out->traced++;
	trial->out->unsure += trace.verdict == TRACE_CONDITIONAL;
	if ((trace.verdict == TRACE_ACCEPT && !may) ||
	    (trace.verdict == TRACE_DROP && must))
		say_wrong(trial, "trace on way", way,
			  trace.verdict == TRACE_ACCEPT, digits);
	trace_finish(&trace);
}

static bool try_way(struct trial *trial, enum way way)
{
	const struct lift_options *options = trial->attempt->options;
	const struct trace_options how = { .links = options->links,
					   .n_links = options->n_links,
					   .has_links = options->has_links };
	uint32_t accepted = hook_way(&trial->lift, way);
	uint16_t digits[DIAGRAM_LEVELS];
	struct tracer tracer;

	trial->may = hook_may(&trial->lift, accepted);
	trial->must = hook_must(&trial->lift, accepted);
	if (trial->may == DIAGRAM_TOO_MUCH || trial->must == DIAGRAM_TOO_MUCH)
		return false;
	tracer_init(&tracer, &trial->space, trial->attempt->rules, &how);
	for (size_t i = 0; i < trial->attempt->packets / 2; i++)
		if (make_packet(trial, digits) && is_on_way(trial, way, digits))
			try_trace(trial, &tracer, way, digits);
	tracer_finish(&tracer);
	return true;
}

static bool is_used(const struct rules *rules, uint32_t hook)
{
	vec_each(table, &rules->tables)
		vec_each(chain, &table->chains)
			if (chain->base && chain->base->hook == hook &&
			    (table->family == NF_FAMILY_INET ||
			     table->family == NF_FAMILY_IP ||
			     table->family == NF_FAMILY_IP6))
				return true;
	return false;
}

bool cover_check(const struct cover_try *attempt, struct cover_check *out)
{
	struct trial trial = { .attempt = attempt, .out = out };
	bool whole = open_trial(&trial);

	for (trial.hook = 0; whole && trial.hook < COVER_HOOKS; trial.hook++)
		if (is_used(attempt->rules, trial.hook))
			whole = try_hook(&trial);
	for (int way = WAY_FORWARD; whole && way <= WAY_OUTPUT; way++)
		whole = try_way(&trial, (enum way)way);
	close_trial(&trial);
	return whole;
}
