/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.c -- the interfaces that rules ask for, and how they are compared
 *
 * A name lies in 16 bytes, zeros behind it (nft_meta_store_ifname). Compared
 * over fewer bytes it is a prefix, unless a zero is among them. In a set with
 * intervals a prefix is the range from it with zeros to it with ones.
 */
#include <string.h>

#include "base/must.h"
#include "proof/lift/load.h"
#include "proof/lift/match.h"
#include "proof/lift/set.h"
#include "proof/rules/range.h"
#include "proof/rules/register.h"

enum {
	NAME_BYTES = SPACE_NAME_LEN + 1,
};

static bool all_are(const uint8_t *at, size_t len, uint8_t byte)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] != byte)
			return false;
	return true;
}

enum name_kind lift_name_of(const uint8_t *first, const uint8_t *last,
			    size_t len, char *name)
{
	size_t n = 0;

	must(len <= NAME_BYTES);
	while (n < len && first[n] && first[n] == last[n])
		n++;
	memcpy(name, first, n < NAME_BYTES ? n : 0);
	name[n < NAME_BYTES ? n : 0] = '\0';
	if (memcmp(first, last, len) == 0) {
		if (n == len)
			return len == NAME_BYTES ? NAME_NONE : NAME_PREFIX;
		return all_are(first + n, len - n, 0) ? NAME_WHOLE : NAME_NONE;
	}
	if (n > 0 && all_are(first + n, len - n, 0) &&
	    all_are(last + n, len - n, 0xff))
		return NAME_PREFIX;
	return NAME_ODD;
}

/* The name of an interface index; NULL: none has it. */
static const char *index_name(const struct lift_options *options,
			      const uint8_t *data, bool little_endian)
{
	uint32_t index = 0;

	for (size_t i = 0; i < 4; i++)
		index = index << 8 | data[little_endian ? 3 - i : i];
	for (size_t i = 0; i < options->n_links; i++)
		if (options->links[i].index == index)
			return options->links[i].name;
	return NULL;
}

/* What a walk over a rule needs: registers, and whether all was told. */
struct telling {
	const struct rules *rules;
	const struct lift_options *options;
	struct space *space;
	struct regs regs;
	bool fits;
};

static void tell(struct telling *telling, const struct bit *bits,
		 const uint8_t *first, const uint8_t *last, size_t len)
{
	char name[NAME_BYTES];
	const char *found;

	if (bits->kind == BIT_INDEX && len >= 4) {
		found = index_name(telling->options, first,
				   telling->rules->little_endian);
		if (found)
			telling->fits &= space_add_name(telling->space, found);
	}
	if (bits->kind != BIT_NAME)
		return;
	switch (lift_name_of(first, last, len < NAME_BYTES ? len : NAME_BYTES,
			     name)) {
	case NAME_WHOLE:
		telling->fits &= space_add_name(telling->space, name);
		break;
	case NAME_PREFIX:
		telling->fits &= space_add_prefix(telling->space, name);
		break;
	case NAME_NONE:
	case NAME_ODD:
		break;
	}
}

/* Every place in a key where a name or an index begins. */
static void tell_key(struct telling *telling, const struct bit *bits,
		     const uint8_t *first, const uint8_t *last, size_t len)
{
	size_t width;

	for (size_t i = 0; i < len; i++) {
		if ((bits[8 * i].kind != BIT_NAME &&
		     bits[8 * i].kind != BIT_INDEX) ||
		    bits[8 * i].at != 0)
			continue;
		width = bits[8 * i].kind == BIT_NAME ? NAME_BYTES : 4;
		tell(telling, bits + 8 * i, first + i, last + i,
		     len - i < width ? len - i : width);
	}
}

static void tell_set(struct telling *telling, const struct nf_expr *expr)
{
	const struct nf_set *set = expr->lookup.set;
	const struct bit *bits = regs_at(&telling->regs, expr->lookup.sreg);
	struct arena arena = { 0 };
	struct nf_ranges ranges = { 0 };
	bool has = false;

	for (size_t i = 0; i < set->key_len * 8UL; i++)
		has |= bits[i].kind == BIT_NAME || bits[i].kind == BIT_INDEX;
	if (!has || set->strange)
		return;
	if (rules_has_ranges(set)) {
		if (rules_ranges(set, &arena, &ranges))
			vec_each(range, &ranges.list)
				tell_key(telling, bits, range->first,
					 range->last, set->key_len);
	} else {
		vec_each(element, &set->elements) {
			if (element->key)
				tell_key(telling, bits, element->key,
					 element->key_end ? element->key_end
							  : element->key,
					 set->key_len);
		}
	}
	arena_finish(&arena);
}

