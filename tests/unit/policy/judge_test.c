/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_test.c -- what the register means for one packet
 */
#include "policy/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy_text.h"

static const char register_text[] =
	"flows = (\n"
	"{ id = \"F1\"; from = \"a\"; to = \"b\"; source = [\"a1\"];"
	" destination = [\"b1\"]; service = [\"tcp/443\", \"ping\"];"
	" class = \"public-body\"; purpose = \"p\"; document = \"d\";"
	" requested_by = \"x\"; approved_by = \"y\";"
	" valid_from = \"2026-04-01\"; valid_until = \"2027-03-31\"; },\n"
	"{ id = \"F2\"; from = \"a\"; to = \"b\"; source = [\"a1\"];"
	" destination = [\"b1\"]; service = [\"tcp/80\"];"
	" class = \"public-body\"; purpose = \"p\"; document = \"d\";"
	" requested_by = \"x\"; approved_by = \"y\";"
	" hours = [\"mon-fri 08:30-17:15\"]; valid_until = \"2027-03-31\"; },\n"
	"{ id = \"F3\"; from = \"a\"; to = \"a\"; source = [\"any\"];"
	" destination = [\"10.1.9.0/24\"]; service = [\"udp/8000-8010\"];"
	" purpose = \"p\"; }\n"
	");\n"
	"relays = (\n"
	"{ name = \"r\"; from = \"w\"; to = \"a\"; listen = \"192.0.2.1\";"
	" peers = [\"198.51.100.0/24\"]; next_hop = \"10.1.0.25\";"
	" domains = [\"t.example.jp\"]; hostname = \"g.example.jp\";"
	" purpose = \"p\"; requested_by = \"x\"; approved_by = \"y\"; }\n"
	");\n"
	"management = (\n"
	"{ id = \"M1\"; from = \"m\"; source = [\"m1\"];"
	" service = [\"tcp/22\"]; purpose = \"p\"; }\n"
	");\n"
	"gateway = (\n"
	"{ id = \"G1\"; to = \"m\"; destination = [\"m1\"];"
	" service = [\"udp/123\"]; purpose = \"p\"; }\n"
	");\n";

static struct policy policy;

static int set_up(void **state)
{
	struct policy_options options = test_options();
	struct diags diags = { 0 };
	char text[8192];
	bool good;

	(void)state;
	snprintf(text, sizeof(text), "%s%s", test_site, register_text);
	good = policy_from_text(text, &options, &policy, &diags);
	diags_print(&diags, stderr, false);
	diags_finish(&diags);
	return good ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	policy_finish(&policy);
	return 0;
}

static struct addr addr(const char *text)
{
	struct addr addr;

	assert_int_equal(addr_read(text, &addr), ADDR_OK);
	return addr;
}

static struct packet tcp(const char *iif, const char *saddr, const char *oif,
			 const char *daddr, uint16_t port)
{
	return (struct packet){
		.iif = iif,
		.oif = oif,
		.saddr = addr(saddr),
		.daddr = addr(daddr),
		.proto = PROTO_TCP,
		.sport = 50000,
		.dport = port,
		.now = TEST_NOW,
	};
}

static struct packet reply_to(const struct packet *packet)
{
	struct packet reply = *packet;

	reply.iif = packet->oif;
	reply.oif = packet->iif;
	reply.saddr = packet->daddr;
	reply.daddr = packet->saddr;
	reply.sport = packet->dport;
	reply.dport = packet->sport;
	reply.reply = true;
	return reply;
}

static void assert_entry(const struct packet *packet, const char *id)
{
	uint32_t entry = 0;

	assert_int_equal(judge(&policy, packet, &entry), JUDGE_ACCEPT);
	assert_string_equal(policy_entry_id(&policy, entry), id);
}

static void assert_drop(struct packet packet, enum judgement why)
{
	assert_int_equal(judge(&policy, &packet, NULL), why);
}

static void a_registered_packet_passes_and_its_reply(void **state)
{
	struct packet packet = tcp("a0", "10.1.0.5", "b0", "10.2.0.5", 443);
	struct packet reply = reply_to(&packet);

	(void)state;
	assert_entry(&packet, "F1");
	assert_entry(&reply, "F1");
	packet.iif = "a1"; /* another interface of the same zone */
	assert_entry(&packet, "F1");
	packet = tcp("a0", "fd00:1::5", "b0", "fd00:2::5", 443);
	assert_entry(&packet, "F1");
}

