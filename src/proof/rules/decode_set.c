/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_set.c -- sets, maps and their elements
 */
#include <string.h>

#include "proof/rules/decode_parts.h"

enum {
	LIST_ELEM = 1,

	SET_NAME = 2,
	SET_FLAGS,
	SET_KEY_TYPE,
	SET_KEY_LEN,
	SET_DATA_TYPE,
	SET_DATA_LEN,
	SET_POLICY,
	SET_DESC,
	SET_ID,
	SET_TIMEOUT,
	SET_GC_INTERVAL,
	SET_USERDATA,
	SET_PAD,
	SET_OBJ_TYPE,
	SET_HANDLE,
	SET_EXPR,
	SET_EXPRESSIONS,
	SET_TYPE,  /* the back end's name; Linux 6.16 */
	SET_COUNT, /* Linux 6.14 */
	SET_KNOWN = (2 << SET_COUNT) - 2,

	DESC_SIZE = 1,
	DESC_CONCAT = 2,
	FIELD_LEN = 1,

	KEY_LEN_MAX = 64, /* NFT_DATA_VALUE_MAXLEN */

	LIST_SET = 2,
	LIST_ELEMENTS = 3,
	LIST_KNOWN = (2 << 4) - 2,

	ELEM_KEY = 1,
	ELEM_DATA,
	ELEM_FLAGS,
	ELEM_TIMEOUT,
	ELEM_EXPIRATION,
	ELEM_USERDATA,
	ELEM_EXPR,
	ELEM_PAD,
	ELEM_OBJREF,
	ELEM_KEY_END,
	ELEM_EXPRESSIONS,
	ELEM_KNOWN = (2 << ELEM_EXPRESSIONS) - 2,
	ELEM_LEN_MIN = 16, /* of one with a key, in bytes */
};

static const uint32_t data_type_verdict = 0xffffff00; /* NFT_DATA_VERDICT */

static bool add_field(struct decoder *d, struct nf_bytes nest,
		      struct nf_set *set, bool *strange)
{
	struct decode_attrs attrs;
	uint32_t len;

	if (!decode_known(d, nest, 1 << FIELD_LEN, &attrs, strange))
		return false;
	if (!attrs.at[FIELD_LEN].at || !decode_u32(attrs.at[FIELD_LEN], &len) ||
	    len == 0 || len > KEY_LEN_MAX || set->n_fields == NF_FIELDS_MAX)
		return decode_fail(d, "fields that cannot be");
	set->field_lens[set->n_fields++] = (uint8_t)len;
	return true;
}

static bool read_fields(struct decoder *d, struct nf_bytes list,
			struct nf_set *set, bool *strange)
{
	struct decode_walk walk = decode_walk(list);
	struct decode_attr attr;

	while (decode_next(&walk, &attr))
		if (!add_field(d, attr.value, set, strange))
			return false;
	if (walk.bad)
		return decode_fail(d, "bytes that are no attributes");
	return rules_field_offset(set, set->n_fields) == set->key_len ||
	       decode_fail(d, "fields that are not the key");
}

static bool read_desc(struct decoder *d, struct nf_bytes nest,
		      struct nf_set *set, bool *strange)
{
	const struct decode_number size = { DESC_SIZE, 4, false, &set->size };
	struct decode_attrs attrs;

	if (!decode_known(d, nest, 1 << DESC_SIZE | 1 << DESC_CONCAT, &attrs,
			  strange) ||
	    !decode_numbers(d, &attrs, &size, 1))
		return false;
	return !attrs.at[DESC_CONCAT].at ||
	       read_fields(d, attrs.at[DESC_CONCAT], set, strange);
}

static bool is_sound(struct decoder *d, struct nf_set *set)
{
	bool map = set->flags & NF_SET_MAP;

	set->verdicts = map && set->data_type == data_type_verdict;
	if (set->key_len == 0 || set->key_len > KEY_LEN_MAX)
		return decode_fail(d, "a key that is too short or too long");
	if (map && !set->verdicts &&
	    (set->data_len == 0 || set->data_len > KEY_LEN_MAX))
		return decode_fail(d, "data that are too short or too long");
	return true;
}

