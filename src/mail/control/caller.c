/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller.c -- one caller's request: received, judged, passed on
 *
 * A caller is a stranger: whatever it sends ends at most itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/sealed.h"
#include "control/packet.h"
#include "mail/control/control.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "privsep/channel.h"
#include "store/reference.h"

enum {
	LINES_PER_SECOND = 5,
	/* Exit statuses of the CLI. */
	NO = 1,
	USAGE = 2,
	MACHINE = 3,
};

/* ------ its end ------ */

/* A caller chooses how often it misbehaves, not how much is written of it. */
static void note(struct control *control, const struct asker *asker,
		 const char *event, const char *why)
{
	if (control->lines++ >= LINES_PER_SECOND) {
		control->withheld++;
		return;
	}
	log_warn("%s uid=%u pid=%u why=%s withheld=%u", event, asker->uid,
		 asker->pid, why, control->withheld);
	control->withheld = 0;
}

struct caller *caller_find(struct control *control, uint32_t id)
{
	for (size_t i = 0; id && i < CONTROL_CALLERS; i++)
		if (control->callers[i].id == id)
			return &control->callers[i];
	return NULL;
}

static void end(struct caller *caller)
{
	close(caller->fd);
	*caller = (struct caller){ 0 };
}

static void drop(struct control *control, struct caller *caller,
		 const char *why)
{
	note(control, &caller->asker, "caller-dropped", why);
	end(caller);
}

void caller_said(struct control *control, struct caller *caller,
		 const void *text, size_t len)
{
	if (packet_send(caller->fd, ANSWER_SAID, 0, text, len, -1) < 0)
		drop(control, caller, "does-not-read");
}

void caller_done(struct control *control, struct caller *caller, uint8_t status,
		 int fd)
{
	if (packet_send(caller->fd, ANSWER_DONE, 0, &status, 1, fd) < 0)
		drop(control, caller, "does-not-read");
	else
		end(caller);
}

/* Two packets to a socket that was never full: they fit, or nobody cares. */
static void tell(int fd, uint8_t status, const char *why)
{
	char text[256];
	int len = snprintf(text, sizeof(text), "sekisho-mail: %s\n", why);

	must(len > 0 && (size_t)len < sizeof(text));
	packet_send(fd, ANSWER_SAID, 0, text, (size_t)len, -1);
	packet_send(fd, ANSWER_DONE, 0, &status, 1, -1);
}

void caller_refuse(struct control *control, struct caller *caller,
		   uint8_t status, const char *why)
{
	(void)control;
	tell(caller->fd, status, why);
	end(caller);
}

/* ------ new callers ------ */

static struct caller *free_place(struct control *control)
{
	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		if (!control->callers[i].id)
			return &control->callers[i];
	return NULL;
}

static size_t callers_of(const struct control *control, uint32_t uid)
{
	size_t n = 0;

	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		n += control->callers[i].id &&
		     control->callers[i].asker.uid == uid;
	return n;
}

/* NULL: it may come in. */
static const char *why_not(struct control *control, const struct asker *asker,
			   uint8_t *status)
{
	*status = NO;
	if (!asker->roles)
		return "you have no role here (役割がない): sekisho-operator, "
		       "sekisho-approver or sekisho-auditor must be among "
		       "your groups";
	*status = MACHINE;
	if (!free_place(control) ||
	    (asker->uid != 0 &&
	     callers_of(control, asker->uid) >= CONTROL_CALLERS_PER_USER))
		return "too many callers; try again";
	return NULL;
}

void caller_admit(struct control *control, int fd)
{
	struct caller *caller = free_place(control);
	struct asker asker;
	const char *why;
	uint8_t status;

	if (!asker_learn(fd, control->settings.groups, &asker)) {
		close(fd);
		return;
	}
	why = why_not(control, &asker, &status);
	if (why) {
		note(control, &asker, "caller-refused",
		     status == NO ? "no-role" : "too-many");
		tell(fd, status, why);
		close(fd);
		return;
	}
	do
		control->serial++;
	while (!control->serial);
	*caller = (struct caller){ .id = control->serial,
				   .fd = fd,
				   .since = control->now,
				   .asker = asker };
}

void caller_end_late(struct control *control)
{
	for (size_t i = 0; i < CONTROL_CALLERS; i++) {
		struct caller *caller = &control->callers[i];

		if (!caller->id || caller->state == CALLER_WAITING ||
		    control->now - caller->since <= CONTROL_PATIENCE)
			continue;
		note(control, &caller->asker, "caller-late", "no-request");
		caller_refuse(control, caller, MACHINE, "too slow");
	}
}

/* ------ its request ------ */

static bool keeps(const struct control *control)
{
	return settings_runs(&control->settings, PROC_STORE);
}

static void send_or_stop(struct control *control, int channel, uint16_t type,
			 uint32_t id, const void *body, size_t len)
{
	if (channel_send(channel, type, id, body, len, -1) < 0)
		control->alone = true; /* all are told at once */
}

