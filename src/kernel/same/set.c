/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c -- does the kernel hold the very elements that were compiled?
 *
 * A part is what one netlink element says: a key or a box of keys, or, where
 * ranges lie on a line, a range's beginning (even number) or end (odd).
 */
#include "kernel/same/set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <libnftnl/udata.h>

#include <linux/netfilter/nf_tables.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"
#include "kernel/netlink/code.h"
#include "kernel/netlink/udata.h"
#include "kernel/put/set.h"

static bool fields_are_same(const struct held_set *held,
			    const struct set *wanted)
{
	if (set_shape(wanted) != SHAPE_BOXES)
		return held->n_fields == 0;
	if (held->n_fields != wanted->key.n)
		return false;
	for (uint8_t i = 0; i < wanted->key.n; i++)
		if (held->field_lens[i] !=
		    field_info(wanted->key.fields[i])->len)
			return false;
	return true;
}

bool set_is_same(const struct held_set *held, const struct set *wanted)
{
	const bool verdicts = wanted->kind == SET_VERDICTS;

	return held->flags == set_flags(wanted) && !held->strange &&
	       held->key_len == set_key_len(wanted) &&
	       held->counter == wanted->counters &&
	       (held->data_type == NFT_DATA_VERDICT) == verdicts &&
	       (wanted->kind != SET_MARKS ||
		held->data_len == sizeof(uint32_t)) &&
	       fields_are_same(held, wanted);
}

static uint64_t mix(const uint8_t *key, size_t len, bool end)
{
	uint64_t hash = 0x9e3779b97f4a7c15u + end;

	for (size_t i = 0; i < len; i += 4) {
		uint32_t word = 0;

		memcpy(&word, key + i, len - i < 4 ? len - i : 4);
		hash = (hash ^ word) * 0xff51afd7ed558ccdu;
		hash ^= hash >> 32;
	}
	return hash;
}

static bool on_line(const struct set *set)
{
	return set_shape(set) == SHAPE_LINE;
}

/* The key that a part has in the kernel, in `room` where it is computed; NULL:
 * it has none, since the range reaches to the end of all values. */
static const uint8_t *part_key(const struct set *set, size_t part,
			       uint8_t room[static KEY_LEN])
{
	const struct element *element;

	if (!on_line(set))
		return set->elements.at[part].key;
	element = &set->elements.at[part / 2];
	if (part % 2 == 0)
		return element->key;
	return set_key_after(set, element->last, room) ? room : NULL;
}

static void insert(struct element_check *check, size_t part)
{
	uint8_t room[KEY_LEN];
	const uint8_t *key = part_key(check->set, part, room);
	size_t slot;

	if (!key) {
		check->seen[part] = true;
		return;
	}
	slot = mix(key, set_key_len(check->set),
		   on_line(check->set) && part % 2);
	while (check->slots[slot & (check->n_slots - 1)])
		slot++;
	check->slots[slot & (check->n_slots - 1)] = (uint32_t)part + 1;
}

static void init(struct element_check *check, const struct set *set)
{
	*check = (struct element_check){ .set = set };
	check->n_parts = set->elements.n * (on_line(set) ? 2 : 1);
	must(check->n_parts < UINT32_MAX / 2);
	check->seen = xcalloc(check->n_parts + 1, sizeof(*check->seen));
}

void element_check_init_ordered(struct element_check *check,
				const struct set *set)
{
	must(!on_line(set));
	init(check, set);
}

void element_check_init(struct element_check *check, const struct set *set)
{
	init(check, set);
	check->n_slots = 16;
	while (check->n_slots < 2 * check->n_parts)
		check->n_slots *= 2;
	check->slots = xcalloc(check->n_slots, sizeof(*check->slots));
	for (size_t i = 0; i < check->n_parts; i++)
		insert(check, i);
}

/* An element as the dump says it. */
struct arrived {
	const uint8_t *key;
	bool end;
	struct attrs attrs;
};

static bool value_of(const struct nlattr *nest, size_t len,
		     const uint8_t **value)
{
	struct attrs data;

	if (!attrs_of_nest(nest, &data) || !data.at[NFTA_DATA_VALUE] ||
	    mnl_attr_get_payload_len(data.at[NFTA_DATA_VALUE]) != len)
		return false;
	*value = mnl_attr_get_payload(data.at[NFTA_DATA_VALUE]);
	return true;
}

static bool is_next(struct element_check *check, const struct arrived *arrived,
		    size_t *out)
{
	*out = check->next++;
	return *out < check->n_parts &&
	       !memcmp(check->set->elements.at[*out].key, arrived->key,
		       set_key_len(check->set));
}

static bool find_part(struct element_check *check,
		      const struct arrived *arrived, size_t *out)
{
	const size_t len = set_key_len(check->set);
	size_t slot;
	uint32_t at;

	if (!check->slots)
		return is_next(check, arrived, out);
	slot = mix(arrived->key, len, arrived->end);
	while ((at = check->slots[slot++ & (check->n_slots - 1)])) {
		uint8_t room[KEY_LEN];
		const uint8_t *key;

		*out = at - 1;
		if (on_line(check->set) && *out % 2 != arrived->end)
			continue;
		key = part_key(check->set, *out, room);
		if (key && !memcmp(key, arrived->key, len))
			return true;
	}
	return false;
}

