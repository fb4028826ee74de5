/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_small_test.c -- what a trace says of few rules, word for word
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proof/trace/trace.h"

enum {
	EXPRS = 8,
	RULES = 4,
};

/* One table with a base chain and one beside it. */
struct small {
	struct rules rules;
	struct nf_table table;
	struct nf_chain chains[2];
	struct nf_base base;
	struct nf_rule bodies[2][RULES];
	struct nf_expr exprs[2][RULES][EXPRS];
	struct nf_set set;
	struct nf_element element;
	struct trace_options options;
	uint64_t state;
	uint8_t destination; /* its last byte */
	struct trace trace;
	struct space space;
	struct tracer tracer;
};

static void small_init(struct small *s)
{
	memset(s, 0, sizeof(*s));
	s->rules.little_endian = true;
	s->table.family = NF_FAMILY_INET;
	s->table.name = "t";
	s->base.hook = NF_HOOK_FORWARD;
	s->base.type = "filter";
	for (size_t i = 0; i < 2; i++) {
		s->chains[i].table = &s->table;
		s->chains[i].name = i ? "other" : "base";
		s->chains[i].rules.at = s->bodies[i];
	}
	s->chains[0].base = &s->base;
	s->set.table = &s->table;
	s->set.name = "s";
	s->set.key_len = 1;
}

static void add_rule(struct small *s, size_t chain)
{
	struct nf_chain *to = &s->chains[chain];

	s->bodies[chain][to->rules.n].exprs.at = s->exprs[chain][to->rules.n];
	s->bodies[chain][to->rules.n].handle = to->rules.n + 1;
	to->rules.n++;
}

static struct nf_expr *add(struct small *s, size_t chain,
			   enum nf_expr_kind kind)
{
	size_t rule = s->chains[chain].rules.n - 1;
	struct nf_rule *body = &s->bodies[chain][rule];
	struct nf_expr *expr = &s->exprs[chain][rule][body->exprs.n++];

	expr->kind = kind;
	expr->name = "test";
	return expr;
}

static void end(struct small *s, size_t chain, enum nf_verdict_kind kind)
{
	struct nf_expr *expr = add(s, chain, EXPR_VERDICT);

	expr->verdict.kind = kind;
	if (kind == NF_VERDICT_JUMP || kind == NF_VERDICT_GOTO)
		expr->verdict.chain = &s->chains[1];
}

/* A rule of one expression and a verdict. */
static void rule(struct small *s, enum nf_expr_kind kind,
		 enum nf_verdict_kind verdict)
{
	add_rule(s, 0);
	add(s, 0, kind);
	end(s, 0, verdict);
}

static enum trace_verdict run(struct small *s)
{
	const struct lift_options how = { 0 };
	uint16_t digits[DIAGRAM_LEVELS];

	s->table.chains.at = s->chains;
	s->table.chains.n = 2;
	s->table.sets.at = &s->set;
	s->table.sets.n = 1;
	s->rules.tables.at = &s->table;
	s->rules.tables.n = 1;
	s->set.elements.at = &s->element;
	s->set.elements.n = 1;
	space_init(&s->space, ORDER_DESTINATIONS);
	assert_true(lift_tell_names(&s->rules, &how, &s->space));
	assert_true(space_add_name(&s->space, "eth0"));
	space_freeze(&s->space);
	tracer_init(&s->tracer, &s->space, &s->rules, &s->options);
	space_nice(&s->space, digits);
	digits[s->space.levels[VAR_IIF]] = space_iface_digit(&s->space, "eth0");
	space_put_number(&s->space, digits, VAR_CT_STATE, s->state);
	digits[s->space.levels[VAR_IP4_DADDR] + 1] = s->destination;
	trace_packet(&s->tracer, WAY_FORWARD, digits, &s->trace);
	return s->trace.verdict;
}

static void finish(struct small *s)
{
	trace_finish(&s->trace);
	tracer_finish(&s->tracer);
	space_finish(&s->space);
}

static void expect(struct small *s, enum trace_verdict verdict)
{
	assert_int_equal(run(s), verdict);
	finish(s);
}