static bool read_set(struct decoder *d, const struct decode_attrs *attrs,
		     struct nf_set *set, bool *strange)
{
	const struct decode_number numbers[] = {
		{ SET_FLAGS, 4, false, &set->flags },
		{ SET_KEY_TYPE, 4, false, &set->key_type },
		{ SET_KEY_LEN, 4, true, &set->key_len },
		{ SET_DATA_TYPE, 4, false, &set->data_type },
		{ SET_DATA_LEN, 4, false, &set->data_len },
		{ SET_TIMEOUT, 8, false, &set->timeout_ms },
		{ SET_OBJ_TYPE, 4, false, &set->object_type },
		{ SET_HANDLE, 8, false, &set->handle },
	};

	return decode_name(d, attrs->at[SET_NAME], &set->name) &&
	       decode_numbers(d, attrs, numbers,
			      sizeof(numbers) / sizeof(*numbers)) &&
	       is_sound(d, set) &&
	       (!attrs->at[SET_DESC].at ||
		read_desc(d, attrs->at[SET_DESC], set, strange));
}

/* As newer kernels say how many there will be, their list need not grow: by no
 * more, over all sets, than the bytes that are there can hold. */
static void reserve(struct decoder *d, struct nf_bytes count,
		    struct nf_set *set)
{
	size_t most = d->snapshot->parts[SNAPSHOT_ELEMENTS].len / ELEM_LEN_MIN;
	uint32_t n;

	if (!count.at || !decode_u32(count, &n) || n == 0 ||
	    n > most - d->n_reserved)
		return;
	d->n_reserved += n;
	set->elements.at =
		arena_calloc(&d->out->arena, n, sizeof(*set->elements.at));
	set->elements.cap = n;
}

bool decode_set(struct decoder *d, const struct decode_message *msg)
{
	struct nf_set set = { .table = d->table };
	struct decode_attrs attrs;
	bool strange = false;

	if (!decode_known(d, msg->attrs, SET_KNOWN, &attrs, &strange) ||
	    !read_set(d, &attrs, &set, &strange) ||
	    !decode_count(d, &d->out->n_sets, DECODE_SETS_MAX))
		return false;
	if (strange || set.flags & ~(uint32_t)NF_SET_FLAGS)
		decode_strange(d, &set.strange);
	reserve(d, attrs.at[SET_COUNT], &set);
	*vec_add(&d->out->arena, &d->table->sets) = set;
	return true;
}

static bool find_set(struct decoder *d, struct nf_bytes value)
{
	const struct nf_set *found;
	const char *name;

	if (!decode_name(d, value, &name))
		return false;
	if (d->is_last && d->set && strcmp(d->set->name, name) == 0)
		return true;
	found = rules_find_set(d->table, name);
	if (!found)
		return decode_fail(d, "a set that is not there");
	d->set = &d->table->sets.at[found - d->table->sets.at];
	return true;
}

bool decode_set_exprs(struct decoder *d, const struct decode_message *msg)
{
	struct decode_attrs attrs;

	return (decode_index(msg->attrs, &attrs) ||
		decode_fail(d, "bytes that are no attributes")) &&
	       find_set(d, attrs.at[SET_NAME]) &&
	       decode_plain_exprs(d, attrs.at[SET_EXPR],
				  attrs.at[SET_EXPRESSIONS], &d->set->exprs);
}

static bool read_key(struct decoder *d, struct nf_bytes nest,
		     const uint8_t **out)
{
	struct nf_bytes key;

	if (!nest.at)
		return true;
	if (!decode_data(d, nest, &key))
		return false;
	if (key.len != d->set->key_len)
		return decode_fail(d, "a key of another length");
	*out = key.at;
	return true;
}

static bool read_verdict(struct decoder *d, struct nf_bytes nest,
			 struct nf_element *element, bool *strange)
{
	struct nf_verdict *verdict =
		arena_alloc(&d->out->arena, sizeof(*verdict));

	element->verdict = verdict;
	return decode_verdict(d, nest, verdict, strange);
}

/* An interval's end has none. */
static bool read_data(struct decoder *d, const struct decode_attrs *attrs,
		      struct nf_element *element, bool *strange)
{
	struct nf_bytes nest = attrs->at[ELEM_DATA];
	bool wanted = (d->set->flags & NF_SET_MAP) &&
		      !(element->flags & NF_ELEMENT_INTERVAL_END);

