/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answered.c -- what control/callers.h has answered a caller so far
 */
#include "answered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/packet.h"
#include "control/request.h"

int answered_to(int caller, char *said, size_t room)
{
	static uint8_t buf[PACKET_HEAD + PACKET_BODY];
	struct packet packet;

	for (;;) {
		switch (packet_receive(caller, buf, sizeof(buf), &packet)) {
		case PACKET_OK:
			if (packet.fd >= 0)
				close(packet.fd);
			if (packet.type == ANSWER_DONE)
				return packet.body[0];
			assert_int_equal(packet.type, ANSWER_SAID);
			snprintf(said, room, "%.*s", (int)packet.body_len,
				 (const char *)packet.body);
			break;
		case PACKET_NONE:
			return -2;
		case PACKET_GONE:
		case PACKET_BAD:
			return -1;
		}
	}
}
