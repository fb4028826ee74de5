/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events_test.c -- tests src/kernel/live/events.c, events_who.c
 */
#include "kernel/live/events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/netlink/attr.h"

enum {
	ROOM = 512,
	PORT = 77,
	PID = 4242,
};

struct sent {
	_Alignas(8) uint8_t bytes[ROOM];
};

/* As the kernel sends it. */
static struct nlmsghdr *newgen(struct sent *room, uint32_t genid,
			       const char *name)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(room->bytes);

	msg->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN;
	msg->nlmsg_pid = PORT;
	mnl_nlmsg_put_extra_header(msg, sizeof(struct nfgenmsg));
	attr_put_be32(msg, NFTA_GEN_ID, genid);
	attr_put_be32(msg, NFTA_GEN_PROC_PID, PID);
	attr_put_text(msg, NFTA_GEN_PROC_NAME, name);
	return msg;
}

static void a_change_tells_who_made_it(void **state)
{
	struct sent room;
	struct event event;

	(void)state;
	assert_true(event_of_message(newgen(&room, 9, "nft"), &event));
	assert_int_equal(event.kind, EVENT_CHANGE);
	assert_int_equal(event.genid, 9);
	assert_int_equal(event.port, PORT);
	assert_int_equal(event.pid, PID);
	assert_string_equal(event.name, "nft");
	assert_false(event.who.known);
}

static void a_name_cannot_forge_a_line(void **state)
{
	struct sent room;
	struct event event;

	(void)state;
	assert_true(
		event_of_message(newgen(&room, 9, "a\nb=\xe3\x81"), &event));
	assert_string_equal(event.name, "a\\x0ab=\\xe3\\x81");
}

static void other_messages_are_no_change(void **state)
{
	struct sent room;
	struct event event;
	struct nlmsghdr *msg = newgen(&room, 9, "nft");

	(void)state;
	msg->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE;
	assert_false(event_of_message(msg, &event));
	msg = mnl_nlmsg_put_header(room.bytes);
	msg->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN;
	assert_false(event_of_message(msg, &event));
}

/* What events_read() told, in a word: c a change, ! a loss. */
struct told {
	char kinds[2 * EVENTS_PER_READ];
	size_t n;
};

static void note(const struct event *event, void *ctx)
{
	struct told *told = ctx;

	assert_true(told->n + 1 < sizeof(told->kinds));
	told->kinds[told->n++] = event->kind == EVENT_LOST ? '!' : 'c';
}

/* A pair of sockets stands for the kernel's. */
static void open_pair(struct events *events, int *kernel)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	*events = (struct events){ .fd = pair[0] };
	*kernel = pair[1];
}

static void say(int kernel, uint32_t genid)
{
	struct sent room;
	const struct nlmsghdr *msg = newgen(&room, genid, "nft");

	assert_int_equal(send(kernel, msg, msg->nlmsg_len, 0), msg->nlmsg_len);
}

static const char *hear(struct events *events)
{
	static struct told told;

	told = (struct told){ 0 };
	assert_int_equal(events_read(events, false, note, &told), 0);
	return told.kinds;
}

static void a_gap_in_the_count_is_a_loss(void **state)
{
	struct events events;
	int kernel;

	(void)state;
	open_pair(&events, &kernel);
	assert_string_equal(hear(&events), "");
	say(kernel, 7);
	say(kernel, 8);
	assert_string_equal(hear(&events), "cc");
	say(kernel, 10);
	say(kernel, 11);
	assert_string_equal(hear(&events), "!cc");
	events.genid = UINT32_MAX; /* 0 is left out */
	say(kernel, 1);
	assert_string_equal(hear(&events), "c");
	close(kernel);
	events_close(&events);
}

static void a_message_too_long_is_a_loss(void **state)
{
	static const uint8_t junk[1 << 15];
	struct events events;
	int kernel;

	(void)state;
	open_pair(&events, &kernel);
	say(kernel, 7);
	assert_int_equal(send(kernel, junk, sizeof(junk), 0), sizeof(junk));
	say(kernel, 8);
	assert_string_equal(hear(&events), "c!c");
	close(kernel);
	events_close(&events);
}

static void junk_is_passed_over(void **state)
{
	struct events events;
	struct sent room;
	const struct nlmsghdr *msg = newgen(&room, 7, "nft");
	int kernel;

	(void)state;
	open_pair(&events, &kernel);
	for (uint32_t len = 1; len < msg->nlmsg_len; len++)
		assert_int_equal(send(kernel, msg, len, 0), len);
	say(kernel, 8);
	assert_string_equal(hear(&events), "c");
	close(kernel);
	events_close(&events);
}

static void what_we_did_is_ours(void **state)
{
	static const uint32_t mine[] = { 1, PORT }, none[] = { 1, 2, 0 };
	const struct event lost = { .kind = EVENT_LOST };
	const struct event nameless = { .kind = EVENT_CHANGE };
	const struct event_ours by_port = { .ports = mine, .n_ports = 2 };
	const struct event_ours others = { none, none, 3, 3 };
	struct event_ours by_pid = { .pids = mine, .n_pids = 2 };
	struct event event;
	struct sent room;

	(void)state;
	assert_true(event_of_message(newgen(&room, 9, "nft"), &event));
	assert_true(event_is_ours(&event, &by_port));
	assert_false(event_is_ours(&event, &by_pid));
	event.pid = PORT;
	assert_true(event_is_ours(&event, &by_pid));
	assert_false(event_is_ours(&event, &others));
	assert_false(event_is_ours(&nameless, &others));
	assert_false(event_is_ours(&lost, &others));
}

static void a_living_process_is_described(void **state)
{
	struct event_who who;

	(void)state;
	event_who_read((uint32_t)getpid(), &who);
	assert_true(who.known);
	assert_int_equal(who.uid, getuid());
	assert_int_equal(who.parent, getppid());
	assert_non_null(strstr(who.program, "events"));
	assert_non_null(strstr(who.command, "events"));
}

static void what_is_no_process_stays_unknown(void **state)
{
	struct event_who who;

	(void)state;
	event_who_read(0, &who);
	assert_false(who.known);
	event_who_read(UINT32_MAX, &who);
	assert_false(who.known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_tells_who_made_it),
		cmocka_unit_test(a_name_cannot_forge_a_line),
		cmocka_unit_test(other_messages_are_no_change),
		cmocka_unit_test(a_gap_in_the_count_is_a_loss),
		cmocka_unit_test(a_message_too_long_is_a_loss),
		cmocka_unit_test(junk_is_passed_over),
		cmocka_unit_test(what_we_did_is_ours),
		cmocka_unit_test(a_living_process_is_described),
		cmocka_unit_test(what_is_no_process_stays_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
