/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_rules.c -- random decoded rules
 */
#include "random_rules.h"

#include <string.h>

#include "random_policy.h"

enum {
	CHAINS = 7, /* of a table: the first four are base chains */
	BASES = 4,
	SETS_MAX = 64,
	EXPRS_MAX = 24,
};

const struct lift_link random_links[] = {
	{ 1, "lo" }, { 2, "eth0" }, { 3, "eth1" }, { 4, "eth10" }, { 5, "wan" },
};
const size_t n_random_links = sizeof(random_links) / sizeof(random_links[0]);

struct maker {
	struct rules *rules;
	struct nf_table *table;
	size_t chain; /* that is being filled */
	struct nf_expr *exprs;
	size_t n;
};

static struct nf_expr *add(struct maker *maker, enum nf_expr_kind kind)
{
	struct nf_expr *expr = &maker->exprs[maker->n++];

	expr->kind = kind;
	expr->name = "test";
	return expr;
}

static uint8_t random_byte(void)
{
	static const uint8_t few[] = { 0, 0, 0, 1, 1, 6, 10, 0xff };

	return few[pick(sizeof(few))];
}

static uint8_t *random_bytes(struct maker *maker, size_t len)
{
	uint8_t *bytes = arena_alloc(&maker->rules->arena, len);

	for (size_t i = 0; i < len; i++)
		bytes[i] = random_byte();
	return bytes;
}

struct field {
	uint8_t reg;
	size_t len;
	bool name, index;
};

static uint8_t *random_name(struct maker *maker)
{
	static const char *const names[] = { "eth0", "eth1", "eth10", "wan",
					     "lo",   "dmz",  "" };
	uint8_t *bytes = arena_alloc(&maker->rules->arena, 16);
	const char *name = names[pick(7)];

	memcpy(bytes, name, strlen(name));
	return bytes;
}

static uint8_t *random_value(struct maker *maker, const struct field *field)
{
	uint8_t *bytes;

	if (field->name)
		return random_name(maker);
	bytes = random_bytes(maker, field->len);
	if (field->index) {
		memset(bytes, 0, 4);
		bytes[0] = (uint8_t)pick(8);
	}
	return bytes;
}

static void load_payload(struct maker *maker, struct field *field)
{
	static const struct {
		uint8_t base, offset, len;
	} some[] = {
		{ NF_PAYLOAD_NETWORK, 12, 4 },
		{ NF_PAYLOAD_NETWORK, 16, 4 },
		{ NF_PAYLOAD_NETWORK, 12, 8 },
		{ NF_PAYLOAD_NETWORK, 12, 3 },
		{ NF_PAYLOAD_NETWORK, 16, 1 },
		{ NF_PAYLOAD_NETWORK, 9, 1 },
		{ NF_PAYLOAD_NETWORK, 6, 1 },
		{ NF_PAYLOAD_NETWORK, 0, 2 },
		{ NF_PAYLOAD_NETWORK, 8, 8 },
		{ NF_PAYLOAD_NETWORK, 1, 1 },
		{ NF_PAYLOAD_NETWORK, 13, 2 },
		{ NF_PAYLOAD_TRANSPORT, 0, 2 },
		{ NF_PAYLOAD_TRANSPORT, 2, 2 },
		{ NF_PAYLOAD_TRANSPORT, 0, 4 },
		{ NF_PAYLOAD_TRANSPORT, 0, 1 },
		{ NF_PAYLOAD_TRANSPORT, 1, 1 },
		{ NF_PAYLOAD_TRANSPORT, 13, 1 },
		{ NF_PAYLOAD_LL, 6, 6 },
		{ NF_PAYLOAD_LL, 12, 2 },
		{ NF_PAYLOAD_TRANSPORT, 20, 2 },
	};

	size_t at = pick(sizeof(some) / sizeof(some[0]));
	struct nf_expr *expr = add(maker, EXPR_PAYLOAD);

	expr->payload.reg = field->reg;
	expr->payload.base = (enum nf_payload_base)some[at].base;
	expr->payload.offset = some[at].offset;
	expr->payload.len = some[at].len;
	field->len = some[at].len;
}

