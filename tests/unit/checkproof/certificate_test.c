/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate_test.c -- a changed certificate, or one of a changed dump, is none
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/must.h"
#include "cli/certificate_tree.h"

#include "small.h"

static const char claim[] = "claim never a -> b\nfrom eth0\nto eth1\n";

/* All is dropped, but from `but`; no rule alone says so. */
static void make_rules(struct small *s, const char *but)
{
	small_base(s, "f", 2, 0, true);
	small_rule(s, "f");
	small_load(s, "meta", 6);
	small_cmp(s, 0, but, strlen(but) + 1);
	small_verdict(s, SMALL_ACCEPT, NULL);
	small_end(s);
	small_rule(s, "f");
	small_load(s, "meta", 15);
	small_cmp(s, 1, "\2", 1);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	small_rule(s, "f");
	small_payload(s, 1, 12, 4);
	small_cmp(s, 5, "\12\0\0\4", 4);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	for (uint32_t op = 0; op < 2; op++) {
		small_rule(s, "f");
		small_payload(s, 1, 12, 4);
		small_mask(s, "\377\377\377\374", 4);
		small_cmp(s, op, "\12\0\0\0", 4);
		small_verdict(s, SMALL_DROP, NULL);
		small_end(s);
	}
}

static bool holds(struct small *s, const char *text, size_t len)
{
	char *copy = xcalloc(len + 1, 1);
	bool result;

	memcpy(copy, text, len);
	result = certificate_holds(&s->dump, copy, len, NULL);
	free(copy);
	return result;
}

static void make(struct small *s, struct certificate *out)
{
	assert_true(small_dump(s));
	assert_true(certificate_tree(s->bytes, s->len, claim, out));
	assert_true(holds(s, out->text, out->len));
}

static void every_flip_of_a_certificate_is_found(void **state)
{
	struct small *s = *state;
	struct certificate certificate;

	make_rules(s, "eth2");
	make(s, &certificate);
	for (size_t i = 0; i < 8 * certificate.len; i++) {
		certificate.text[i / 8] ^= (char)(1 << i % 8);
		assert_false(holds(s, certificate.text, certificate.len));
		certificate.text[i / 8] ^= (char)(1 << i % 8);
	}
	for (size_t i = 0; i < certificate.len; i++)
		assert_false(holds(s, certificate.text, i));
	certificate_finish(&certificate);
}

