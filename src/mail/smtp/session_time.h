/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_time.h -- how long a session may take, and which one gives way
 *
 * Seconds of a clock of the owner. All bounds are those of limits.h: idleness,
 * the time from a command's first byte to its last, and the whole transaction
 * from MAIL to the final dot, however busy the peer keeps itself meanwhile; so
 * too for a handshake. The time in which the inside is asked for a recipient is
 * none of the peer's.
 */
#pragma once

#include <time.h>

#include "mail/smtp/session.h"

/* All zero but `since`: a new session. */
struct session_times {
	time_t since;  /* the last thing it, or the inside for it, did */
	time_t line;   /* the first byte of the command being read; or 0 */
	time_t opened; /* MAIL, and later by what took us long; or 0 */
	time_t asked;  /* for a recipient; or 0 */
	time_t tls;    /* STARTTLS, until the handshake is over; or 0 */
	uint64_t n_commands, n_transactions;
};

/* After each advance of the session, `now` never 0. */
void session_times_note(struct session_times *times,
			const struct session *session, time_t now);
bool session_is_late(const struct session_times *times,
		     const struct session *session, time_t now);
