/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_expr.c -- one expression of a payload file into an nf_expr
 */
#include "payload_expr.h"

#include <string.h>

#include "payload_load.h"
#include "rules_text.h"

static bool is_zero_from(const struct nf_bytes *data, size_t at)
{
	for (; at < data->len; at++)
		if (data->at[at])
			return false;
	return true;
}

/* As many bytes of the last word as the register was loaded with. */
static void fit(const struct payload_reader *reader, uint8_t reg,
		struct nf_bytes *data)
{
	size_t loaded = reg < NF_REGS ? reader->loaded[reg] : 0;
	size_t whole = (loaded + 3) / 4 * 4;

	if (loaded && whole == data->len) {
		/* nft goes on with a whole word where it needs one. */
		if (is_zero_from(data, loaded))
			data->len = loaded;
		return;
	}
	if (whole > data->len)
		while (data->len > 1 && data->at[data->len - 1] == 0)
			data->len--;
}

static bool is_name(const char *name, const char *wanted)
{
	return !strcmp(name, wanted);
}

static bool read_cmp(struct payload_reader *reader, struct scan *s,
		     struct nf_expr *out)
{
	static const char *const names[] = { "eq",  "neq", "lt",
					     "lte", "gt",  "gte" };
	const char *op;

	if (!scan(s, "cmp %w reg %r %d", &op, &out->cmp.sreg, &out->cmp.data))
		return false;
	for (uint32_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_name(op, names[i]))
			out->cmp.op = i;
	out->kind = EXPR_CMP;
	fit(reader, out->cmp.sreg, &out->cmp.data);
	return true;
}

static bool read_range(struct payload_reader *reader, struct scan *s,
		       struct nf_expr *out)
{
	struct nf_bytes both;

	out->range.inverted = scan(s, "range neq ");
	if (!out->range.inverted && !scan(s, "range eq "))
		return false;
	if (!scan(s, "reg %r %d", &out->range.sreg, &both) || both.len % 8)
		return false;
	out->kind = EXPR_RANGE;
	out->range.from = (struct nf_bytes){ both.at, both.len / 2 };
	out->range.to =
		(struct nf_bytes){ both.at + both.len / 2, both.len / 2 };
	fit(reader, out->range.sreg, &out->range.from);
	out->range.to.len = out->range.from.len;
	return true;
}

static bool read_shift(struct scan *s, struct nf_expr *out)
{
	struct nf_bytes *count = &out->bitwise.data;

	out->bitwise.op = NF_BITWISE_LSHIFT;
	if (!scan(s, "<< %d ) ", count)) {
		out->bitwise.op = NF_BITWISE_RSHIFT;
		if (!scan(s, ">> %d ) ", count))
			return false;
	}
	if (count->len != sizeof(out->bitwise.shift))
		return false;
	memcpy(&out->bitwise.shift, count->at, count->len);
	return true;
}

static bool read_bitwise_op(struct payload_reader *reader, struct scan *s,
			    struct nf_expr *out)
{
	uint8_t sreg = out->bitwise.sreg;

	out->bitwise.len = (uint32_t)reader->loaded[sreg];
	if (scan(s, "& %d ) ^ %d ", &out->bitwise.mask, &out->bitwise.xor)) {
		fit(reader, sreg, &out->bitwise.mask);
		fit(reader, sreg, &out->bitwise.xor);
		if (out->bitwise.mask.len < out->bitwise.xor.len)
			out->bitwise.mask.len = out->bitwise.xor.len;
		out->bitwise.xor.len = out->bitwise.mask.len;
		out->bitwise.len = (uint32_t)out->bitwise.mask.len;
		return true;
	}
	out->bitwise.op = NF_BITWISE_AND;
	if (scan(s, "& reg %r ) ", &out->bitwise.sreg2))
		return true;
	out->bitwise.op = NF_BITWISE_OR;
	if (scan(s, "| reg %r ) ", &out->bitwise.sreg2))
		return true;
	out->bitwise.op = NF_BITWISE_XOR;
	return scan(s, "^ reg %r ) ", &out->bitwise.sreg2) ||
	       read_shift(s, out);
}

static bool read_bitwise(struct payload_reader *reader, struct scan *s,
			 struct nf_expr *out)
{
	uint8_t dreg, sreg;

	if (!scan(s, "bitwise reg %r = ( reg %r ", &dreg, &sreg))
		return false;
	out->kind = EXPR_BITWISE;
	out->bitwise.dreg = dreg;
	out->bitwise.sreg = sreg;
	out->bitwise.sreg2 = NF_REG_NONE;
	if (dreg >= NF_REGS || sreg >= NF_REGS ||
	    !read_bitwise_op(reader, s, out))
		return false;
	reader->loaded[dreg] = out->bitwise.len;
	return true;
}

static bool read_byteorder(struct payload_reader *reader, struct scan *s,
			   struct nf_expr *out)
{
	uint8_t dreg, sreg;
	uint32_t size, len;

	out->byteorder.op = NF_BYTEORDER_NTOH;
	if (!scan(s, "byteorder reg %r = ntoh(reg %r, %u, %u) ", &dreg, &sreg,
		  &size, &len)) {
		out->byteorder.op = NF_BYTEORDER_HTON;
		if (!scan(s, "byteorder reg %r = hton(reg %r, %u, %u) ", &dreg,
			  &sreg, &size, &len))
			return false;
	}
	out->kind = EXPR_BYTEORDER;
	out->byteorder.dreg = dreg;
	out->byteorder.sreg = sreg;
	out->byteorder.size = size;
	out->byteorder.len = len;
	reader->loaded[dreg % NF_REGS] = len;
	return true;
}

