/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_desk.c -- the store process, asked by the test as control does
 */
#include "keeper_desk.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mail/store/keeper.h"

enum {
	PATIENCE = 30000 /* milliseconds */
};

char said[4096], shown[8192];
bool came;

void ask_as(uint32_t uid, enum verb verb, uint32_t flags)
{
	struct asker asker = { .uid = uid, .roles = ROLE_ALL, .name = "root" };
	struct request request = {
		.verb = verb,
		.flags = flags,
		.reason = "照会",
	};
	uint8_t body[ASKER_LEN + REQUEST_MAX];

	if (uid)
		strcpy(asker.name, uid == SUZUKI ? "suzuki" : "sato");
	if (verb != VERB_MAIL_HELD)
		reference_text(request.word, &play.reference);
	asker_pack(&asker, body);
	assert_int_equal(
		channel_send(play.control, (uint16_t)verb, 7, body,
			     ASKER_LEN +
				     request_pack(&request, body + ASKER_LEN),
			     -1),
		0);
}

bool hear_packet(struct packet *packet)
{
	static uint8_t buf[PACKET_HEAD + PACKET_BODY];
	struct pollfd poll_control = { play.control, POLLIN, 0 };

	return poll(&poll_control, 1, PATIENCE) == 1 &&
	       packet_receive(play.control, buf, sizeof(buf), packet) ==
		       PACKET_OK;
}

int answer(void)
{
	struct packet packet;
	ssize_t len = 0;

	said[0] = shown[0] = '\0';
	for (;;) {
		assert_true(hear_packet(&packet));
		assert_int_equal(packet.id, 7);
		if (packet.type == ANSWER_DONE)
			break;
		snprintf(said + strlen(said), sizeof(said) - strlen(said),
			 "%.*s", (int)packet.body_len,
			 (const char *)packet.body);
	}
	came = packet.fd >= 0;
	if (came) {
		len = pread(packet.fd, shown, sizeof(shown) - 1, 0);
		assert_int_equal(fcntl(packet.fd, F_GET_SEALS) & SEALS, SEALS);
		close(packet.fd);
	}
	shown[len > 0 ? len : 0] = '\0';
	return packet.body[0];
}

int asked(uint32_t uid, enum verb verb)
{
	ask_as(uid, verb, 0);
	return answer();
}

void keep_one(bool held)
{
	keep(1, LEN, LEN, SEALS);
	expect(MESSAGE_KEPT);
	if (!held)
		return;
	say_of(MESSAGE_HOLD, &play.reference, HELD_TOO_DEEP);
	expect(MESSAGE_HELD);
}

bool is_held(void)
{
	return access(mark_of(&play.reference), F_OK) == 0;
}
