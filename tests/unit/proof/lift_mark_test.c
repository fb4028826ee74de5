/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_mark_test.c -- marks out of a map, asked by whoever comes later
 *
 * One chain stamps connections from a map and accepts, or goes on; its later
 * rules and the chain behind it ask for some bits of the mark.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/lift/hook.h"
#include "proof/space/care.h"

#include "random_policy.h"
#include "random_rules.h"
#include "rounds.h"

enum {
	RULESETS = 200, /* of which rounds() says how many */
	PACKETS = 60,
	KEYS = 4,
	EXPRS = 7,
};

/* What random_digits() has, and one that it has not. */
static const uint8_t keys[KEYS] = { 0, 1, 6, 17 };

struct site {
	struct nf_table table;
	struct nf_chain chains[2];
	struct nf_base bases[2];
	struct nf_rule stamping[2], asking;
	struct nf_expr exprs[3][EXPRS];
	struct nf_set set;
	struct nf_element elements[KEYS];
	uint8_t data[KEYS][4], mask[4], zero[4], value[4];
	struct rules rules;
};

static uint8_t few(void)
{
	static const uint8_t bytes[] = { 0, 0, 1, 0x10, 0x30 };

	return bytes[pick(sizeof(bytes))];
}

static void fill(uint8_t bytes[static 4])
{
	for (size_t i = 0; i < 4; i++)
		bytes[i] = few();
}

static struct nf_expr *add(struct nf_rule *rule, struct nf_expr *room,
			   enum nf_expr_kind kind)
{
	struct nf_expr *expr = &room[rule->exprs.n++];

	rule->exprs.at = room;
	*expr = (struct nf_expr){ .kind = kind, .name = "test" };
	return expr;
}

/* (ct or meta) mark & mask == value: verdict. */
static void ask_mark(struct site *site, struct nf_rule *rule,
		     struct nf_expr *room, enum nf_verdict_kind verdict)
{
	struct nf_expr *expr = add(rule, room, one_in(4) ? EXPR_META : EXPR_CT);

	if (expr->kind == EXPR_CT) {
		expr->ct.key = NF_CT_MARK;
		expr->ct.reg = 2;
	} else {
		expr->meta.key = NF_META_MARK;
		expr->meta.reg = 2;
	}
	expr = add(rule, room, EXPR_BITWISE);
	expr->bitwise.op = NF_BITWISE_MASK_XOR;
	expr->bitwise.sreg = expr->bitwise.dreg = 2;
	expr->bitwise.sreg2 = NF_REG_NONE;
	expr->bitwise.len = 4;
	expr->bitwise.mask = (struct nf_bytes){ site->mask, 4 };
	expr->bitwise.xor = (struct nf_bytes){ site->zero, 4 };
	expr = add(rule, room, EXPR_CMP);
	expr->cmp.sreg = 2;
	expr->cmp.op = one_in(2) ? NF_CMP_EQ : NF_CMP_LT;
	expr->cmp.data = (struct nf_bytes){ site->value, 4 };
	add(rule, room, EXPR_VERDICT)->verdict.kind = verdict;
}

/* ct mark set meta l4proto map { … }, then accept or something else. */
static void stamp(struct site *site, struct nf_rule *rule, struct nf_expr *room)
{
	struct nf_expr *expr = add(rule, room, EXPR_META);

	expr->meta.key = NF_META_L4PROTO;
	expr->meta.reg = 1;
	expr = add(rule, room, EXPR_LOOKUP);
	expr->lookup.set = &site->set;
	expr->lookup.sreg = expr->lookup.dreg = 1;
	expr = add(rule, room, EXPR_CT_SET);
	expr->ct.key = NF_CT_MARK;
	expr->ct.reg = 1;
	if (one_in(4)) { /* its data are gone, or asked */
		expr = add(rule, room, EXPR_META);
		expr->meta.key = NF_META_MARK;
		expr->meta.reg = one_in(2) ? 1 : 3;
		expr = add(rule, room, EXPR_META_SET);
		expr->meta.key = NF_META_MARK;
		expr->meta.reg = 1;
	}
	if (one_in(4)) { /* may break */
		expr = add(rule, room, one_in(2) ? EXPR_PAYLOAD : EXPR_META);
		if (expr->kind == EXPR_META) {
			expr->meta.key = NF_META_OIFTYPE;
			expr->meta.reg = 3;
		} else {
			expr->payload.base = NF_PAYLOAD_TRANSPORT;
			expr->payload.len = 2;
			expr->payload.reg = 3;
		}
	}
	if (!one_in(4))
		add(rule, room, EXPR_VERDICT)->verdict.kind = NF_VERDICT_ACCEPT;
}

