/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_rule.c -- rules, and the expressions they are made of
 */
#include <string.h>

#include "proof/rules/decode_parts.h"

enum {
	LIST_ELEM = 1,

	EXPR_NAME = 1,
	EXPR_DATA = 2,

	RULE_TABLE = 1,
	RULE_CHAIN,
	RULE_HANDLE,
	RULE_EXPRESSIONS,
	RULE_COMPAT,
	RULE_POSITION,
	RULE_USERDATA,
	RULE_PAD,
	RULE_KNOWN = 1 << RULE_TABLE | 1 << RULE_CHAIN | 1 << RULE_HANDLE |
		     1 << RULE_EXPRESSIONS | 1 << RULE_COMPAT |
		     1 << RULE_POSITION | 1 << RULE_USERDATA | 1 << RULE_PAD,

	/* Attributes of expressions that hold more than a value. */
	IMMEDIATE_DATA = 2,
	CT_DIRECTION = 3,
	LOG_GROUP = 1,
	LOG_LEVEL = 5,
	DYNSET_EXPR = 7,
	DYNSET_FLAGS = 9,
	DYNSET_EXPRESSIONS = 10,
	DYNSET_F_EXPR = 2,
	OBJREF_TYPE = 1,
	OBJREF_NAME = 2,
	FLOW_TABLE_NAME = 1,
	INNER_EXPR = 5,
};

/* Into a register, or the verdict. */
static bool end_immediate(struct decoder *d, const struct decode_attrs *attrs,
			  struct nf_expr *expr)
{
	struct nf_bytes data = attrs->at[IMMEDIATE_DATA];
	struct nf_verdict verdict;

	if (decode_is_verdict(data) != (expr->immediate.dreg == NF_REG_VERDICT))
		return decode_fail(d, "a verdict in a register");
	if (expr->immediate.dreg != NF_REG_VERDICT)
		return decode_data(d, data, &expr->immediate.data);
	if (!decode_verdict(d, data, &verdict, &expr->strange))
		return false;
	expr->kind = EXPR_VERDICT;
	expr->verdict = verdict;
	return true;
}

static bool end_ct(struct decoder *d, const struct decode_attrs *attrs,
		   struct nf_expr *expr)
{
	struct nf_bytes value = attrs->at[CT_DIRECTION];
	uint8_t direction = NF_CT_ANY;

	if (value.at &&
	    (!decode_u8(value, &direction) || direction >= NF_CT_ANY))
		return decode_fail(d, "a direction that does not exist");
	expr->ct.direction = direction;
	return true;
}

static bool end_objref(struct decoder *d, const struct decode_attrs *attrs,
		       struct nf_expr *expr)
{
	const char *name;
	uint32_t type;

	if (!decode_u32(attrs->at[OBJREF_TYPE], &type))
		return decode_fail(d, "an attribute of another form");
	if (!decode_name(d, attrs->at[OBJREF_NAME], &name))
		return false;
	expr->objref.object = rules_find_object(d->table, name, type);
	return expr->objref.object ||
	       decode_fail(d, "an object that is not there");
}

static bool end_offload(struct decoder *d, const struct decode_attrs *attrs,
			struct nf_expr *expr)
{
	const char *name;

	if (!decode_name(d, attrs->at[FLOW_TABLE_NAME], &name))
		return false;
	expr->flow_offload.flowtable = rules_find_flowtable(d->table, name);
	return expr->flow_offload.flowtable ||
	       decode_fail(d, "a flowtable that is not there");
}

static bool end_dynset(struct decoder *d, const struct decode_attrs *attrs,
		       struct nf_expr *expr)
{
	uint32_t flags = 0;

	if (attrs->at[DYNSET_FLAGS].at &&
	    !decode_u32(attrs->at[DYNSET_FLAGS], &flags))
		return decode_fail(d, "an attribute of another form");
	expr->dynset.inverted = flags & NF_INVERTED;
	expr->strange |=
		(flags & ~(uint32_t)(NF_INVERTED | DYNSET_F_EXPR)) != 0;
	return true;
}

/* What a row of decode_shape.c cannot say. */
static bool end_expr(struct decoder *d, const struct decode_attrs *attrs,
		     struct nf_expr *expr)
{
	if (expr->kind == EXPR_IMMEDIATE)
		return end_immediate(d, attrs, expr);
	if (expr->kind == EXPR_CT || expr->kind == EXPR_CT_SET)
		return end_ct(d, attrs, expr);
	if (expr->kind == EXPR_OBJREF)
		return end_objref(d, attrs, expr);
	if (expr->kind == EXPR_FLOW_OFFLOAD)
		return end_offload(d, attrs, expr);
	if (expr->kind == EXPR_DYNSET)
		return end_dynset(d, attrs, expr);
	if (expr->kind == EXPR_LOG) {
		expr->log.has_group = attrs->at[LOG_GROUP].at != NULL;
		expr->log.has_level = attrs->at[LOG_LEVEL].at != NULL;
	}
	return true;
}

/* One expression, without those that it holds. */
static bool read_expr(struct decoder *d, struct nf_bytes nest,
		      struct nf_expr *out, struct decode_attrs *inside)
{
	struct decode_attrs attrs;
	const char *name;

	if (!decode_index(nest, &attrs) || attrs.unknown)
		return decode_fail(d, "an expression of another form");
	if (!decode_word(d, attrs.at[EXPR_NAME], &name) ||
	    !decode_count(d, &d->out->n_exprs, DECODE_EXPRS_MAX) ||
	    !decode_flat(d, name, attrs.at[EXPR_DATA], out, inside) ||
	    !end_expr(d, inside, out) || !decode_check(d, out))
		return false;
	if (out->kind == EXPR_UNKNOWN || out->strange)
		d->out->n_strange++;
	return true;
}

