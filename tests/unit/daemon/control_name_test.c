/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_name_test.c -- tests src/daemon/control/name.c
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/wire.h"
#include "control/packet.h"
#include "daemon/control/control.h"
#include "daemon/messages.h"
#include "privsep/channel.h"

enum {
	CALLER = 7,
	PID = 4711,
};

static struct control control;
static int parent;

static int open_parent(void **state)
{
	int ends[2];

	(void)state;
	if (channel_open(ends, 1 << 16) < 0)
		return -1;
	parent = fcntl(ends[1], F_DUPFD, 64);
	if (parent < 0 || dup2(ends[0], FD_PARENT) < 0)
		return -1;
	memset(control.names, 0, sizeof(control.names));
	control.callers.now = 1000;
	return 0;
}

static bool is_asked(uint32_t uid)
{
	uint8_t buf[64];
	struct packet packet;
	struct wire wire;

	if (packet_receive(parent, buf, sizeof(buf), &packet) != PACKET_OK)
		return false;
	wire = (struct wire){ packet.body, packet.body + packet.body_len,
			      false };
	return packet.type == MESSAGE_ASK_NAME && packet.id == CALLER &&
	       wire_u32(&wire) == uid && wire_u32(&wire) == PID &&
	       wire_done(&wire);
}

static const char *name_of_user(uint32_t uid)
{
	const struct caller caller = { .id = CALLER,
				       .asker = { .uid = uid, .pid = PID } };

	return name_of(&control, &caller);
}

static const char *learn(uint32_t uid, const char *text, size_t len)
{
	return name_learn(&control, uid, text, len);
}

static void a_name_is_kept_for_a_minute(void **state)
{
	(void)state;
	assert_null(name_of_user(5));
	assert_true(is_asked(5));
	learn(5, "sato", 4);
	assert_string_equal(name_of_user(5), "sato");
	control.callers.now += CONTROL_NAME_AGE;
	assert_string_equal(name_of_user(5), "sato");
	assert_false(is_asked(5));
	control.callers.now++;
	assert_null(name_of_user(5));
	assert_true(is_asked(5));
	learn(5, "suzuki", 6);
	assert_string_equal(name_of_user(5), "suzuki");
}

static void the_oldest_name_makes_room(void **state)
{
	(void)state;
	for (uint32_t uid = 1; uid <= CONTROL_NAMES + 1; uid++) {
		learn(uid, "x", 1);
		control.callers.now += uid == 1;
	}
	assert_null(name_of_user(1));
	for (uint32_t uid = 2; uid <= CONTROL_NAMES + 1; uid++)
		assert_non_null(name_of_user(uid));
}

static void who_is_root_is_asked_each_time(void **state)
{
	(void)state;
	learn(0, "root", 4);
	assert_null(name_of_user(0));
	assert_true(is_asked(0));
	assert_null(name_of_user(0));
	assert_true(is_asked(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_name_is_kept_for_a_minute,
				       open_parent),
		cmocka_unit_test_setup(who_is_root_is_asked_each_time,
				       open_parent),
		cmocka_unit_test_setup(the_oldest_name_makes_room, open_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