static bool read_immediate(struct payload_reader *reader, struct scan *s,
			   struct nf_expr *out)
{
	uint8_t dreg;

	if (!scan(s, "immediate reg %r ", &dreg))
		return false;
	if (dreg == NF_REG_VERDICT) {
		out->kind = EXPR_VERDICT;
		return payload_verdict(reader, s, &out->verdict);
	}
	out->kind = EXPR_IMMEDIATE;
	out->immediate.dreg = dreg;
	if (!scan(s, "%d", &out->immediate.data))
		return false;
	reader->loaded[dreg] = out->immediate.data.len;
	return true;
}

static bool read_lookup(struct payload_reader *reader, struct scan *s,
			struct nf_expr *out)
{
	const char *name;
	uint32_t flags = 0;
	uint8_t sreg, dreg = NF_REG_NONE;

	if (!scan(s, "lookup reg %r set %w ", &sreg, &name))
		return false;
	(void)scan(s, "dreg %r ", &dreg);
	(void)scan(s, "%u ", &flags);
	out->kind = EXPR_LOOKUP;
	out->lookup.sreg = sreg;
	out->lookup.dreg = dreg;
	out->lookup.inverted = flags & NF_INVERTED;
	out->lookup.set = payload_set(reader, name, sreg);
	if (dreg < NF_REGS && out->lookup.set)
		reader->loaded[dreg] = out->lookup.set->data_len;
	return out->lookup.set;
}

static const struct nf_object *add_object(struct payload_reader *reader,
					  const char *name, uint32_t type)
{
	struct nf_object *object;

	if (reader->table->objects.n == PAYLOAD_THINGS_MAX)
		return NULL;
	object = vec_add(reader->arena, &reader->table->objects);
	object->table = reader->table;
	object->name = name;
	object->type = type;
	return object;
}

static bool read_objref(struct payload_reader *reader, struct scan *s,
			struct nf_expr *out)
{
	const char *name;
	uint32_t type;
	uint8_t sreg;

	if (scan(s, "objref type %u name %w ", &type, &name)) {
		out->kind = EXPR_OBJREF;
		out->objref.object = add_object(reader, name, type);
		return out->objref.object;
	}
	if (!scan(s, "objref sreg %r set %w ", &sreg, &name))
		return false;
	out->kind = EXPR_OBJREF_MAP;
	out->objref_map.sreg = sreg;
	out->objref_map.set = payload_set(reader, name, sreg);
	return out->objref_map.set;
}

static bool read_dynset_op(struct scan *s, enum nf_dynset_op *out)
{
	static const char *const ops[] = { "dynset add ", "dynset update ",
					   "dynset delete " };

	for (uint32_t i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
		if (!scan(s, ops[i]))
			continue;
		*out = i;
		return true;
	}
	return false;
}

static bool read_held(struct payload_reader *reader, struct scan *s,
		      struct nf_exprs *out)
{
	struct nf_expr *at = arena_calloc(reader->arena, 4, sizeof(*at));
	size_t n = 0;

	while (n < 4 && scan(s, "expr [ ")) {
		if (!payload_load(reader, s, &at[n++]) || !scan(s, " ] "))
			return false;
	}
	*out = (struct nf_exprs){ at, n };
	return true;
}

static bool read_dynset(struct payload_reader *reader, struct scan *s,
			struct nf_expr *out)
{
	const char *name;
	uint8_t key;

	if (!read_dynset_op(s, &out->dynset.op) ||
	    !scan(s, "reg_key %r set %w ", &key, &name))
		return false;
	out->kind = EXPR_DYNSET;
	out->dynset.sreg_key = key;
	out->dynset.sreg_data = NF_REG_NONE;
	(void)scan(s, "sreg_data %r ", &out->dynset.sreg_data);
	(void)scan(s, "timeout %Ums ", &out->dynset.timeout_ms);
	out->dynset.set = payload_set(reader, name, key);
	return out->dynset.set && read_held(reader, s, &out->dynset.exprs);
}

static bool read_inner(struct payload_reader *reader, struct scan *s,
		       struct nf_expr *out)
{
	uint32_t type, hdrsize, flags;
	struct nf_expr *held;

	if (!scan(s, "inner type %u hdrsize %u flags %x [ ", &type, &hdrsize,
		  &flags))
		return false;
	held = arena_alloc(reader->arena, sizeof(*held));
	out->kind = EXPR_INNER;
	out->inner.type = type;
	out->inner.hdrsize = hdrsize;
	out->inner.flags = flags;
	out->inner.expr = held;
	return payload_load(reader, s, held) && scan(s, " ] ");
}

bool payload_expr(struct payload_reader *reader, struct scan *s,
		  struct nf_expr *out)
{
	static bool (*const readers[])(struct payload_reader *, struct scan *,
				       struct nf_expr *) = {
		read_cmp,    read_range,   read_bitwise, read_byteorder,
		read_lookup, read_objref,  read_dynset,  read_immediate,
		read_inner,  payload_load,
	};

	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		const char *before = s->pos;

		*out = (struct nf_expr){ 0 };
		if (readers[i](reader, s, out))
			return true;
		s->pos = before;
	}
	return false;
}