static void load_meta(struct maker *maker, struct field *field)
{
	static const struct {
		uint8_t key, len;
	} some[] = {
		{ NF_META_NFPROTO, 1 },   { NF_META_L4PROTO, 1 },
		{ NF_META_L4PROTO, 1 },   { NF_META_PROTOCOL, 2 },
		{ NF_META_MARK, 4 },      { NF_META_MARK, 4 },
		{ NF_META_LEN, 4 },       { NF_META_PKTTYPE, 1 },
		{ NF_META_IIFTYPE, 2 },   { NF_META_TIME_DAY, 1 },
		{ NF_META_TIME_HOUR, 4 }, { NF_META_TIME_NS, 8 },
		{ NF_META_IIFNAME, 16 },  { NF_META_OIFNAME, 16 },
		{ NF_META_IIF, 4 },       { NF_META_OIF, 4 },
	};

	size_t at = pick(sizeof(some) / sizeof(some[0]));
	struct nf_expr *expr = add(maker, EXPR_META);

	expr->meta.reg = field->reg;
	expr->meta.key = some[at].key;
	field->len = some[at].len;
	field->name = some[at].len == 16;
	field->index =
		some[at].key == NF_META_IIF || some[at].key == NF_META_OIF;
}

static void load_ct(struct maker *maker, struct field *field)
{
	static const struct {
		uint8_t key, len;
	} some[] = {
		{ NF_CT_STATE, 4 },      { NF_CT_STATE, 4 },
		{ NF_CT_DIRECTION, 1 },  { NF_CT_STATUS, 4 },
		{ NF_CT_MARK, 4 },       { NF_CT_MARK, 4 },
		{ NF_CT_SRC_IP, 4 },     { NF_CT_DST_IP6, 16 },
		{ NF_CT_L3PROTOCOL, 1 },
	};

	size_t at = pick(sizeof(some) / sizeof(some[0]));
	struct nf_expr *expr = add(maker, EXPR_CT);

	expr->ct.reg = field->reg;
	expr->ct.key = some[at].key;
	expr->ct.direction = NF_CT_ORIGINAL;
	field->len = some[at].len;
}

static void load(struct maker *maker, struct field *field, uint8_t reg)
{
	*field = (struct field){ .reg = reg };
	switch (pick(4)) {
	case 0:
	case 1:
		load_payload(maker, field);
		break;
	case 2:
		load_meta(maker, field);
		break;
	default:
		load_ct(maker, field);
		break;
	}
}

static void change(struct maker *maker, const struct field *field)
{
	struct nf_expr *expr;
	uint32_t how = pick(8);

	if (field->name || field->index || how > 4)
		return;
	if (how == 0) {
		expr = add(maker, EXPR_BYTEORDER);
		expr->byteorder.sreg = expr->byteorder.dreg = field->reg;
		expr->byteorder.size = field->len % 4 ? 2 : 4;
		expr->byteorder.len = (uint32_t)field->len;
		if (field->len % 2)
			maker->n--;
		return;
	}
	expr = add(maker, EXPR_BITWISE);
	expr->bitwise.sreg = expr->bitwise.dreg = field->reg;
	expr->bitwise.sreg2 = NF_REG_NONE;
	expr->bitwise.len = (uint32_t)field->len;
	if (how == 1) {
		expr->bitwise.op =
			one_in(2) ? NF_BITWISE_LSHIFT : NF_BITWISE_RSHIFT;
		expr->bitwise.shift = pick(16);
	} else if (how == 2) {
		expr->bitwise.op =
			(enum nf_bitwise_op)(NF_BITWISE_AND + pick(3));
		expr->bitwise.data.at = random_bytes(maker, field->len);
		expr->bitwise.data.len = field->len;
	} else {
		expr->bitwise.op = NF_BITWISE_MASK_XOR;
		expr->bitwise.mask.at = random_bytes(maker, field->len);
		expr->bitwise.xor.at = random_bytes(maker, field->len);
		expr->bitwise.mask.len = expr->bitwise.xor.len = field->len;
	}
}