static void every_flip_of_a_dump_is_found(void **state)
{
	struct small *s = *state;
	struct certificate certificate;

	make_rules(s, "eth2");
	make(s, &certificate);
	for (size_t i = 0; i < 8 * s->len; i++) {
		s->bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		dump_free(&s->dump);
		assert_false(dump_load(&s->dump,
				       (struct bytes){ s->bytes, s->len }) &&
			     holds(s, certificate.text, certificate.len));
		s->bytes[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	for (size_t i = 0; i < s->len; i++) {
		dump_free(&s->dump);
		assert_false(
			dump_load(&s->dump, (struct bytes){ s->bytes, i }));
	}
	certificate_finish(&certificate);
}

/*
 * With the seal made anew: whatever one character is changed into, it is
 * rejected, or it still is true of the same claim: a cut may lie elsewhere.
 */
static void no_sealed_change_makes_another_claim(void **state)
{
	struct small *s = *state;
	struct certificate certificate;
	char *text, seal[SEAL_LINE + 1];
	size_t head, end;

	make_rules(s, "eth2");
	make(s, &certificate);
	text = certificate.text;
	end = certificate.len - SEAL_LINE;
	head = (size_t)(strstr(text, "root ") - text);
	for (size_t i = 0; i < head; i++) {
		char old = text[i];

		/* The words are for people; the names are what they mean. */
		if (i >= (size_t)(strstr(text, "claim ") - text) + 12 &&
		    i < (size_t)(strstr(text, "from ") - text) - 1)
			continue;
		for (int c = 32; c < 127; c++) {
			text[i] = (char)c;
			seal_of(text, end, seal);
			memcpy(text + end, seal, SEAL_LINE);
			assert_int_equal(holds(s, text, certificate.len),
					 c == old);
		}
		text[i] = old;
	}
	certificate_finish(&certificate);
}

static void what_does_not_hold_gets_none(void **state)
{
	struct small *s = *state;
	struct certificate certificate;

	make_rules(s, "eth0");
	assert_true(small_dump(s));
	assert_false(certificate_tree(s->bytes, s->len, claim, &certificate));
	assert_non_null(certificate.why);
	certificate_finish(&certificate);
}

static bool is_head(const char *first, const char *second)
{
	struct claim head = { 0 };
	char lines[2][128];
	bool fine;

	snprintf(lines[0], sizeof(lines[0]), "%s", first);
	snprintf(lines[1], sizeof(lines[1]), "%s", second);
	fine = claim_add(&head, lines[0]) && claim_add(&head, lines[1]);
	claim_free(&head);
	return fine;
}

static void a_head_says_one_thing(void **state)
{
	(void)state;
	assert_true(is_head("claim never a -> b", "stamps 1048576"));
	assert_true(is_head("claim never a -> b", "stamps 4293918720"));
	assert_false(is_head("claim never a -> b", "stamps 0"));
	assert_false(is_head("claim never a -> b", "stamps 1048577"));
	assert_false(is_head("claim never a -> b", "stamps 4294967296"));
	assert_false(is_head("claim never a -> b", "stamps 1048576 "));
	assert_false(is_head("claim never a -> b", "stamps  1048576"));
	assert_false(is_head("claim never a -> b", "stamps +1048576"));
	assert_false(is_head("claim never a -> b", "stamps 01048576"));
	assert_false(is_head("claim never a -> b", "stamps1048576"));
	assert_false(is_head("claim never a -> b", "stamps "));
	assert_false(is_head("claim no-packet a -> b", "stamps 1048576"));
	assert_false(is_head("claim never a -> b", "claim anti-spoofing a"));
	assert_false(is_head("from eth0", "claim never a -> b"));
	assert_false(is_head("claim always a -> b", "from eth0"));
	assert_false(is_head("claim never a -> b", "from a23456789b123456"));
	assert_false(is_head("claim never a -> b", "permit 0"));
	assert_false(is_head("claim never a -> b", "source 10.0.0.0"));
	assert_true(is_head("claim never a -> b", "source 10.0.0.0 10.0.0.9"));
	assert_false(
		is_head("claim never a -> b", "source 10.0.0.0 10.0.0.9 "));
	assert_false(
		is_head("claim never a -> b", "source 10.0.0.0  10.0.0.9"));
}

#define RANGES "permit 10.0.0.0 10.0.0.9 10.0.1.0 10.0.1.9 "

static void a_number_has_one_form(void **state)
{
	(void)state;
	assert_true(is_head("claim only f", RANGES "6 6 0 65535 80 80"));
	assert_true(is_head("claim only f", RANGES "0 255 0 0 0 0"));
	assert_false(is_head("claim only f", RANGES "6 256 0 65535 80 80"));
	assert_false(is_head("claim only f", RANGES "6 6 0 65536 80 80"));
	assert_false(is_head("claim only f", RANGES "6 6 0 65535 80 080"));
	assert_false(is_head("claim only f", RANGES "6 6 0 65535 80 +80"));
	assert_false(is_head("claim only f", RANGES "6 6 0 65535 80 -80"));
	assert_false(is_head("claim only f", RANGES "6 6 0 65535 80  80"));
	assert_false(is_head("claim only f", RANGES "6 6 0 65535 80 80 "));
	assert_false(is_head("claim only f", RANGES "6 6 0 65535 80 0x50"));
	assert_false(is_head("claim only f", RANGES "6 6 0 65535 80"));
}

static bool is_permit(const char *leaf)
{
	struct claim head = { .kind = ONLY, .is_named = true };
	char line[] = RANGES "0 255 0 65535 0 65535";
	struct box box = small_box();
	bool holds;

	small_fix(&box, SADDR, "\12\0\0\1", 4);
	small_fix(&box, DADDR, "\12\0\1\1", 4);
	holds = claim_add(&head, line) && claim_leaf(&head, NULL, &box, leaf);
	claim_free(&head);
	return holds;
}

static void a_leaf_has_one_form(void **state)
{
	(void)state;
	assert_true(is_permit("permit 0"));
	assert_false(is_permit("permit 1"));
	assert_false(is_permit("permit 00"));
	assert_false(is_permit("permit +0"));
	assert_false(is_permit("permit  0"));
	assert_false(is_permit("permit 0 "));
	assert_false(is_permit("permit 0 0"));
	assert_false(is_permit("permit 4294967296"));
	assert_false(is_permit("permit 18446744073709551616"));
	assert_false(is_permit("permit"));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_flip_of_a_certificate_is_found),
		TEST(every_flip_of_a_dump_is_found),
		TEST(no_sealed_change_makes_another_claim),
		TEST(what_does_not_hold_gets_none),
		TEST(a_head_says_one_thing),
		TEST(a_number_has_one_form),
		TEST(a_leaf_has_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
