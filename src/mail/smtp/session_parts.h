/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_parts.h -- what the files of a session share among themselves
 */
#pragma once

#include "mail/smtp/session.h"

/* Back to where no MAIL was given; the inside hears of it if it must. */
void session_forget(struct session *session);
/* Nothing more is read; what was said is still written. */
void session_hang_up(struct session *session);
/* A line that no honest client sends: nothing behind it can be trusted. */
void session_refuse_bytes(struct session *session);

void session_obey(struct session *session, const struct smtp_command *command);
void session_take_tls(struct session *session);
/* It must not be obeyed before STARTTLS. */
bool session_lacks_tls(const struct session *session, enum smtp_verb verb);
/* What command_read() did not take. */
void session_refuse(struct session *session, enum command_verdict verdict,
		    const struct smtp_command *command);