static void a_rate_makes_both_possible(void **state)
{
	struct small s;

	(void)state;
	small_init(&s);
	rule(&s, EXPR_LIMIT, NF_VERDICT_ACCEPT);
	s.exprs[0][0][0].limit.rate = 5;
	s.exprs[0][0][0].limit.unit = 60;
	assert_int_equal(run(&s), TRACE_CONDITIONAL);
	assert_string_equal(s.trace.decisive,
			    "the packet is within limit 5 packets in 60 "
			    "seconds");
	assert_int_equal(trace_deciding(&s.trace.accept)->kind, TRACE_RULE);
	assert_int_equal(trace_deciding(&s.trace.drop)->kind, TRACE_POLICY);
	finish(&s);
	s.options.within = &s.table;
	expect(&s, TRACE_ACCEPT);
}

static void what_is_drawn_is_drawn_anew(void **state)
{
	struct small s;

	(void)state;
	small_init(&s);
	rule(&s, EXPR_LIMIT, NF_VERDICT_DROP);
	rule(&s, EXPR_LIMIT, NF_VERDICT_ACCEPT);
	expect(&s, TRACE_CONDITIONAL);
}

static void a_question_has_one_answer(void **state)
{
	struct small s;

	(void)state;
	small_init(&s);
	rule(&s, EXPR_MATCH, NF_VERDICT_DROP);
	rule(&s, EXPR_MATCH, NF_VERDICT_ACCEPT);
	s.exprs[0][0][0].xt.name = s.exprs[0][1][0].xt.name = "tcp";
	expect(&s, TRACE_DROP);
	s.exprs[0][1][0].xt.name = "udp";
	expect(&s, TRACE_CONDITIONAL);
}

static void what_is_unknown_may_do_anything(void **state)
{
	static const enum nf_expr_kind kinds[] = {
		EXPR_UNKNOWN,  EXPR_TARGET, EXPR_NAT, EXPR_MASQ,
		EXPR_REDIR,    EXPR_QUEUE,  EXPR_FWD, EXPR_DYNSET,
		EXPR_SYNPROXY, EXPR_QUOTA,
	};
	struct small s;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		small_init(&s);
		rule(&s, kinds[i], NF_VERDICT_ACCEPT);
		if (kinds[i] == EXPR_DYNSET)
			s.exprs[0][0][0].dynset.set = &s.set;
		else if (kinds[i] == EXPR_TARGET)
			s.exprs[0][0][0].xt.name = "X";
		else if (kinds[i] == EXPR_NAT)
			s.exprs[0][0][0].nat.family = NF_FAMILY_IP;
		expect(&s, TRACE_CONDITIONAL);
	}
}

/* meta l4proto @s accept */
static void look_up(struct small *s)
{
	static const uint8_t tcp[] = { 6 };
	struct nf_expr *expr;

	small_init(s);
	s->element.key = tcp;
	add_rule(s, 0);
	add(s, 0, EXPR_META)->meta.key = NF_META_L4PROTO;
	expr = add(s, 0, EXPR_LOOKUP);
	expr->lookup.dreg = NF_REG_NONE;
	expr->lookup.set = &s->set;
	end(s, 0, NF_VERDICT_ACCEPT);
}

static void elements_may_break_and_end(void **state)
{
	static const struct nf_expr counter = { .kind = EXPR_COUNTER },
				    quota = { .kind = EXPR_QUOTA };
	struct small s;

	(void)state;
	look_up(&s);
	assert_int_equal(run(&s), TRACE_ACCEPT);
	assert_ptr_equal(trace_deciding(&s.trace.accept)->hits[0].element,
			 &s.element);
	finish(&s);
	s.element.exprs = (struct nf_exprs){ &counter, 1 };
	expect(&s, TRACE_ACCEPT);
	s.element.exprs = (struct nf_exprs){ &quota, 1 };
	expect(&s, TRACE_CONDITIONAL);
	s.element.exprs.n = 0;
	s.element.expiration_ms = 2000;
	s.options.later_ms = 1999;
	expect(&s, TRACE_ACCEPT);
	s.options.later_ms = 2000;
	expect(&s, TRACE_DROP);
	s.options.later_ms = 0;
	s.set.flags = NF_SET_EVAL;
	expect(&s, TRACE_CONDITIONAL);
}

/* ct state new (8) accept */
static void ask_state(struct small *s, uint8_t state)
{
	static uint8_t bytes[4];
	struct nf_expr *expr;

	bytes[0] = state;
	small_init(s);
	add_rule(s, 0);
	add(s, 0, EXPR_CT)->ct.key = NF_CT_STATE;
	expr = add(s, 0, EXPR_CMP);
	expr->cmp.op = NF_CMP_EQ;
	expr->cmp.data = (struct nf_bytes){ bytes, 4 };
	end(s, 0, NF_VERDICT_ACCEPT);
	s->base.hook = NF_HOOK_PREROUTING;
}

