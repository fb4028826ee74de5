/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value.c -- texts, choices, addresses, ports: values of one word
 */
#include <string.h>

#include "base/text.h"
#include "policy/read/read.h"
#include "policy/suggest.h"

bool read_count(const struct value *value, size_t max)
{
	if (value_len(value) <= max)
		return true;
	return value_error(value, "too-many", "'%s' has %zu, more than %zu",
			   value->key, value_len(value), max);
}

bool read_each(void *reader, const struct value *value, size_t max,
	       read_fn *read, void *object)
{
	bool good = true;

	if (!read_count(value, max))
		return false;
	for (size_t i = 0; i < value_len(value); i++) {
		struct value word;

		if (!value_word(value, i, &word) ||
		    !read(reader, &word, object))
			good = false;
	}
	return good;
}

bool read_sections(void *reader, const struct value *value, read_fn *read,
		   void *object)
{
	bool good = true;

	for (size_t i = 0; i < value_len(value); i++) {
		struct value section;

		if (!value_section(value, i, &section) ||
		    !read(reader, &section, object))
			good = false;
	}
	return good;
}

bool read_text(void *reader, const struct value *value, void *field)
{
	struct reader *r = reader;

	*(const char **)field = arena_strdup(&r->policy->arena, value->text);
	return true;
}

bool read_bool(void *reader, const struct value *value, void *field)
{
	(void)reader;
	*(bool *)field = value->yes;
	return true;
}

bool read_zone_ref(void *reader, const struct value *value, void *field)
{
	struct reader *r = reader;
	const struct zone *zone = policy_find_zone(r->policy, value->text);

	if (zone) {
		*(const struct zone **)field = zone;
		return true;
	}
	value_error(value, "unknown-zone", "no zone named '%s'", value->text);
	read_suggest(r, &r->names, value);
	return false;
}

bool read_verdict(const struct value *value, enum addr_verdict verdict)
{
	const char *text = value->text;

	switch (verdict) {
	case ADDR_OK:
		return true;
	case ADDR_BAD:
		break;
	case ADDR_MAPPED:
		return value_error(value, "mapped-address",
				   "'%s' is IPv4 inside IPv6; write the IPv4 "
				   "address itself",
				   text);
	case ADDR_HOST_BITS:
		return value_error(value, "host-bits",
				   "'%s' has bits set behind its prefix "
				   "length; is it one address, or the prefix?",
				   text);
	case ADDR_REVERSED:
		return value_error(value, "reversed-range",
				   "'%s' ends before it begins", text);
	}
	return value_error(value, "bad-address",
			   "'%s' is not an address, prefix (10.1.0.0/16) or "
			   "range (10.1.0.1-10.1.0.9)",
			   text);
}

bool read_addr(void *reader, const struct value *value, void *field)
{
	enum addr_verdict verdict = addr_read(value->text, field);

	(void)reader;
	if (verdict != ADDR_BAD)
		return read_verdict(value, verdict);
	return value_error(value, "bad-address", "'%s' is not one address",
			   value->text);
}

bool read_port(void *reader, const struct value *value, void *field)
{
	uint16_t port;

	(void)reader;
	if (!text_u16(value->text, &port) || !port)
		return value_error(value, "bad-port",
				   "'%s' is not a port from 1 to 65535",
				   value->text);
	*(uint16_t *)field = port;
	return true;
}

bool read_choice(const struct value *value, const char *const words[],
		 size_t *out)
{
	struct suggest near = { .word = value->text };

	for (size_t i = 0; words[i]; i++) {
		if (!strcmp(words[i], value->text)) {
			*out = i;
			return true;
		}
		suggest_offer(&near, words[i]);
	}
	value_error(value, "unknown-value", "'%s' is no %s", value->text,
		    value->key);
	if (near.best)
		diag_note(value->diags, value->at, "did you mean '%s'?",
			  near.best);
	for (size_t i = 0; words[i] && !near.best; i++)
		diag_note(value->diags, value->at, "one is '%s'", words[i]);
	return false;
}