	if (wanted != (nest.at != NULL))
		return decode_fail(d, "data in no map, or a map without");
	if (!nest.at)
		return true;
	if (d->set->verdicts)
		return read_verdict(d, nest, element, strange);
	return decode_data(d, nest, &element->data) &&
	       (element->data.len == d->set->data_len ||
		decode_fail(d, "data of another length"));
}

static bool read_object(struct decoder *d, struct nf_bytes value,
			struct nf_element *element)
{
	const char *name;

	if (!value.at)
		return true;
	if (!decode_name(d, value, &name))
		return false;
	element->object =
		rules_find_object(d->table, name, d->set->object_type);
	return element->object || decode_fail(d, "an object that is not there");
}

/* A range of some field that ends before it begins. */
static bool is_reversed(const struct nf_set *set,
			const struct nf_element *element)
{
	size_t at;

	for (size_t i = 0; element->key_end && i < set->n_fields; i++) {
		at = rules_field_offset(set, i);
		if (memcmp(element->key + at, element->key_end + at,
			   set->field_lens[i]) > 0)
			return true;
	}
	return false;
}

/* Which of the ways to say a key it is, the set's kind decides: one that says
 * it otherwise is not understood. */
static bool is_odd(const struct nf_set *set, const struct nf_element *element)
{
	bool interval = set->flags & NF_SET_INTERVAL;
	bool fields = set->n_fields > 1;

	if (element->key_end && !(interval && fields))
		return true;
	if (is_reversed(set, element))
		return true;
	return (element->flags & NF_ELEMENT_INTERVAL_END) &&
	       (!interval || fields);
}

static bool read_element(struct decoder *d, const struct decode_attrs *attrs,
			 struct nf_element *element, bool *strange)
{
	const struct decode_number numbers[] = {
		{ ELEM_FLAGS, 4, false, &element->flags },
		{ ELEM_TIMEOUT, 8, false, &element->timeout_ms },
		{ ELEM_EXPIRATION, 8, false, &element->expiration_ms },
	};

	if (!decode_numbers(d, attrs, numbers, 3) ||
	    !read_key(d, attrs->at[ELEM_KEY], &element->key) ||
	    !read_key(d, attrs->at[ELEM_KEY_END], &element->key_end) ||
	    !read_data(d, attrs, element, strange) ||
	    !read_object(d, attrs->at[ELEM_OBJREF], element))
		return false;
	if (!element->key != !!(element->flags & NF_ELEMENT_CATCHALL))
		return decode_fail(d, "an element without a key");
	*strange |= (element->flags & ~(uint32_t)NF_ELEMENT_FLAGS) ||
		    is_odd(d->set, element);
	element->comment = decode_comment(attrs->at[ELEM_USERDATA]);
	return decode_plain_exprs(d, attrs->at[ELEM_EXPR],
				  attrs->at[ELEM_EXPRESSIONS], &element->exprs);
}

static bool add_element(struct decoder *d, struct nf_bytes nest)
{
	struct nf_element *element = vec_add(&d->out->arena, &d->set->elements);
	struct decode_attrs attrs;
	bool strange = false;

	if (!decode_count(d, &d->out->n_elements, DECODE_ELEMENTS_MAX) ||
	    !decode_known(d, nest, ELEM_KNOWN, &attrs, &strange) ||
	    !read_element(d, &attrs, element, &strange))
		return false;
	if (strange) {
		decode_strange(d, &element->strange);
		decode_strange(d, &d->set->strange);
	}
	return true;
}

bool decode_elements(struct decoder *d, const struct decode_message *msg)
{
	struct decode_attrs attrs;
	struct decode_walk walk;
	struct decode_attr attr;
	bool strange = false;

	if (!decode_known(d, msg->attrs, LIST_KNOWN, &attrs, &strange) ||
	    !find_set(d, attrs.at[LIST_SET]))
		return false;
	if (strange)
		decode_strange(d, &d->set->strange);
	walk = decode_walk(attrs.at[LIST_ELEMENTS]);
	while (decode_next(&walk, &attr)) {
		if (attr.type != LIST_ELEM)
			return decode_fail(d, "a list of other things");
		if (!add_element(d, attr.value))
			return false;
	}
	return !walk.bad || decode_fail(d, "bytes that are no attributes");
}
