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
#include "cli/certificate/tree.h"

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

static bool holds_sealed(struct small *s, struct certificate *c)
{
	char seal[SEAL_LINE + 1];

	seal_of(c->text, c->len - SEAL_LINE, seal);
	memcpy(c->text + c->len - SEAL_LINE, seal, SEAL_LINE);
	return holds(s, c->text, c->len);
}

/* The words are for people; of other interfaces it may be true as well. */
static bool is_free(const char *text, const char *at)
{
	return (at >= strstr(text, "claim ") + 12 &&
		at < strstr(text, "\nfrom ")) ||
	       (at >= strstr(text, "from ") + 5 &&
		at < strstr(text, "\nto ")) ||
	       (at >= strstr(text, "to ") + 3 && at < strstr(text, "\nproof"));
}

static void no_sealed_change_makes_another_claim(void **state)
{
	struct small *s = *state;
	struct certificate certificate;
	const char *end;

	make_rules(s, "eth2");
	make(s, &certificate);
	end = strstr(certificate.text, "proof");
	for (char *at = certificate.text; at < end; at++) {
		char old = *at;

		for (int c = 32; c < 127 && !is_free(certificate.text, at);
		     c++) {
			*at = (char)c;
			assert_int_equal(holds_sealed(s, &certificate),
					 c == old);
			*at = old;
		}
	}
	certificate_finish(&certificate);
}

/* What comes from there is accepted. */
static void it_is_not_one_of_another_interface(void **state)
{
	struct small *s = *state;
	struct certificate certificate;
	char *name;

	make_rules(s, "eth2");
	make(s, &certificate);
	name = strstr(certificate.text, "from eth0");
	memcpy(name, "from eth1", 9);
	assert_true(holds_sealed(s, &certificate));
	memcpy(name, "from eth2", 9);
	assert_false(holds_sealed(s, &certificate));
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

static bool is_line(const char *line)
{
	return is_head("claim never a -> b", line);
}

static void a_head_says_one_thing(void **state)
{
	(void)state;
	assert_true(is_line("stamps 1048576 1572863"));
	assert_true(is_line("stamps 4293918720 4294443007"));
	assert_false(is_line("stamps 0 1572863"));
	assert_false(is_line("stamps 1048576 4294967296"));
	assert_false(is_line("stamps 1048576"));
	assert_false(is_line("stamps 1048576 1572863 "));
	assert_false(is_line("stamps  1048576 1572863"));
	assert_false(is_line("stamps +1048576 1572863"));
	assert_false(is_line("stamps 01048576 1572863"));
	assert_false(is_line("stamps"));
	assert_false(is_line("stamps "));
	assert_false(is_line("claim anti-spoofing a"));
	assert_false(is_line("from a23456789b123456"));
	assert_false(is_line("from "));
	assert_false(is_line("from"));
	assert_false(is_line("proto 1 1"));
	assert_false(is_line("from eth0 proto 6 6"));
	assert_false(is_line("from eth0 eth0"));
	assert_true(is_line("source 10.0.0.0 10.0.0.9"));
	assert_false(is_line("source 10.0.0.0 10.0.0.9 "));
	assert_false(is_line("source 10.0.0.0  10.0.0.9"));
	assert_false(is_line("source 10.0.0.0"));
	assert_false(is_head("from eth0", "claim never a -> b"));
	assert_false(is_head("claim always a -> b", "from eth0"));
	assert_false(is_head("claim n a -> b", "from eth0"));
}

#define RANGES "permit source 10.0.0.0 10.0.0.9 destination 10.0.1.0 10.0.1.9 "

static void only_some_claims_permit(void **state)
{
	(void)state;
	assert_true(is_head("claim only f", RANGES "proto 6 6 dport 80 80"));
	assert_true(is_head("claim anti-spoofing a", RANGES "proto 6 6"));
	assert_false(is_head("claim never a -> b", RANGES "proto 6 6"));
	assert_false(is_head("claim no-packet a -> b", RANGES "proto 6 6"));
}

static void a_number_has_one_form(void **state)
{
	static const char *const wrong[] = {
		"proto 6 256", "proto 6 6 dport 80 65536",
		"proto 6 06",  "proto 6 6 dport 80 +80",
		"proto 6 -6",  "proto 6 6  dport 80 80",
		"proto 6 6 ",  "proto 6 6 dport 80 0x50",
		"proto 6",     "proto 6 18446744073709551622",
		"port 80 80",
	};
	char line[256];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		snprintf(line, sizeof(line), RANGES "%s", wrong[i]);
		assert_false(is_head("claim only f", line));
	}
}

