/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test.c -- tests = ( { packet = "A ADDR -> B ADDR tcp/443"; … }, … )
 */
#include <string.h>

#include "policy/limits.h"
#include "policy/read/read.h"

enum {
	PACKET_WORDS = 6
};

static bool read_end(struct reader *r, const struct value *zone,
		     const struct value *addr, const struct zone **out_zone,
		     struct addr *out_addr)
{
	bool good = true;

	if (strcmp(zone->text, "gateway") != 0)
		good = read_zone_ref(r, zone, out_zone);
	return read_addr(r, addr, out_addr) && good;
}

static bool read_packet(void *reader, const struct value *value, void *object)
{
	struct value words[PACKET_WORDS];
	struct policy_test *test = object;
	struct service_ref service = { 0 };
	struct reader *r = reader;
	size_t n = read_split(&r->policy->arena, value, words, PACKET_WORDS);
	bool good;

	if (n != PACKET_WORDS || strcmp(words[2].text, "->") != 0)
		return value_error(value, "bad-test",
				   "a packet is \"ZONE ADDRESS -> ZONE "
				   "ADDRESS tcp/443\"; \"gateway\" for the "
				   "box itself");
	read_text(r, value, &test->text);
	good = read_end(r, &words[0], &words[1], &test->from, &test->source);
	if (!read_end(r, &words[3], &words[4], &test->to, &test->destination))
		good = false;
	if (!read_service_word(r, &words[5], &service))
		return false;
	if (service.service || service.literal.first != service.literal.last)
		return value_error(&words[5], "bad-test",
				   "one port, written as tcp/443");
	test->port = service.literal;
	if (good && test->source.family != test->destination.family)
		return value_error(value, "family-mix",
				   "one packet has addresses of one family");
	return good;
}

static bool read_expect(void *reader, const struct value *value, void *field)
{
	static const char *const words[] = { "drop", "accept", NULL };
	size_t choice;

	(void)reader;
	if (!read_choice(value, words, &choice))
		return false;
	*(bool *)field = choice == 1;
	return true;
}

static const struct key test_keys[] = {
	{ "packet", KEY_STRING, KEY_REQUIRED, read_packet, 0 },
	{ "expect", KEY_STRING, KEY_REQUIRED, read_expect,
	  offsetof(struct policy_test, accept) },
	{ "when", KEY_STRING, 0, read_moment,
	  offsetof(struct policy_test, when) },
	{ 0 },
};

static bool read_one(void *reader, const struct value *section, void *policy)
{
	struct policy_test test = { .at = section->at, .text = "" };
	struct policy *p = policy;

	if (!section_read(reader, section, test_keys, &test))
		return false;
	*vec_add(&p->arena, &p->tests) = test;
	return true;
}

bool read_tests(void *reader, const struct value *value, void *policy)
{
	return read_count(value, LIMIT_TESTS) &&
	       read_sections(reader, value, read_one, policy);
}
