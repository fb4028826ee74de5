/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c -- a set or map and its elements
 */
#include "kernel/put/set.h"

#include <string.h>

#include <libmnl/libmnl.h>
#include <libnftnl/udata.h>

#include <linux/netfilter/nf_tables.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"
#include "kernel/netlink/code.h"
#include "kernel/netlink/expr.h"
#include "kernel/netlink/udata.h"

enum {
	/* nft's number of the type of a mark, and its name for an order. */
	TYPE_MARK = 19,
	ORDER_HOST = 1,
	/* An attribute's length has 16 bits; the rest is for one element. */
	LIST_MAX = 64000,
};

enum set_shape set_shape(const struct set *set)
{
	if (!set->interval)
		return SHAPE_HASH;
	return set->key.n > 1 ? SHAPE_BOXES : SHAPE_LINE;
}

uint32_t set_flags(const struct set *set)
{
	uint32_t flags = 0;

	if (set->kind != SET_PLAIN)
		flags |= NFT_SET_MAP;
	if (set->interval)
		flags |= NFT_SET_INTERVAL;
	if (set_shape(set) == SHAPE_BOXES)
		flags |= NFT_SET_CONCAT;
	if (set->timeouts)
		flags |= NFT_SET_TIMEOUT;
	return flags;
}

static uint32_t key_type_of(const struct key_spec *key)
{
	uint32_t type = 0;

	for (uint8_t i = 0; i < key->n; i++)
		type = type << TYPE_BITS | field_info(key->fields[i])->type_id;
	return type;
}

size_t set_key_len(const struct set *set)
{
	return set->key.n == 1 ? field_info(set->key.fields[0])->len
			       : key_len(&set->key);
}

bool set_key_after(const struct set *set, const uint8_t key[static KEY_LEN],
		   uint8_t out[static KEY_LEN])
{
	size_t i = field_info(set->key.fields[0])->len;

	memcpy(out, key, KEY_LEN);
	while (i > 0)
		if (++out[--i] != 0)
			return true;
	return false;
}

/* The true length of each field, for ranges: pipapo looks at bits. */
static void put_description(struct nlmsghdr *msg, const struct key_spec *key)
{
	struct nlattr *desc = attr_begin(msg, NFTA_SET_DESC);
	struct nlattr *fields = attr_begin(msg, NFTA_SET_DESC_CONCAT);

	for (uint8_t i = 0; i < key->n; i++) {
		struct nlattr *field = attr_begin(msg, NFTA_LIST_ELEM);

		attr_put_be32(msg, NFTA_SET_FIELD_LEN,
			      field_info(key->fields[i])->len);
		attr_end(msg, field);
	}
	attr_end(msg, fields);
	attr_end(msg, desc);
}

/* A hash that knows its size is made once and need not grow: half the time to
 * load, and to read back, of 100 000 elements. A tree's sets never change. */
static void put_size(struct nlmsghdr *msg, size_t n)
{
	struct nlattr *desc = attr_begin(msg, NFTA_SET_DESC);

	attr_put_be32(msg, NFTA_SET_DESC_SIZE, (uint32_t)n);
	attr_end(msg, desc);
}

static void put_counter(struct nlmsghdr *msg)
{
	struct nlattr *nest = attr_begin(msg, NFTA_SET_EXPR), *data;

	attr_put_text(msg, NFTA_EXPR_NAME, "counter");
	data = attr_begin(msg, NFTA_EXPR_DATA);
	attr_end(msg, data);
	attr_end(msg, nest);
}

/* nft(8) holds interface names, too, for values in host order. */
static bool is_host_ordered(enum field field)
{
	return field_info(field)->host_endian || field == FIELD_IIFNAME ||
	       field == FIELD_OIFNAME;
}

/* Without these nft(8) prints values in host order with swapped bytes. */
static void put_hints(struct nlmsghdr *msg, const struct set *set)
{
	struct udata udata = { 0 };

	if (set->key.n == 1 && is_host_ordered(set->key.fields[0]))
		udata_put_u32(&udata, NFTNL_UDATA_SET_KEYBYTEORDER, ORDER_HOST);
	if (set->kind == SET_MARKS)
		udata_put_u32(&udata, NFTNL_UDATA_SET_DATABYTEORDER,
			      ORDER_HOST);
	udata_put_comment(&udata, NFTNL_UDATA_SET_COMMENT, set->comment);
	udata_write(&udata, msg, NFTA_SET_USERDATA);
}

static void check_set(const struct set *set)
{
	for (uint8_t i = 0; i < set->key.n && set->interval; i++) {
		const struct field_info *info = field_info(set->key.fields[i]);

		/* Would need its bytes turned before every lookup. */
		must(!info->host_endian || info->len == 1);
	}
	/* An end that lives longer than its beginning is a wider range. */
	must(set_shape(set) != SHAPE_LINE || !set->timeouts);
}