/* By another way a connection may be stamped that this one then uses. */
static void what_changes_within_a_connection_is_not_permitted(void **state)
{
	static const char *const wrong[] = {
		"permit from eth2",  "permit to eth2", "permit stamps 1 1",
		"permit family 0 0", "permit way 0 0", "permit state 0 0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(is_head("claim only f", wrong[i]));
	assert_true(is_head("claim only f", "permit sport 1 1"));
}

/* Nothing is within what says both. */
static void a_line_is_of_one_family(void **state)
{
	char line[] =
		"permit source 10.0.0.0 10.0.0.9 destination fd00:: fd00::9";
	struct claim head = { .kind = ONLY };

	(void)state;
	assert_true(claim_add(&head, line));
	assert_true(head.lists[PERMIT].at->lo[FAMILY] >
		    head.lists[PERMIT].at->hi[FAMILY]);
	claim_free(&head);
}

/* All is dropped, of whatever kind the tree's leaf is said to be. */
static bool is_leaf(struct small *s, const char *leaf)
{
	char text[1024], seal[SEAL_LINE + 1];
	int n = sprintf(text, "sekisho-certificate 2\ndump ");

	for (size_t i = 0; i < DIGEST; i++)
		n += sprintf(text + n, "%02x", s->dump.digest[i]);
	n += sprintf(text + n,
		     "\nclaim anti-spoofing a\nfrom eth0\n"
		     "permit source 0.0.0.0 255.255.255.255\n"
		     "permit source :: "
		     "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n"
		     "proof\nsplit 75 0\n%s\npermit 1\n",
		     leaf);
	seal_of(text, (size_t)n, seal);
	strcat(text, seal);
	return certificate_holds(&s->dump, text, strlen(text), NULL);
}

static void a_leaf_has_one_form(void **state)
{
	struct small *s = *state;

	assert_true(small_dump(s));
	assert_true(is_leaf(s, "permit 0"));
	assert_false(is_leaf(s, "permit 1"));
	assert_false(is_leaf(s, "permit 2"));
	assert_false(is_leaf(s, "permit 00"));
	assert_false(is_leaf(s, "permit +0"));
	assert_false(is_leaf(s, "permit  0"));
	assert_false(is_leaf(s, "permit 0 "));
	assert_false(is_leaf(s, "permit 0 0"));
	assert_false(is_leaf(s, "permit 4294967296"));
	assert_false(is_leaf(s, "permit 18446744073709551616"));
	assert_false(is_leaf(s, "permit"));
	assert_false(is_leaf(s, "stamped 0"));
	assert_false(is_leaf(s, "unmarked"));
	assert_false(is_leaf(s, "drop"));
	assert_false(is_leaf(s, ""));
	assert_false(is_leaf(s, "p"));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_flip_of_a_certificate_is_found),
		TEST(every_flip_of_a_dump_is_found),
		TEST(no_sealed_change_makes_another_claim),
		TEST(it_is_not_one_of_another_interface),
		TEST(what_does_not_hold_gets_none),
		TEST(a_head_says_one_thing),
		TEST(only_some_claims_permit),
		TEST(a_number_has_one_form),
		TEST(what_changes_within_a_connection_is_not_permitted),
		TEST(a_line_is_of_one_family),
		TEST(a_leaf_has_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