static void compare(struct maker *maker, const struct field *field)
{
	struct nf_expr *expr = add(maker, EXPR_CMP);
	size_t len = field->len;

	expr->cmp.sreg = field->reg;
	expr->cmp.op = (enum nf_cmp_op)(field->name || field->index ? pick(2)
								    : pick(6));
	if (field->name && one_in(2))
		len = 1 + pick(4); /* a prefix */
	else if (!field->index && one_in(4))
		len = 1 + pick((uint32_t)len);
	if (field->name && len > 16)
		len = 16;
	expr->cmp.data.at = random_value(maker, field);
	expr->cmp.data.len = len;
}

static void range(struct maker *maker, const struct field *field)
{
	struct nf_expr *expr = add(maker, EXPR_RANGE);

	expr->range.sreg = field->reg;
	expr->range.inverted = one_in(3);
	expr->range.from.at = random_value(maker, field);
	expr->range.to.at = random_value(maker, field);
	expr->range.from.len = expr->range.to.len = field->len;
}

static struct nf_verdict random_verdict(struct maker *maker)
{
	static const enum nf_verdict_kind kinds[] = {
		NF_VERDICT_ACCEPT, NF_VERDICT_ACCEPT, NF_VERDICT_DROP,
		NF_VERDICT_DROP,   NF_VERDICT_RETURN, NF_VERDICT_JUMP,
		NF_VERDICT_JUMP,   NF_VERDICT_GOTO,   NF_VERDICT_CONTINUE,
	};
	struct nf_verdict verdict = { .kind = kinds[pick(9)] };
	size_t first = maker->chain < BASES ? BASES : maker->chain + 1;

	if (verdict.kind != NF_VERDICT_JUMP && verdict.kind != NF_VERDICT_GOTO)
		return verdict;
	if (first >= CHAINS)
		verdict.kind = NF_VERDICT_ACCEPT;
	else
		verdict.chain =
			&maker->table->chains
				 .at[first + pick((uint32_t)(CHAINS - first))];
	return verdict;
}

static bool overlap(const struct nf_set *set, const struct nf_element *a,
		    const struct nf_element *b)
{
	const uint8_t *x = a->key_end ? a->key_end : a->key;
	const uint8_t *y = b->key_end ? b->key_end : b->key;

	if (set->n_fields <= 1)
		return memcmp(a->key, b->key, set->key_len) == 0;
	for (size_t i = 0; i < set->n_fields; i++) {
		size_t at = rules_field_offset(set, i);

		if (memcmp(x + at, b->key + at, set->field_lens[i]) < 0 ||
		    memcmp(y + at, a->key + at, set->field_lens[i]) < 0)
			return false;
	}
	return true;
}

static void give_data(struct maker *maker, const struct nf_set *set,
		      struct nf_element *element)
{
	struct nf_verdict *verdict;

	if (set->verdicts) {
		verdict = arena_alloc(&maker->rules->arena, sizeof(*verdict));
		*verdict = random_verdict(maker);
		element->verdict = verdict;
	} else if (set->data_len) {
		element->data.at = random_bytes(maker, set->data_len);
		element->data.len = set->data_len;
	}
}

/* A key, each field in its place; `last` is not below it in any field. */
static void random_key(struct maker *maker, const struct nf_set *set,
		       const struct field *fields, size_t n, uint8_t **first,
		       uint8_t **last)
{
	const uint8_t *a, *b, *swap;
	size_t at = 0;

	*first = arena_alloc(&maker->rules->arena, set->key_len);
	*last = arena_alloc(&maker->rules->arena, set->key_len);
	for (size_t i = 0; i < n; i++) {
		a = random_value(maker, &fields[i]);
		b = random_value(maker, &fields[i]);
		if (memcmp(a, b, fields[i].len) > 0) {
			swap = a;
			a = b;
			b = swap;
		}
		memcpy(*first + at, a, fields[i].len);
		memcpy(*last + at, fields[i].index || fields[i].name ? a : b,
		       fields[i].len);
		at += (fields[i].len + 3) / 4 * 4;
	}
}