static void the_other_direction_is_another_matter(void **state)
{
	struct packet packet = tcp("a0", "10.1.0.5", "b0", "10.2.0.5", 443);
	struct packet turned = reply_to(&packet);

	(void)state;
	turned.reply = false;
	assert_drop(turned, JUDGE_NO_ENTRY);
	/* A reply to what was never permitted. */
	packet.dport = 444;
	assert_drop(reply_to(&packet), JUDGE_NO_ENTRY);
}

static void one_step_beside_is_dropped(void **state)
{
	(void)state;
	assert_drop(tcp("a0", "10.1.0.5", "b0", "10.2.0.5", 442),
		    JUDGE_NO_ENTRY);
	assert_drop(tcp("a0", "10.1.0.6", "b0", "10.2.0.5", 443),
		    JUDGE_NO_ENTRY);
	assert_drop(tcp("a0", "10.1.0.5", "b0", "10.2.0.6", 443),
		    JUDGE_NO_ENTRY);
	assert_drop(tcp("a0", "10.1.0.5", "m0", "10.2.0.5", 443),
		    JUDGE_NO_ENTRY);
	assert_drop(tcp("x0", "10.1.0.5", "b0", "10.2.0.5", 443),
		    JUDGE_NO_ZONE);
	assert_drop(tcp("a0", "10.1.0.5", "x0", "10.2.0.5", 443),
		    JUDGE_NO_ZONE);
}

static void a_source_that_is_not_behind_its_interface_is_spoofed(void **state)
{
	struct packet packet = tcp("b0", "10.1.0.5", "b0", "10.2.0.5", 443);

	(void)state;
	assert_drop(packet, JUDGE_SPOOFED);
	packet.iif = "w0"; /* upstream: anybody, but not ours */
	assert_drop(packet, JUDGE_SPOOFED);
	packet.saddr = addr("192.0.2.1"); /* the gateway's own */
	assert_drop(packet, JUDGE_SPOOFED);
	packet.saddr = addr("127.0.0.1");
	assert_drop(packet, JUDGE_SPOOFED);
	packet.saddr = addr("224.0.0.1");
	assert_drop(packet, JUDGE_SPOOFED);
	packet.saddr = addr("203.0.113.1");
	assert_drop(packet, JUDGE_NO_ENTRY);
}

static void a_pinned_host_has_its_mac(void **state)
{
	struct packet packet = tcp("a0", "10.1.0.5", "b0", "10.2.0.5", 443);
	struct mac mac = { { 2, 0, 0, 0, 0, 5 } };

	(void)state;
	packet.mac = &mac;
	assert_entry(&packet, "F1");
	mac.bytes[5] = 6;
	assert_drop(packet, JUDGE_MAC);
}

static void hours_hold_to_the_second(void **state)
{
	struct packet packet = tcp("a0", "10.1.0.5", "b0", "10.2.0.5", 80);
	const time_t noon = TEST_NOW, hour = 3600;
	const time_t opens = noon - 3 * hour - 1800; /* 08:30 */
	const time_t closes = noon + 5 * hour + 900; /* 17:15 */

	(void)state;
	assert_entry(&packet, "F2");
	packet.now = opens;
	assert_entry(&packet, "F2");
	packet.now = opens - 1;
	assert_drop(packet, JUDGE_NOT_NOW);
	packet.now = closes - 1;
	assert_entry(&packet, "F2");
	packet.now = closes;
	assert_drop(packet, JUDGE_NOT_NOW);
	packet.now = noon + 24 * hour; /* Saturday */
	assert_drop(packet, JUDGE_NOT_NOW);
	packet.now = noon + 72 * hour; /* Monday */
	assert_entry(&packet, "F2");
}

