/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller.c -- one caller's request: judged, passed on
 */
#include <stdio.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/sealed.h"
#include "mail/control/control.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "policy/person.h"
#include "privsep/channel.h"
#include "store/reference.h"

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

void control_named(struct control *control, struct caller *caller)
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
	caller->wants = WANTS_TALLY | (keeps(control) ? WANTS_STORE : 0U);
	send_or_stop(control, FD_CONTROL_OUTSIDE, MESSAGE_STATUS, caller->id,
		     NULL, 0);
	if (caller->wants & WANTS_STORE)
		send_or_stop(control, FD_CONTROL_STORE, MESSAGE_STATUS,
			     caller->id, NULL, 0);
}

static void say_status(struct control *control, struct caller *caller)
{
	_cleanup_(fd_closep) int fd = -1;
	_cleanup_(freep) char *text = NULL;
	size_t len = 0;
	FILE *out;

	out = open_memstream(&text, &len);
	must(out);
	control->status.relay = control->settings.mark;
	control->status.has_store = keeps(control);
	control->status.folder = control->settings.store;
	control->status.now = time(NULL);
	if (caller->request.flags & REQUEST_METRICS)
		status_print_metrics(&control->status, out);
	else if (caller->request.flags & REQUEST_JSON)
		status_print_json(&control->status, out);
	else
		status_print(&control->status, out);
	must(fclose(out) == 0);
	fd = sealed_make(text, len);
	caller_done(&control->callers, caller,
		    fd < 0 ? ANSWER_MACHINE : ANSWER_YES, fd);
}

void control_gone(void *arg, uint32_t id)
{
	struct control *control = arg;
	const struct caller *caller = callers_find(&control->callers, id);

	if (caller && caller->state == CALLER_WAITING &&
	    caller->request.verb == VERB_MAIL_SEARCH)
		send_or_stop(control, FD_CONTROL_STORE, MESSAGE_FORGET, id,
			     NULL, 0);
}

void control_have(struct control *control, uint32_t id, unsigned half)
{
	struct caller *caller = callers_find(&control->callers, id);

	if (!caller || !(caller->wants & half))
		return;
	caller->wants &= ~half;
	if (!caller->wants)
		say_status(control, caller);
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
	if (verb == VERB_MAIL_SEARCH && !*request->terms.from &&
	    !*request->terms.to)
		return "whose mail (だれのメールか)? --from or --to";
	if (verb == VERB_MAIL_SEARCH && !*request->word)
		return NULL;
	switch (reference_judge(request->word, &reference)) {
	case REFERENCE_GOOD:
		break;
	case REFERENCE_MISREAD:
		return "the check digit is wrong (検査用数字が合わない。番号の写し誤り): one of "
		       "the reference's digits was misread";
	case REFERENCE_BAD:
		return "no reference (受付番号ではない。半角の数字とハイフン): they "
		       "are written like 20261121-000123-2, all of it, in "
		       "ASCII";
	}
	if ((verb == VERB_MAIL_RELEASE || verb == VERB_MAIL_DELETE) &&
	    text_is_blank(request->reason))
		return "why (理由)? -m REASON";
	return NULL;
}

void control_take(struct control *control, struct caller *caller)
{
	const enum verb verb = caller->request.verb;
	const char *senseless = why_senseless(&caller->request);

	if (senseless) {
		caller_refuse(&control->callers, caller, ANSWER_USAGE,
			      senseless);
	} else if (verb == VERB_MAIL_STATUS) {
		ask_status(control, caller);
	} else if (!keeps(control)) {
		caller_refuse(
			&control->callers, caller, ANSWER_NO,
			"this relay keeps no originals (原本を保存しない): "
			"keep_days is not in its policy");
	} else {
		ask_name(control, caller);
	}
}