static void ask_store(struct control *control, struct caller *caller)
{
	uint8_t body[ASKER_LEN + REQUEST_MAX];
	size_t len;

	caller->state = CALLER_WAITING;
	asker_pack(&caller->asker, body);
	len = ASKER_LEN + request_pack(&caller->request, body + ASKER_LEN);
	send_or_stop(control, FD_CONTROL_STORE, (uint16_t)caller->request.verb,
		     caller->id, body, len);
}

static void ask_status(struct control *control, struct caller *caller)
{
	caller->state = CALLER_WAITING;
	caller->wants_tally = true;
	caller->wants_store = keeps(control);
	send_or_stop(control, FD_CONTROL_OUTSIDE, MESSAGE_STATUS, caller->id,
		     NULL, 0);
	if (caller->wants_store)
		send_or_stop(control, FD_CONTROL_STORE, MESSAGE_STATUS,
			     caller->id, NULL, 0);
}

void caller_status(struct control *control, struct caller *caller)
{
	_cleanup_(fd_closep) int fd = -1;
	_cleanup_(freep) char *text = NULL;
	size_t len = 0;
	FILE *out;

	if (caller->wants_tally || caller->wants_store)
		return;
	out = open_memstream(&text, &len);
	must(out);
	control->status.relay = control->settings.mark;
	control->status.has_store = keeps(control);
	control->status.now = time(NULL);
	if (caller->request.flags & REQUEST_METRICS)
		status_print_metrics(&control->status, out);
	else if (caller->request.flags & REQUEST_JSON)
		status_print_json(&control->status, out);
	else
		status_print(&control->status, out);
	must(fclose(out) == 0);
	fd = sealed_make(text, len);
	caller_done(control, caller, fd < 0 ? MACHINE : 0, fd);
}

void caller_named(struct control *control, struct caller *caller)
{
	ask_store(control, caller);
}

static void ask_name(struct control *control, struct caller *caller)
{
	uint8_t body[8];
	struct pack pack = { body, body + sizeof(body), false };

	caller->state = CALLER_NAMELESS;
	pack_u32(&pack, caller->asker.uid);
	pack_u32(&pack, caller->asker.pid);
	send_or_stop(control, FD_CONTROL_PARENT, MESSAGE_ASK_NAME, caller->id,
		     body, sizeof(body));
}

/* What a person has typed wrongly; NULL: nothing. */
static const char *why_senseless(const struct request *request)
{
	const enum verb verb = request->verb;
	struct reference reference;

	if (verb == VERB_MAIL_STATUS || verb == VERB_MAIL_HELD)
		return NULL;
	switch (reference_judge(request->word, &reference)) {
	case REFERENCE_GOOD:
		break;
	case REFERENCE_MISREAD:
		return "the check digit is wrong (検査数字が合わない): one of "
		       "the reference's digits was misread";
	case REFERENCE_BAD:
		return "no reference (受付番号ではない): they are written like "
		       "20261121-000123-2";
	}
	if ((verb == VERB_MAIL_RELEASE || verb == VERB_MAIL_DELETE) &&
	    !request->reason[0])
		return "why (理由)? -m REASON";
	return NULL;
}

static void take(struct control *control, struct caller *caller)
{
	const enum verb verb = caller->request.verb;
	const char *senseless = why_senseless(&caller->request);
	char why[192];

	if (!asker_may(&caller->asker, verb)) {
		note(control, &caller->asker, "request-refused",
		     verb_name(verb));
		snprintf(why, sizeof(why), "%s is for %s", verb_name(verb),
			 verb_for_whom(verb));
		caller_refuse(control, caller, NO, why);
	} else if (senseless) {
		caller_refuse(control, caller, USAGE, senseless);
	} else if (verb == VERB_MAIL_STATUS) {
		ask_status(control, caller);
	} else if (!keeps(control)) {
		caller_refuse(
			control, caller, NO,
			"this relay keeps no originals (原本を保存しない): "
			"keep_days is not in its policy");
	} else {
		ask_name(control, caller);
	}
}

void caller_hear(struct control *control, struct caller *caller)
{
	static uint8_t buf[PACKET_HEAD + REQUEST_MAX];
	struct packet packet;

	switch (packet_receive(caller->fd, buf, sizeof(buf), &packet)) {
	case PACKET_OK:
		if (packet.fd >= 0) {
			close(packet.fd);
			drop(control, caller, "descriptor");
		} else if (caller->state != CALLER_SILENT) {
			drop(control, caller, "out-of-turn");
		} else if (packet.id != 0 ||
			   !request_unpack(packet.type, packet.body,
					   packet.body_len, &caller->request) ||
			   !verb_is_mail(caller->request.verb)) {
			drop(control, caller, "malformed");
		} else {
			take(control, caller);
		}
		break;
	case PACKET_NONE:
		break;
	case PACKET_GONE:
		end(caller);
		break;
	case PACKET_BAD:
		drop(control, caller, "malformed");
		break;
	}
}
