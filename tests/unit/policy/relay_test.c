/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay_test.c -- what a relay's keys resolve to, and which change of them narrows
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "policy/change/change.h"

#include "policy_text.h"

enum {
	W = 1 << APPROVE_WIDEN,
	N = 1 << APPROVE_NARROW,
};

static const char inward[] =
	"name = \"r\"; from = \"w\"; to = \"a\"; listen = \"192.0.2.1\"; "
	"peers = [\"192.0.2.9\"]; next_hop = \"10.1.0.25\"; "
	"hostname = \"gw.example.jp\"; ";
static const char outward[] =
	"name = \"r\"; from = \"a\"; to = \"w\"; listen = \"10.1.0.1\"; "
	"peers = [\"10.1.0.25\"]; next_hop = \"192.0.2.9\"; "
	"hostname = \"gw.example.jp\"; ";
static const char town[] = "domains = [\"town.example.jp\"]; ";

static struct policy load(const char *relay, const char *domains,
			  const char *more)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	struct policy_options options = test_options();
	struct policy policy = { 0 };
	char text[8192];

	snprintf(text, sizeof(text),
		 "%srelays = ( { %s%s%s purpose = \"p\"; requested_by = "
		 "\"r\"; approved_by = \"s\"; } );\n",
		 test_site, relay, domains, more);
	if (!policy_from_text(text, &options, &policy, &diags)) {
		diags_print(&diags, stderr, false);
		fail_msg("does not load");
	}
	return policy;
}

static void what_is_not_said_is_off_but_the_my_number(void **state)
{
	_cleanup_(policy_finish) struct policy in = load(inward, town, "");
	_cleanup_(policy_finish) struct policy out = load(outward, town, "");
	const struct relay *relay = in.relays.at;

	(void)state;
	assert_int_equal(relay->keep_days, 0);
	assert_int_equal(relay->keep_size, 0);
	assert_int_equal(relay->tls, TLS_NONE);
	assert_int_equal(relay->next_hop_tls, TLS_NONE);
	assert_int_equal(relay->rate_peer.count, 0);
	assert_false(relay->any_domain);
	assert_int_equal(relay->sender_domains.n, 0);
	assert_string_equal(relay->authserv_id, "");
	assert_int_equal(relay->my_number, MY_NUMBER_IGNORE);
	assert_int_equal(relay->transform, TRANSFORM_FRESH);
	assert_false(relay_is_outward(relay));
	assert_int_equal(out.relays.at->my_number, MY_NUMBER_REFUSE);
	assert_int_equal(out.relays.at->attachments, 0);
	assert_int_equal(out.relays.at->attachment_size, 0);
	assert_true(relay_is_outward(out.relays.at));
}

static void what_is_said_is_read(void **state)
{
	_cleanup_(policy_finish) struct policy in =
		load(inward, town, "keep_days = \"90\"; ");
	_cleanup_(policy_finish) struct policy policy =
		load(outward, "domains = [\"any\"]; ",
		     "sender_domains = [\"Town.Example.JP\"]; "
		     "rate_peer = \"600/minute\"; "
		     "rate_sender = \"7/hour burst 3\"; tls = \"must\"; "
		     "certificate = \"/c\"; key = \"/k\"; peer_pins = "
		     "[\"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE="
		     "\"]; my_number = \"tell\"; transform = \"reused\"; "
		     "attachments = [\"png\", \"pdf\"]; ");
	const struct relay *relay = policy.relays.at;

	(void)state;
	assert_int_equal(in.relays.at->keep_days, 90);
	assert_int_equal(in.relays.at->keep_size, 20ULL << 30);
	assert_true(relay->any_domain);
	assert_int_equal(relay->domains.n, 0);
	assert_string_equal(relay->sender_domains.at[0], "town.example.jp");
	assert_int_equal(relay->rate_peer.burst, 600);
	assert_int_equal(relay->rate_sender.seconds, 3600);
	assert_int_equal(relay->rate_sender.burst, 3);
	assert_int_equal(relay->peer_pins.n, 1);
	assert_int_equal(relay->peer_pins.at[0].sha256[31], 1);
	assert_int_equal(relay->my_number, MY_NUMBER_TELL);
	assert_int_equal(relay->transform, TRANSFORM_REUSED);
	assert_int_equal(relay->attachments,
			 1u << ATTACHMENT_PDF | 1u << ATTACHMENT_PNG);
	assert_int_equal(relay->attachment_size, 10 << 20);
}