void put_set(struct batch *batch, const char *table, const struct set *set)
{
	const struct place place = { .at = set->at,
				     .kind = "set",
				     .name = set->name };
	struct nlmsghdr *msg = batch_add(batch, NFT_MSG_NEWSET,
					 NLM_F_CREATE | NLM_F_EXCL, &place);

	check_set(set);
	attr_put_text(msg, NFTA_SET_TABLE, table);
	attr_put_text(msg, NFTA_SET_NAME, set->name);
	attr_put_be32(msg, NFTA_SET_ID, msg->nlmsg_seq);
	attr_put_be32(msg, NFTA_SET_FLAGS, set_flags(set));
	attr_put_be32(msg, NFTA_SET_KEY_TYPE, key_type_of(&set->key));
	attr_put_be32(msg, NFTA_SET_KEY_LEN, (uint32_t)set_key_len(set));
	if (set->kind == SET_MARKS) {
		attr_put_be32(msg, NFTA_SET_DATA_TYPE, TYPE_MARK);
		attr_put_be32(msg, NFTA_SET_DATA_LEN, sizeof(uint32_t));
	} else if (set->kind == SET_VERDICTS) {
		attr_put_be32(msg, NFTA_SET_DATA_TYPE, NFT_DATA_VERDICT);
	}
	if (set_shape(set) == SHAPE_BOXES)
		put_description(msg, &set->key);
	else if (set_shape(set) == SHAPE_HASH && set->elements.n > 0)
		put_size(msg, set->elements.n);
	if (set->counters)
		put_counter(msg);
	put_hints(msg, set);
	batch_close(batch, msg);
}

static void put_key(struct nlmsghdr *msg, uint16_t type, const uint8_t *key,
		    size_t len)
{
	struct nlattr *nest = attr_begin(msg, type);

	attr_put(msg, NFTA_DATA_VALUE, key, len);
	attr_end(msg, nest);
}

static void put_element_data(struct nlmsghdr *msg, const struct set *set,
			     const struct element *element)
{
	struct nlattr *nest;

	if (set->kind == SET_PLAIN)
		return;
	nest = attr_begin(msg, NFTA_SET_ELEM_DATA);
	if (set->kind == SET_MARKS)
		attr_put(msg, NFTA_DATA_VALUE, &element->mark,
			 sizeof(element->mark));
	else
		expr_put_verdict(msg, code_verdict(element->verdict.kind),
				 element->verdict.chain);
	attr_end(msg, nest);
}

static void put_element(struct nlmsghdr *msg, const struct set *set,
			const struct element *element, uint64_t age_ms)
{
	const size_t len = set_key_len(set);
	struct nlattr *nest = attr_begin(msg, NFTA_LIST_ELEM);
	struct udata udata;

	put_key(msg, NFTA_SET_ELEM_KEY, element->key, len);
	if (set_shape(set) == SHAPE_BOXES)
		put_key(msg, NFTA_SET_ELEM_KEY_END, element->last, len);
	put_element_data(msg, set, element);
	/* What should have ended by now ends at once. */
	if (element->timeout_ms)
		attr_put_be64(msg, NFTA_SET_ELEM_TIMEOUT,
			      element->timeout_ms > age_ms
				      ? element->timeout_ms - age_ms
				      : 1);
	udata.len = 0;
	udata_put_comment(&udata, NFTNL_UDATA_SET_ELEM_COMMENT,
			  element->comment);
	udata_write(&udata, msg, NFTA_SET_ELEM_USERDATA);
	attr_end(msg, nest);
}

static void put_end(struct nlmsghdr *msg, const struct set *set,
		    const struct element *element, size_t len)
{
	uint8_t after[KEY_LEN];
	struct nlattr *nest;

	if (!set_key_after(set, element->last, after))
		return; /* reaches to the end of all values */
	nest = attr_begin(msg, NFTA_LIST_ELEM);
	attr_put_be32(msg, NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
	put_key(msg, NFTA_SET_ELEM_KEY, after, len);
	attr_end(msg, nest);
}

size_t put_elements(struct batch *batch, const char *table,
		    const struct set *set, size_t first)
{
	const bool line = set_shape(set) == SHAPE_LINE;
	const size_t len = set_key_len(set);
	const struct place place = {
		.at = set->at,
		.kind = "an element of set",
		.name = set->name,
		.set = set,
		.first = first,
		.parts = line ? 2 : 1,
	};
	struct nlmsghdr *msg;
	struct nlattr *list;
	size_t i;

	must(first < set->elements.n);
	msg = batch_add(batch, NFT_MSG_NEWSETELEM, NLM_F_CREATE | NLM_F_EXCL,
			&place);
	attr_put_text(msg, NFTA_SET_ELEM_LIST_TABLE, table);
	attr_put_text(msg, NFTA_SET_ELEM_LIST_SET, set->name);
	list = attr_begin(msg, NFTA_SET_ELEM_LIST_ELEMENTS);
	for (i = first; i < set->elements.n; i++) {
		const struct element *element = &set->elements.at[i];

		put_element(msg, set, element, batch->age_ms);
		if (line)
			put_end(msg, set, element, len);
		if (msg->nlmsg_len > LIST_MAX)
			break;
	}
	attr_end(msg, list);
	batch_close(batch, msg);
	return i < set->elements.n ? i + 1 : i;
}