static void make_set(struct site *site)
{
	site->set = (struct nf_set){ .table = &site->table,
				     .name = "stamps",
				     .key_len = 1,
				     .data_len = 4 };
	for (size_t i = 0; i < KEYS; i++) {
		fill(site->data[i]);
		site->elements[i] =
			(struct nf_element){ .key = &keys[i],
					     .data = { site->data[i], 4 } };
	}
	if (one_in(3)) {
		site->elements[0].key = NULL;
		site->elements[0].flags = NF_ELEMENT_CATCHALL;
	}
	site->set.elements.at = site->elements;
	site->set.elements.n = KEYS;
}

static void make_site(struct site *site)
{
	*site = (struct site){ .table = { .family = NF_FAMILY_INET,
					  .name = "t" } };
	fill(site->mask);
	fill(site->value);
	for (size_t i = 0; i < 4; i++)
		site->value[i] &= site->mask[i];
	make_set(site);
	for (size_t i = 0; i < 2; i++) {
		site->bases[i] = (struct nf_base){ .hook = NF_HOOK_FORWARD,
						   .priority = (int32_t)i,
						   .accepts = one_in(2),
						   .type = "filter" };
		site->chains[i] = (struct nf_chain){ .table = &site->table,
						     .name = "c",
						     .handle = i,
						     .base = &site->bases[i] };
	}
	stamp(site, &site->stamping[0], site->exprs[0]);
	ask_mark(site, &site->stamping[1], site->exprs[1], NF_VERDICT_DROP);
	ask_mark(site, &site->asking, site->exprs[2], NF_VERDICT_ACCEPT);
	site->chains[0].rules.at = site->stamping;
	site->chains[0].rules.n = 2;
	site->chains[1].rules.at = &site->asking;
	site->chains[1].rules.n = 1;
	site->table.chains.at = site->chains;
	site->table.chains.n = 2;
	site->rules.little_endian = one_in(2);
	site->rules.tables.at = &site->table;
	site->rules.tables.n = 1;
}

static size_t try_packets(struct site *site, struct diagrams *all,
			  const struct space *space, uint32_t diagram)
{
	struct machine machine = { .rules = &site->rules };
	uint32_t care = space_care(all, space);
	uint16_t digits[DIAGRAM_LEVELS];
	size_t accepted = 0;
	bool passes;

	for (size_t i = 0; i < PACKETS; i++) {
		random_digits(space, digits);
		/* What cannot be read may be a later fragment. */
		if (diagram_evaluate(all, care, digits) != DIAGRAM_TRUE ||
		    !space_number(space, digits, VAR_TRANSPORT_LEN))
			continue;
		machine_of(space, digits, &machine);
		passes = machine_run(&machine, NF_HOOK_FORWARD);
		assert_int_equal(diagram_evaluate(all, diagram, digits),
				 diagram_of_bool(passes));
		accepted += passes;
	}
	return accepted;
}

static void stamps_are_told_apart_as_far_as_they_are_asked(void **state)
{
	const struct lift_options options = { 0 };
	const struct diagram_limits limits = { 0 };
	const size_t n = rounds(RULESETS);
	struct diagrams all;
	struct space space;
	struct lift lift;
	struct site site;
	size_t accepted = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		random_seed(seed);
		make_site(&site);
		diagrams_init(&all, limits);
		space_init(&space, ORDER_DESTINATIONS);
		assert_true(lift_tell_names(&site.rules, &options, &space));
		space_freeze(&space);
		lift_init(&lift, &all, &space, &site.rules, &options);
		accepted += try_packets(&site, &all, &space,
					hook_alone(&lift, NF_HOOK_FORWARD));
		lift_finish(&lift);
		space_finish(&space);
		diagrams_finish(&all);
	}
	assert_in_range(accepted, n * PACKETS / 10, n * PACKETS * 9 / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			stamps_are_told_apart_as_far_as_they_are_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