static bool put_iface(struct telling *telling, const struct nf_expr *expr)
{
	const uint16_t *levels = telling->space->levels;

	if (expr->kind != EXPR_META)
		return false;
	switch (expr->meta.key) {
	case NF_META_IIFNAME:
	case NF_META_OIFNAME:
		regs_put_iface(
			&telling->regs, expr->meta.reg, BIT_NAME,
			levels[expr->meta.key == NF_META_IIFNAME ? VAR_IIF
								 : VAR_OIF]);
		return true;
	case NF_META_IIF:
	case NF_META_OIF:
		regs_put_iface(&telling->regs, expr->meta.reg, BIT_INDEX,
			       levels[expr->meta.key == NF_META_IIF ? VAR_IIF
								    : VAR_OIF]);
		return true;
	default:
		return false;
	}
}

static void tell_expr(struct telling *telling, const struct nf_expr *expr)
{
	uint8_t reg;
	size_t len;

	if (expr->strange)
		return;
	if (expr->kind == EXPR_CMP)
		tell_key(telling, regs_at(&telling->regs, expr->cmp.sreg),
			 expr->cmp.data.at, expr->cmp.data.at,
			 expr->cmp.data.len);
	else if (expr->kind == EXPR_RANGE)
		tell_key(telling, regs_at(&telling->regs, expr->range.sreg),
			 expr->range.from.at, expr->range.to.at,
			 expr->range.from.len);
	else if (expr->kind == EXPR_LOOKUP)
		tell_set(telling, expr);
	else if (!put_iface(telling, expr) &&
		 rules_written(expr, NF_FAMILY_INET, &reg, &len))
		for (size_t i = 0; i < 8 * len; i++)
			regs_at(&telling->regs, reg)[i] = bit_const(false);
}

bool lift_tell_names(const struct rules *rules,
		     const struct lift_options *options, struct space *space)
{
	struct telling telling = {
		.rules = rules, .options = options, .space = space, .fits = true
	};

	telling.fits = space_add_name(space, "lo");
	vec_each(table, &rules->tables) {
		vec_each(chain, &table->chains) {
			vec_each(rule, &chain->rules) {
				regs_init(&telling.regs);
				for (size_t i = 0; i < rule->exprs.n; i++)
					tell_expr(&telling, &rule->exprs.at[i]);
			}
		}
	}
	return telling.fits;
}

bool lift_name_range(struct lift *lift, const struct bit *bits,
		     const uint8_t *first, const uint8_t *last, size_t len,
		     struct diagram_range *out)
{
	enum variable variable;
	char name[NAME_BYTES];
	const char *found;
	unsigned digit;
	enum name_kind kind;

	for (size_t i = 0; i < 8 * len; i++)
		if (bits[i].kind != bits->kind || bits[i].flip ||
		    bits[i].level != bits->level || bits[i].at != i)
			return false;
	must(space_variable(lift->space, bits->level, &variable, &digit));
	if (bits->kind == BIT_INDEX) {
		if (len != 4 || !lift->options.has_links ||
		    memcmp(first, last, len) != 0)
			return false;
		found = index_name(&lift->options, first,
				   lift->rules->little_endian);
		*out = space_numbers(lift->space, variable, 0, 0);
		if (found)
			*out = space_iface(lift->space, variable, found);
		else if (!all_are(first, len, 0)) /* nobody's: no digit */
			out->n = 0;
		return true;
	}
	kind = len <= NAME_BYTES ? lift_name_of(first, last, len, name)
				 : NAME_ODD;
	if (kind == NAME_ODD)
		return false;
	if (kind == NAME_NONE)
		*out = (struct diagram_range){ 0 };
	else if (kind == NAME_WHOLE)
		*out = space_iface(lift->space, variable, name);
	else
		*out = space_iface_prefix(lift->space, variable, name);
	return true;
}