#define TLS  "certificate = \"/c\"; key = \"/k\"; "
#define OURS "sender_domains = [\"town.example.jp\"]; "
#define PIN                                                           \
	"peer_pins = [\"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAE=\"]; "
#define HOP                                                           \
	"next_hop_pin = \"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAE=\"; "

/* Each of the two texts, and the kinds of the change there and back. */
static const struct {
	const char *domains, *before, *domains_after, *after;
	uint32_t forth, back;
} rows[] = {
	{ town, "", town, "", 0, 0 },
	{ town, "", town, OURS, N, W },
	{ town, OURS, "domains = [\"any\"]; ", OURS, W, N },
	{ town, "", town, "rate_peer = \"9/hour\"; ", N, W },
	{ town, "rate_sender = \"9/hour\"; ", town,
	  "rate_sender = \"8/hour\"; ", N, W },
	{ town, TLS "tls = \"may\"; ", town, TLS "tls = \"must\"; ", N, W },
	{ town, "", town, "next_hop_tls = \"may\"; ", W, W },
	{ town, "my_number = \"ignore\"; ", town, "my_number = \"tell\"; ", N,
	  W },
	{ town, "my_number = \"tell\"; ", town, "", N, W },
	/* a key, another's word: nobody shows that these are less */
	{ town, "", town, TLS "tls = \"may\"; ", W, W },
	{ town, TLS "tls = \"must\"; ", town, TLS "tls = \"must\"; " PIN, W,
	  W },
	{ town, "next_hop_tls = \"may\"; ", town,
	  "next_hop_tls = \"must\"; " HOP, N | W, W },
	{ town, "", town, "transform = \"reused\"; ", W, W },
	{ town, "", town, "authserv_id = \"mx.example.jp\"; ", W, W },
	{ town, "", town, "attachments = [\"pdf\"]; ", W, N },
	{ town, "attachments = [\"pdf\", \"png\"]; ", town,
	  "attachments = [\"png\"]; ", N, W },
	{ town, "attachments = [\"pdf\"]; ", town, "attachments = [\"png\"]; ",
	  W, W },
	{ town, "attachments = [\"pdf\"]; ", town,
	  "attachments = [\"pdf\"]; attachment_size = \"9M\"; ", N, W },
};

static uint32_t kinds_of(const struct policy *before,
			 const struct policy *after)
{
	_cleanup_(change_finish) struct change change = { 0 };

	assert_int_equal(change_make(7, before, after, &change), 0);
	return change.kinds;
}

static void a_relay_narrows_only_where_each_key_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_(policy_finish) struct policy before =
			load(outward, rows[i].domains, rows[i].before);
		_cleanup_(policy_finish) struct policy after =
			load(outward, rows[i].domains_after, rows[i].after);

		if (kinds_of(&before, &after) != rows[i].forth ||
		    kinds_of(&after, &before) != rows[i].back)
			fail_msg("row %zu: %x there, %x back", i,
				 kinds_of(&before, &after),
				 kinds_of(&after, &before));
	}
}

/* Nobody shows that keeping, or keeping longer, is less. */
static void what_is_kept_widens_both_ways(void **state)
{
	_cleanup_(policy_finish) struct policy none = load(inward, town, "");
	_cleanup_(policy_finish) struct policy some =
		load(inward, town, "keep_days = \"9\"; ");

	(void)state;
	assert_int_equal(kinds_of(&none, &some), W);
	assert_int_equal(kinds_of(&some, &none), W);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_said_is_off_but_the_my_number),
		cmocka_unit_test(what_is_said_is_read),
		cmocka_unit_test(a_relay_narrows_only_where_each_key_does),
		cmocka_unit_test(what_is_kept_widens_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