static void fill_set(struct maker *maker, struct nf_set *set,
		     const struct field *fields, size_t n)
{
	size_t n_elements = 1 + pick(8);
	struct nf_element *element;
	uint8_t *first, *last;
	bool clash;

	for (size_t i = 0; i < n_elements; i++) {
		random_key(maker, set, fields, n, &first, &last);
		element = vec_add(&maker->rules->arena, &set->elements);
		element->key = first;
		if (set->n_fields > 1)
			element->key_end = last;
		if ((set->flags & NF_SET_INTERVAL) && one_in(3))
			element->flags = NF_ELEMENT_INTERVAL_END;
		clash = false;
		for (size_t k = 0; k + 1 < set->elements.n; k++)
			clash |= overlap(set, &set->elements.at[k], element);
		if (clash) {
			set->elements.n--;
			continue;
		}
		give_data(maker, set, element);
	}
	if (one_in(4)) {
		element = vec_add(&maker->rules->arena, &set->elements);
		memset(element, 0, sizeof(*element));
		element->flags = NF_ELEMENT_CATCHALL;
		give_data(maker, set, element);
	}
}

static struct nf_set *random_set(struct maker *maker,
				 const struct field *fields, size_t n)
{
	struct nf_set *set = &maker->table->sets.at[maker->table->sets.n++];

	set->table = maker->table;
	set->name = "set";
	for (size_t i = 0; i < n; i++) {
		set->field_lens[i] = (uint8_t)fields[i].len;
		set->key_len +=
			(uint32_t)(n == 1 ? fields[i].len
					  : (fields[i].len + 3) / 4 * 4);
	}
	if (one_in(2)) {
		set->flags |= NF_SET_INTERVAL;
		set->n_fields = n > 1 ? n : 0;
	}
	return set;
}

/* False: no room. */
static bool lookup(struct maker *maker, const struct field *fields, size_t n,
		   bool *verdicts)
{
	struct nf_expr *expr;
	struct nf_set *set;
	uint32_t kind = pick(3);

	if (maker->table->sets.n == SETS_MAX)
		return false;
	set = random_set(maker, fields, n);
	expr = add(maker, EXPR_LOOKUP);
	expr->lookup.sreg = fields->reg;
	expr->lookup.dreg = NF_REG_NONE;
	expr->lookup.set = set;
	if (kind == 0) {
		expr->lookup.inverted = one_in(3);
	} else if (kind == 1) {
		set->verdicts = true;
		expr->lookup.dreg = NF_REG_VERDICT;
		*verdicts = true;
	} else {
		set->data_len = 4;
		expr->lookup.dreg = fields->reg;
	}
	fill_set(maker, set, fields, n);
	if (kind != 2)
		return true;
	if (one_in(3)) {
		compare(maker, &(struct field){ fields->reg, 4, false, false });
	} else {
		expr = add(maker, one_in(2) ? EXPR_META_SET : EXPR_CT_SET);
		if (expr->kind == EXPR_META_SET) {
			expr->meta.reg = fields->reg;
			expr->meta.key = NF_META_MARK;
		} else {
			expr->ct.reg = fields->reg;
			expr->ct.key = NF_CT_MARK;
		}
	}
	return true;
}

static void write_mark(struct maker *maker, uint8_t reg)
{
	struct nf_expr *expr = add(maker, EXPR_META_SET);

	expr->meta.reg = reg;
	expr->meta.key = NF_META_MARK;
	if (one_in(2)) {
		expr->kind = EXPR_CT_SET;
		expr->ct.reg = reg;
		expr->ct.key = NF_CT_MARK;
	}
}

static void load_mark(struct maker *maker, uint8_t reg)
{
	struct nf_expr *expr = add(maker, EXPR_META);

	expr->meta.reg = reg;
	expr->meta.key = NF_META_MARK;
	if (one_in(2)) {
		expr->kind = EXPR_CT;
		expr->ct.reg = reg;
		expr->ct.key = NF_CT_MARK;
	}
}