static void before_conntrack_there_is_no_connection(void **state)
{
	struct small s;

	(void)state;
	ask_state(&s, NF_CT_STATE_NEW);
	s.base.priority = -199;
	expect(&s, TRACE_ACCEPT);
	s.base.priority = -300;
	expect(&s, TRACE_DROP);
	s.base.priority = -200; /* whichever came first */
	expect(&s, TRACE_CONDITIONAL);
	ask_state(&s, NF_CT_STATE_INVALID);
	s.base.priority = -300;
	expect(&s, TRACE_ACCEPT);
}

static void translation_sees_first_packets(void **state)
{
	struct small s;

	(void)state;
	small_init(&s);
	s.base.type = "nat";
	add_rule(&s, 0);
	end(&s, 0, NF_VERDICT_DROP);
	s.base.hook = NF_HOOK_PREROUTING;
	s.state = STATE_NEW;
	expect(&s, TRACE_DROP);
	s.state = STATE_ESTABLISHED;
	expect(&s, TRACE_ACCEPT);
	s.state = STATE_UNTRACKED;
	expect(&s, TRACE_ACCEPT);
}

static void rules_in_a_circle_end(void **state)
{
	struct small s;

	(void)state;
	small_init(&s);
	add_rule(&s, 0);
	end(&s, 0, NF_VERDICT_GOTO);
	add_rule(&s, 1);
	end(&s, 1, NF_VERDICT_GOTO);
	assert_int_equal(run(&s), TRACE_CONDITIONAL);
	assert_false(s.trace.whole);
	finish(&s);
	s.exprs[1][0][0].verdict.kind = NF_VERDICT_JUMP;
	assert_int_equal(run(&s), TRACE_CONDITIONAL);
	assert_false(s.trace.whole);
	finish(&s);
}

static void an_index_needs_its_name(void **state)
{
	static const struct lift_link links[] = { { 7, "eth0" } };
	static const uint8_t seven[] = { 7, 0, 0, 0 };
	struct nf_expr *expr;
	struct small s;

	(void)state;
	small_init(&s);
	add_rule(&s, 0);
	add(&s, 0, EXPR_META)->meta.key = NF_META_IIF;
	expr = add(&s, 0, EXPR_CMP);
	expr->cmp.op = NF_CMP_EQ;
	expr->cmp.data = (struct nf_bytes){ seven, 4 };
	end(&s, 0, NF_VERDICT_ACCEPT);
	expect(&s, TRACE_CONDITIONAL);
	s.options.links = links;
	s.options.has_links = true;
	expect(&s, TRACE_DROP);
	s.options.n_links = 1;
	expect(&s, TRACE_ACCEPT);
}

/* nft_bitwise.c: words of the host, the first the most significant. */
static void a_shift_carries_from_word_to_word(void **state)
{
	static const uint8_t nine[] = { 9 };
	struct nf_expr *expr;
	struct small s;

	(void)state;
	small_init(&s);
	add_rule(&s, 0);
	expr = add(&s, 0, EXPR_PAYLOAD);
	expr->payload.base = NF_PAYLOAD_NETWORK;
	expr->payload.offset = 12;
	expr->payload.len = 8;
	expr = add(&s, 0, EXPR_BITWISE);
	expr->bitwise.sreg2 = NF_REG_NONE;
	expr->bitwise.op = NF_BITWISE_LSHIFT;
	expr->bitwise.len = 8;
	expr->bitwise.shift = 8;
	expr = add(&s, 0, EXPR_CMP);
	expr->cmp.data = (struct nf_bytes){ nine, 1 };
	end(&s, 0, NF_VERDICT_ACCEPT);
	expect(&s, TRACE_DROP);
	s.destination = 9;
	expect(&s, TRACE_ACCEPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rate_makes_both_possible),
		cmocka_unit_test(what_is_drawn_is_drawn_anew),
		cmocka_unit_test(a_question_has_one_answer),
		cmocka_unit_test(what_is_unknown_may_do_anything),
		cmocka_unit_test(elements_may_break_and_end),
		cmocka_unit_test(before_conntrack_there_is_no_connection),
		cmocka_unit_test(translation_sees_first_packets),
		cmocka_unit_test(rules_in_a_circle_end),
		cmocka_unit_test(an_index_needs_its_name),
		cmocka_unit_test(a_shift_carries_from_word_to_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
