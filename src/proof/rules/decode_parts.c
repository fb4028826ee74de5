/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_parts.c -- what the files that decode share
 */
#include "proof/rules/decode_parts.h"

bool decode_fail(struct decoder *d, const char *what)
{
	if (!d->flaw->what)
		d->flaw->what = what;
	return false;
}

static bool read_number(const struct decode_number *number,
			struct nf_bytes value)
{
	if (number->len == 1)
		return decode_u8(value, number->out);
	if (number->len == 2)
		return decode_u16(value, number->out);
	if (number->len == 4)
		return decode_u32(value, number->out);
	return decode_u64(value, number->out);
}

bool decode_numbers(struct decoder *d, const struct decode_attrs *attrs,
		    const struct decode_number *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct nf_bytes value = attrs->at[numbers[i].attr];

		if (!value.at && numbers[i].required)
			return decode_fail(d, "an attribute is missing");
		if (value.at && !read_number(&numbers[i], value))
			return decode_fail(d, "a number of another length");
	}
	return true;
}

bool decode_name(struct decoder *d, struct nf_bytes value, const char **out)
{
	const char *text = value.at ? decode_text(value) : NULL;

	if (!text)
		return decode_fail(d, "a name is missing or too long");
	*out = text;
	return true;
}

bool decode_word(struct decoder *d, struct nf_bytes value, const char **out)
{
	if (!decode_name(d, value, out))
		return false;
	return **out || decode_fail(d, "a name is empty");
}

bool decode_known(struct decoder *d, struct nf_bytes bytes, uint32_t known,
		  struct decode_attrs *out, bool *strange)
{
	if (!decode_index(bytes, out))
		return decode_fail(d, "bytes that are no attributes");
	*strange |= out->unknown;
	for (size_t type = 0; type < DECODE_ATTRS_MAX; type++)
		if (out->at[type].at && !(known & 1u << type))
			*strange = true;
	return true;
}

/* Entries of u8 type, u8 length and a value; 0 is the comment everywhere but
 * in sets (libnftnl/udata.h). Nobody has to keep to that. */
const char *decode_comment(struct nf_bytes userdata)
{
	size_t at = 0;

	while (userdata.len - at >= 2) {
		size_t len = userdata.at[at + 1];

		if (len > userdata.len - at - 2)
			return NULL;
		if (userdata.at[at] == 0)
			return decode_text(
				(struct nf_bytes){ userdata.at + at + 2, len });
		at += 2 + len;
	}
	return NULL;
}

bool decode_count(struct decoder *d, size_t *counter, size_t max)
{
	if (*counter >= max)
		return decode_fail(d, "more than anybody has");
	++*counter;
	return true;
}

void decode_strange(struct decoder *d, bool *strange)
{
	if (!*strange)
		d->out->n_strange++;
	*strange = true;
}

bool decode_set_name(struct decoder *d, struct nf_bytes value,
		     const struct nf_set **out)
{
	const char *name;

	if (!decode_name(d, value, &name))
		return false;
	*out = rules_find_set(d->table, name);
	return *out || decode_fail(d, "a set that is not there");
}