static void write(struct maker *maker)
{
	struct field field = { .reg = 0, .len = 4 };
	struct nf_expr *expr;

	switch (pick(4)) {
	case 0:
		expr = add(maker, EXPR_IMMEDIATE);
		expr->immediate.data.at = random_bytes(maker, 4);
		expr->immediate.data.len = 4;
		write_mark(maker, 0);
		break;
	case 1:
		load_mark(maker, 0);
		change(maker, &field);
		write_mark(maker, 0);
		break;
	case 2:
		expr = add(maker, EXPR_IMMEDIATE);
		expr->immediate.data.at = random_bytes(maker, 1);
		expr->immediate.data.len = 1;
		expr = add(maker, EXPR_PAYLOAD_SET);
		expr->payload.base =
			one_in(2) ? NF_PAYLOAD_NETWORK : NF_PAYLOAD_TRANSPORT;
		expr->payload.offset = pick(4) + 12;
		expr->payload.len = 1;
		break;
	default:
		add(maker, EXPR_NOTRACK);
		break;
	}
}

static void random_rule(struct maker *maker, struct nf_rule *rule)
{
	size_t n = pick(3), n_fields;
	struct field fields[3];
	bool ended = false;
	uint8_t reg;

	maker->n = 0;
	maker->exprs = arena_calloc(&maker->rules->arena, EXPRS_MAX,
				    sizeof(*maker->exprs));
	for (size_t i = 0; i < n && !ended && maker->n < 12; i++) {
		n_fields = 1 + pick(3);
		reg = 0;
		for (size_t f = 0; f < n_fields; f++) {
			load(maker, &fields[f], reg);
			change(maker, &fields[f]);
			reg += (uint8_t)((fields[f].len + 3) / 4);
		}
		if (n_fields > 1 || one_in(4))
			lookup(maker, fields, n_fields, &ended);
		else if (one_in(4))
			range(maker, fields);
		else
			compare(maker, fields);
	}
	if (!ended && one_in(3))
		write(maker);
	if (!ended && one_in(3)) { /* asks behind the write */
		load_mark(maker, 3);
		compare(maker, &(struct field){ .reg = 3, .len = 1 });
	}
	if (!ended && one_in(20))
		add(maker, EXPR_REJECT);
	else if (!ended && !one_in(5))
		add(maker, EXPR_VERDICT)->verdict = random_verdict(maker);
	rule->exprs = (struct nf_exprs){ maker->exprs, maker->n };
}

static void random_chain(struct maker *maker, struct nf_chain *chain)
{
	static const char *const names[CHAINS] = { "a", "b", "c", "d",
						   "e", "f", "g" };
	static const uint32_t hooks[BASES] = { NF_HOOK_PREROUTING,
					       NF_HOOK_FORWARD, NF_HOOK_FORWARD,
					       NF_HOOK_POSTROUTING };
	struct nf_base *base;
	size_t n = 1 + pick(5);

	chain->table = maker->table;
	chain->name = names[maker->chain];
	chain->handle = maker->table->family * CHAINS + maker->chain;
	if (maker->chain < BASES) {
		base = arena_alloc(&maker->rules->arena, sizeof(*base));
		base->hook = hooks[maker->chain];
		base->type = "filter";
		base->priority = (int32_t)pick(5) - 2;
		base->accepts = !one_in(3);
		chain->base = base;
	}
	for (size_t i = 0; i < n; i++)
		random_rule(maker,
			    vec_add(&maker->rules->arena, &chain->rules));
}

void random_rules(struct rules *rules)
{
	static const uint32_t families[] = { NF_FAMILY_INET, NF_FAMILY_IP,
					     NF_FAMILY_IP6 };
	struct maker maker = { .rules = rules };
	size_t n = 1 + pick(3);

	*rules = (struct rules){ .little_endian = true };
	for (size_t i = 0; i < n; i++)
		*vec_add(&rules->arena, &rules->tables) = (struct nf_table){
			.family = families[i],
			.name = "t",
			.flags = i && one_in(6) ? NF_TABLE_DORMANT : 0,
		};
	for (size_t i = 0; i < n; i++) {
		maker.table = &rules->tables.at[i];
		maker.table->chains.at = arena_calloc(&rules->arena, CHAINS,
						      sizeof(struct nf_chain));
		maker.table->chains.n = CHAINS;
		maker.table->sets.at = arena_calloc(&rules->arena, SETS_MAX,
						    sizeof(struct nf_set));
		for (maker.chain = 0; maker.chain < CHAINS; maker.chain++)
			random_chain(&maker,
				     &maker.table->chains.at[maker.chain]);
	}
}
