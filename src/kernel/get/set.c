/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c -- a set and its elements from a dump as plain data
 */
#include "kernel/get/set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <libnftnl/udata.h>

#include <linux/netfilter/nf_tables.h>

#include "kernel/netlink/attr.h"
#include "kernel/netlink/code.h"
#include "kernel/netlink/udata.h"
#include "kernel/put/set.h"

static bool key_has(const struct key_spec *key, enum field field)
{
	for (uint8_t i = 0; i < key->n; i++)
		if (key->fields[i] == field)
			return true;
	return false;
}

/* The first field of that type which the key has not yet. */
static bool add_field(struct key_spec *key, uint32_t type_id)
{
	if (key->n == KEY_FIELDS)
		return false;
	if (type_id == field_info(FIELD_TH_DPORT)->type_id) {
		key->fields[key->n++] = FIELD_TH_DPORT;
		return true;
	}
	for (unsigned int i = 0; i < N_FIELDS; i++) {
		enum field field = (enum field)i;

		if (field_info(field)->type_id == type_id &&
		    !key_has(key, field)) {
			key->fields[key->n++] = field;
			return true;
		}
	}
	return false;
}

static bool read_key_type(uint32_t type, struct key_spec *out)
{
	const uint32_t mask = (1 << TYPE_BITS) - 1;
	struct key_spec key = { 0 };

	for (int shift = 5 * TYPE_BITS; shift >= 0; shift -= TYPE_BITS) {
		uint32_t id = type >> shift & mask;

		if (id && !add_field(&key, id))
			return false;
	}
	*out = key;
	return key.n > 0;
}

bool get_set(const struct held_set *held, struct arena *arena, struct set *out)
{
	struct set set = {
		.name = arena_strdup(arena, held->name),
		.interval = held->flags & NFT_SET_INTERVAL,
		.timeouts = held->flags & NFT_SET_TIMEOUT,
		.counters = held->counter,
	};

	if (held->flags & NFT_SET_MAP)
		set.kind = held->data_type == NFT_DATA_VERDICT ? SET_VERDICTS
							       : SET_MARKS;
	if (!read_key_type(held->key_type, &set.key) ||
	    held->key_len != set_key_len(&set) ||
	    held->flags != set_flags(&set) || held->strange)
		return false;
	*out = set;
	return true;
}

static bool copy_value(const struct nlattr *nest, void *out, size_t len)
{
	struct attrs data;

	if (!attrs_of_nest(nest, &data) || !data.at[NFTA_DATA_VALUE] ||
	    mnl_attr_get_payload_len(data.at[NFTA_DATA_VALUE]) != len)
		return false;
	memcpy(out, mnl_attr_get_payload(data.at[NFTA_DATA_VALUE]), len);
	return true;
}

static bool read_data(struct element_reader *reader, const struct nlattr *nest,
		      struct element *out)
{
	struct attrs data, verdict;

	switch (reader->set->kind) {
	case SET_PLAIN:
		return !nest;
	case SET_MARKS:
		return copy_value(nest, &out->mark, sizeof(out->mark));
	case SET_VERDICTS:
		break;
	}
	if (!attrs_of_nest(nest, &data) ||
	    !attrs_of_nest(data.at[NFTA_DATA_VERDICT], &verdict))
		return false;
	out->verdict.kind = code_verdict_kind(
		attr_be32(verdict.at[NFTA_VERDICT_CODE], UINT32_MAX));
	if (verdict.at[NFTA_VERDICT_CHAIN])
		out->verdict.chain =
			arena_strdup(reader->arena,
				     attr_text(verdict.at[NFTA_VERDICT_CHAIN]));
	return out->verdict.kind != VERDICT_NONE;
}

/* The kernel's end of a range is one above its last key. */
static bool read_end(struct element_reader *reader, const struct attrs *attrs)
{
	const size_t len = set_key_len(reader->set);
	struct range_end end = { 0 };
	size_t i = len;

	if (set_shape(reader->set) != SHAPE_LINE ||
	    !copy_value(attrs->at[NFTA_SET_ELEM_KEY], end.last, len))
		return false;
	while (i > 0)
		if (end.last[--i]-- != 0) {
			*vec_add(reader->arena, &reader->ends) = end;
			return true;
		}
	return true; /* an end at 0 says nothing */
}

static bool read_element(struct element_reader *reader,
			 const struct nlattr *item)
{
	const size_t len = set_key_len(reader->set);
	struct element element = { 0 };
	const char *comment;
	struct attrs attrs;
	uint32_t flags;

	if (!attrs_of_nest(item, &attrs))
		return false;
	flags = attr_be32(attrs.at[NFTA_SET_ELEM_FLAGS], 0);
	if (flags & NFT_SET_ELEM_INTERVAL_END)
		return read_end(reader, &attrs);
	if (flags || !copy_value(attrs.at[NFTA_SET_ELEM_KEY], element.key, len))
		return false;
	if (set_shape(reader->set) == SHAPE_BOXES &&
	    !copy_value(attrs.at[NFTA_SET_ELEM_KEY_END], element.last, len))
		return false;
	if (!read_data(reader, attrs.at[NFTA_SET_ELEM_DATA], &element))
		return false;
	element.timeout_ms =
		attr_be64(attrs.at[NFTA_SET_ELEM_EXPIRATION],
			  attr_be64(attrs.at[NFTA_SET_ELEM_TIMEOUT], 0));
	comment = udata_text(attrs.at[NFTA_SET_ELEM_USERDATA],
			     NFTNL_UDATA_SET_ELEM_COMMENT);
	if (comment)
		element.comment = arena_strdup(reader->arena, comment);
	*vec_add(reader->arena, &reader->set->elements) = element;
	return true;
}

int get_elements(const struct nlmsghdr *msg, void *ctx)
{
	struct element_reader *reader = ctx;
	const struct nlattr *item;
	struct walk w = walk_elements(msg);

	if (w.bad)
		return -EBADMSG;
	while ((item = walk_next(&w)))
		reader->bad |= !read_element(reader, item);
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct element *x = a, *y = b;

	return memcmp(x->key, y->key, KEY_LEN);
}

static int by_last(const void *a, const void *b)
{
	const struct range_end *x = a, *y = b;

	return memcmp(x->last, y->last, KEY_LEN);
}

/* Ranges do not overlap: in order, each beginning has its end; the last one may
 * have none, and reaches to the end of all values. */
void get_elements_end(struct element_reader *reader)
{
	struct set *set = reader->set;

	if (set_shape(set) != SHAPE_LINE || set->elements.n == 0)
		return;
	qsort(set->elements.at, set->elements.n, sizeof(*set->elements.at),
	      by_key);
	if (reader->ends.n)
		qsort(reader->ends.at, reader->ends.n, sizeof(*reader->ends.at),
		      by_last);
	if (reader->ends.n != set->elements.n &&
	    reader->ends.n + 1 != set->elements.n)
		reader->bad = true;
	for (size_t i = 0; i < set->elements.n; i++)
		if (i < reader->ends.n)
			memcpy(set->elements.at[i].last,
			       reader->ends.at[i].last, KEY_LEN);
		else
			memset(set->elements.at[i].last, 0xff,
			       set_key_len(set));
}