static void an_entry_is_in_force_from_its_first_to_its_last_second(void **state)
{
	struct packet packet = tcp("a0", "10.1.0.5", "b0", "10.2.0.5", 443);
	const time_t first = 1774969200; /* 2026-04-01 00:00 in Tokyo */
	const time_t end = 1806505200;   /* 2027-04-01 00:00 in Tokyo */

	(void)state;
	packet.now = first;
	assert_entry(&packet, "F1");
	packet.now = first - 1;
	assert_drop(packet, JUDGE_NOT_NOW);
	packet.now = end - 1;
	assert_entry(&packet, "F1");
	packet.now = end;
	assert_drop(packet, JUDGE_NOT_NOW);
}

static void an_echo_is_judged_by_its_family(void **state)
{
	struct packet packet = tcp("a0", "10.1.0.5", "b0", "10.2.0.5", 0);

	(void)state;
	packet.proto = PROTO_ICMP;
	assert_drop(packet, JUDGE_NO_ENTRY); /* some other type */
	packet.echo = true;
	assert_entry(&packet, "F1");
	packet.proto = PROTO_ICMPV6;
	packet.saddr = addr("fd00:1::5");
	packet.daddr = addr("fd00:2::5");
	assert_entry(&packet, "F1");
}

static void a_port_range_ends_where_it_says(void **state)
{
	struct packet packet = tcp("a0", "10.1.0.9", "a1", "10.1.9.7", 8000);

	(void)state;
	packet.proto = PROTO_UDP;
	assert_entry(&packet, "F3");
	packet.dport = 8010;
	assert_entry(&packet, "F3");
	packet.dport = 8011;
	assert_drop(packet, JUDGE_NO_ENTRY);
	packet.dport = 7999;
	assert_drop(packet, JUDGE_NO_ENTRY);
}

static void a_relay_has_two_sides_and_no_path(void **state)
{
	struct packet in = tcp("w0", "198.51.100.9", NULL, "192.0.2.1", 25);
	struct packet out = tcp(NULL, "10.1.0.1", "a0", "10.1.0.25", 25);
	struct packet reply;

	(void)state;
	assert_entry(&in, "relay:r/in");
	assert_entry(&out, "relay:r/out");
	reply = reply_to(&in);
	assert_entry(&reply, "relay:r/in");
	reply = reply_to(&out);
	assert_entry(&reply, "relay:r/out");
	in.saddr = addr("203.0.113.9"); /* no peer */
	assert_drop(in, JUDGE_NO_ENTRY);
	assert_drop(tcp("w0", "198.51.100.9", "a0", "10.1.0.25", 25),
		    JUDGE_NO_ENTRY);
	out.saddr = addr("192.0.2.1"); /* an address of another zone */
	assert_drop(out, JUDGE_NO_ENTRY);
}

static void the_gateway_is_reached_by_management_alone(void **state)
{
	struct packet in = tcp("m0", "10.9.0.5", NULL, "10.9.0.1", 22);
	struct packet out = tcp(NULL, "10.9.0.1", "m0", "10.9.0.5", 123);

	(void)state;
	assert_entry(&in, "M1");
	in.saddr = addr("10.9.0.6");
	assert_drop(in, JUDGE_NO_ENTRY);
	in.saddr = addr("10.9.0.5");
	in.daddr = addr("10.1.0.1"); /* its address in another zone */
	assert_drop(in, JUDGE_NO_ENTRY);
	out.proto = PROTO_UDP;
	assert_entry(&out, "G1");
	out.dport = 124;
	assert_drop(out, JUDGE_NO_ENTRY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_registered_packet_passes_and_its_reply),
		cmocka_unit_test(the_other_direction_is_another_matter),
		cmocka_unit_test(one_step_beside_is_dropped),
		cmocka_unit_test(
			a_source_that_is_not_behind_its_interface_is_spoofed),
		cmocka_unit_test(a_pinned_host_has_its_mac),
		cmocka_unit_test(hours_hold_to_the_second),
		cmocka_unit_test(
			an_entry_is_in_force_from_its_first_to_its_last_second),
		cmocka_unit_test(an_echo_is_judged_by_its_family),
		cmocka_unit_test(a_port_range_ends_where_it_says),
		cmocka_unit_test(a_relay_has_two_sides_and_no_path),
		cmocka_unit_test(the_gateway_is_reached_by_management_alone),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