static bool data_is_same(const struct set *set, const struct element *wanted,
			 const struct nlattr *held)
{
	struct attrs data, verdict;
	const uint8_t *mark;

	if (set->kind == SET_PLAIN)
		return !held;
	if (set->kind == SET_MARKS)
		return value_of(held, sizeof(wanted->mark), &mark) &&
		       !memcmp(mark, &wanted->mark, sizeof(wanted->mark));
	return attrs_of_nest(held, &data) &&
	       attrs_of_nest(data.at[NFTA_DATA_VERDICT], &verdict) &&
	       attr_be32(verdict.at[NFTA_VERDICT_CODE], 0) ==
		       code_verdict(wanted->verdict.kind) &&
	       !strcmp(attr_text(verdict.at[NFTA_VERDICT_CHAIN]),
		       wanted->verdict.chain ? wanted->verdict.chain : "");
}

/* What is left of an element's time; 0: it has ended. */
static uint64_t time_left(const struct element *wanted, uint64_t age_ms)
{
	return wanted->timeout_ms > age_ms ? wanted->timeout_ms - age_ms : 0;
}

static bool timeout_is_same(const struct element *wanted, uint64_t age_ms,
			    const struct attrs *held)
{
	const uint64_t due = time_left(wanted, age_ms);
	uint64_t left =
		attr_be64(held->at[NFTA_SET_ELEM_EXPIRATION],
			  attr_be64(held->at[NFTA_SET_ELEM_TIMEOUT], 0));

	if (!wanted->timeout_ms)
		return attr_be64(held->at[NFTA_SET_ELEM_TIMEOUT], 0) == 0;
	return held->at[NFTA_SET_ELEM_TIMEOUT] && left <= due + LATE_MS &&
	       left + EARLY_MS >= due;
}

static bool comment_is_same(const struct element *wanted,
			    const struct nlattr *held)
{
	struct udata udata;

	udata.len = 0;
	udata_put_comment(&udata, NFTNL_UDATA_SET_ELEM_COMMENT,
			  wanted->comment);
	if (!held)
		return udata.len == 0;
	return mnl_attr_get_payload_len(held) == udata.len &&
	       !memcmp(mnl_attr_get_payload(held), udata.bytes, udata.len);
}

static bool last_is_same(const struct set *set, const struct element *wanted,
			 const struct nlattr *held)
{
	const size_t len = set_key_len(set);
	const uint8_t *last;

	if (set_shape(set) != SHAPE_BOXES)
		return !held;
	return value_of(held, len, &last) && !memcmp(last, wanted->last, len);
}

static bool element_is_same(const struct element_check *check,
			    const struct element *wanted,
			    const struct attrs *held)
{
	const struct set *set = check->set;

	return last_is_same(set, wanted, held->at[NFTA_SET_ELEM_KEY_END]) &&
	       data_is_same(set, wanted, held->at[NFTA_SET_ELEM_DATA]) &&
	       timeout_is_same(wanted, check->age_ms, held) &&
	       comment_is_same(wanted, held->at[NFTA_SET_ELEM_USERDATA]) &&
	       !held->at[NFTA_SET_ELEM_OBJREF] &&
	       !held->at[NFTA_SET_ELEM_EXPRESSIONS] &&
	       (set->counters || !held->at[NFTA_SET_ELEM_EXPR]);
}

/* nft(8) begins a line of ranges with an end at 0, which says nothing. */
static bool is_null_end(const struct set *set, const struct arrived *arrived)
{
	static const uint8_t zero[KEY_LEN];

	return on_line(set) && arrived->end &&
	       !memcmp(arrived->key, zero, set_key_len(set));
}

static void check_element(struct element_check *check,
			  const struct nlattr *item)
{
	const struct set *set = check->set;
	struct arrived arrived = { 0 };
	uint32_t flags;
	size_t part;

	if (!attrs_of_nest(item, &arrived.attrs) || arrived.attrs.n_unknown ||
	    !value_of(arrived.attrs.at[NFTA_SET_ELEM_KEY], set_key_len(set),
		      &arrived.key)) {
		check->n_foreign++;
		return;
	}
	flags = attr_be32(arrived.attrs.at[NFTA_SET_ELEM_FLAGS], 0);
	arrived.end = flags == NFT_SET_ELEM_INTERVAL_END;
	if (is_null_end(set, &arrived))
		return;
	if ((flags && !(arrived.end && on_line(set))) ||
	    !find_part(check, &arrived, &part) || check->seen[part]) {
		check->n_foreign++;
		return;
	}
	check->seen[part] = true;
	if (!arrived.end &&
	    !element_is_same(check,
			     &set->elements.at[on_line(set) ? part / 2 : part],
			     &arrived.attrs))
		check->n_different++;
}

int element_check_read(const struct nlmsghdr *msg, void *ctx)
{
	struct element_check *check = ctx;
	const struct nlattr *item;
	struct walk w = walk_elements(msg);

	if (w.bad)
		return -EBADMSG;
	while ((item = walk_next(&w)))
		check_element(check, item);
	return 0;
}

/* One that is about to end may have ended between two looks. */
size_t element_check_missing(const struct element_check *check)
{
	const size_t parts = on_line(check->set) ? 2 : 1;
	size_t n = 0;

	for (size_t i = 0; i < check->n_parts; i++) {
		const struct element *element =
			&check->set->elements.at[i / parts];

		n += !check->seen[i] &&
		     (!element->timeout_ms ||
		      time_left(element, check->age_ms) > GONE_MS);
	}
	return n;
}

bool element_check_all(const struct element_check *check)
{
	for (size_t i = 0; i < check->n_parts; i++)
		if (!check->seen[i])
			return false;
	return true;
}

void element_check_finish(struct element_check *check)
{
	free(check->slots);
	free(check->seen);
	*check = (struct element_check){ 0 };
}