/* Nests are two deep: what holds others within another holds what nobody
 * knows. */
static bool read_plain(struct decoder *d, struct nf_bytes nest,
		       struct nf_expr *out)
{
	struct decode_attrs attrs;

	if (!read_expr(d, nest, out, &attrs))
		return false;
	if (out->kind == EXPR_DYNSET || out->kind == EXPR_INNER) {
		out->kind = EXPR_UNKNOWN;
		d->out->n_strange++;
	}
	return true;
}

static bool count_list(struct decoder *d, struct nf_bytes list, size_t *out)
{
	struct decode_walk walk = decode_walk(list);
	struct decode_attr attr;
	size_t n = 0;

	while (decode_next(&walk, &attr)) {
		if (attr.type != LIST_ELEM)
			return decode_fail(d, "a list of other things");
		n++;
	}
	*out = n;
	return !walk.bad || decode_fail(d, "bytes that are no attributes");
}

static bool read_plain_list(struct decoder *d, struct nf_bytes list,
			    struct nf_exprs *out)
{
	struct decode_walk walk = decode_walk(list);
	struct decode_attr attr;
	struct nf_expr *at;
	size_t n = 0;

	if (!count_list(d, list, &n))
		return false;
	at = arena_calloc(&d->out->arena, n, sizeof(*at));
	for (size_t i = 0; decode_next(&walk, &attr); i++)
		if (!read_plain(d, attr.value, &at[i]))
			return false;
	*out = (struct nf_exprs){ at, n };
	return true;
}

bool decode_plain_exprs(struct decoder *d, struct nf_bytes one,
			struct nf_bytes list, struct nf_exprs *out)
{
	struct nf_expr *at;

	if (one.at && list.at)
		return decode_fail(d, "expressions in two ways");
	if (list.at)
		return read_plain_list(d, list, out);
	if (!one.at)
		return true;
	at = arena_alloc(&d->out->arena, sizeof(*at));
	*out = (struct nf_exprs){ at, 1 };
	return read_plain(d, one, at);
}

static bool read_held(struct decoder *d, const struct decode_attrs *attrs,
		      struct nf_expr *out)
{
	struct nf_exprs held = { 0 };

	if (out->kind == EXPR_DYNSET)
		return decode_plain_exprs(d, attrs->at[DYNSET_EXPR],
					  attrs->at[DYNSET_EXPRESSIONS],
					  &out->dynset.exprs);
	if (out->kind != EXPR_INNER)
		return true;
	if (!decode_plain_exprs(d, attrs->at[INNER_EXPR],
				(struct nf_bytes){ 0 }, &held))
		return false;
	out->inner.expr = held.at;
	return true;
}

/* A list of expressions, each of which may hold some (dynset, inner). */
static bool read_exprs(struct decoder *d, struct nf_bytes list,
		       struct nf_exprs *out)
{
	struct decode_walk walk = decode_walk(list);
	struct decode_attr attr;
	struct nf_expr *at;
	size_t n = 0;

	if (!count_list(d, list, &n))
		return false;
	at = arena_calloc(&d->out->arena, n, sizeof(*at));
	for (size_t i = 0; decode_next(&walk, &attr); i++) {
		struct decode_attrs attrs = { 0 };

		if (!read_expr(d, attr.value, &at[i], &attrs) ||
		    !read_held(d, &attrs, &at[i]))
			return false;
	}
	*out = (struct nf_exprs){ at, n };
	return true;
}

static struct nf_chain *find_to_fill(struct nf_table *table, const char *name)
{
	const struct nf_chain *found = rules_find_chain(table, name);

	return found ? &table->chains.at[found - table->chains.at] : NULL;
}

static bool find_chain(struct decoder *d, const struct decode_attrs *attrs)
{
	const char *name;

	if (!decode_name(d, attrs->at[RULE_CHAIN], &name))
		return false;
	if (!d->is_last || !d->chain || strcmp(d->chain->name, name) != 0)
		d->chain = find_to_fill(d->table, name);
	return d->chain || decode_fail(d, "a rule of no chain");
}

bool decode_rule(struct decoder *d, const struct decode_message *msg)
{
	struct decode_attrs attrs;
	struct decode_number handle = { RULE_HANDLE, 8, true, NULL };
	struct nf_rule *rule;
	bool strange = false;

	if (!decode_known(d, msg->attrs, RULE_KNOWN, &attrs, &strange) ||
	    !find_chain(d, &attrs) ||
	    !decode_count(d, &d->out->n_rules, DECODE_RULES_MAX))
		return false;
	rule = vec_add(&d->out->arena, &d->chain->rules);
	rule->userdata = attrs.at[RULE_USERDATA];
	rule->comment = decode_comment(rule->userdata);
	if (strange)
		decode_strange(d, &rule->strange);
	handle.out = &rule->handle;
	return decode_numbers(d, &attrs, &handle, 1) &&
	       read_exprs(d, attrs.at[RULE_EXPRESSIONS], &rule->exprs);
}

bool decode_object_expr(struct decoder *d, const char *name,
			struct nf_bytes data, struct nf_expr *out)
{
	struct decode_attrs attrs;

	if (!decode_flat(d, name, data, out, &attrs) || !decode_check(d, out))
		return false;
	if (out->strange)
		d->out->n_strange++;
	return true;
}
