/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * callers.c -- who comes to a control socket: let in or not, heard once,
 * answered, sent away
 */
#include "control/callers.h"

#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/sealed.h"
#include "control/packet.h"

enum {
	LINES_PER_SECOND = 5
};

/* ------ its end ------ */

static void note(struct callers *callers, const struct asker *asker,
		 const char *event, const char *why)
{
	if (callers->lines++ >= LINES_PER_SECOND) {
		callers->withheld++;
		return;
	}
	log_warn("%s uid=%u pid=%u why=%s withheld=%u", event, asker->uid,
		 asker->pid, why, callers->withheld);
	callers->withheld = 0;
}

struct caller *callers_find(struct callers *callers, uint32_t id)
{
	for (size_t i = 0; id && i < callers->rules->most; i++)
		if (callers->places[i].id == id)
			return &callers->places[i];
	return NULL;
}

static void end(struct callers *callers, struct caller *caller)
{
	if (callers->rules->ended)
		callers->rules->ended(callers->arg, caller->id);
	close(caller->fd);
	fd_closep(&caller->attached);
	caller->id = 0;
}

static void drop(struct callers *callers, struct caller *caller,
		 const char *why)
{
	note(callers, &caller->asker, callers->rules->dropped, why);
	end(callers, caller);
}

void caller_said(struct callers *callers, struct caller *caller,
		 const void *text, size_t len)
{
	if (packet_send(caller->fd, ANSWER_SAID, 0, text, len, -1) < 0)
		drop(callers, caller, "does-not-read");
}

void caller_done(struct callers *callers, struct caller *caller, uint8_t status,
		 int fd)
{
	if (packet_send(caller->fd, ANSWER_DONE, 0, &status, 1, fd) < 0)
		drop(callers, caller, "does-not-read");
	else
		end(callers, caller);
}

/* Two packets to a socket that was never full: they fit, or nobody cares. */
static void tell(const struct callers *callers, int fd, uint8_t status,
		 const char *why)
{
	char text[REFUSAL_MAX + 32];
	int len = snprintf(text, sizeof(text), "%s: %s\n",
			   callers->rules->program, why);

	must(len > 0 && (size_t)len < sizeof(text));
	packet_send(fd, ANSWER_SAID, 0, text, (size_t)len, -1);
	packet_send(fd, ANSWER_DONE, 0, &status, 1, -1);
}

void caller_refuse(struct callers *callers, struct caller *caller,
		   uint8_t status, const char *why)
{
	tell(callers, caller->fd, status, why);
	end(callers, caller);
}

void callers_refuse_all(struct callers *callers, const char *why)
{
	for (size_t i = 0; i < callers->rules->most; i++)
		if (callers->places[i].id)
			caller_refuse(callers, &callers->places[i],
				      ANSWER_MACHINE, why);
}

void callers_tick(struct callers *callers, time_t now)
{
	const struct callers_rules *rules = callers->rules;

	if (now == callers->now)
		return;
	callers->now = now;
	callers->lines = 0;
	for (size_t i = 0; i < rules->most; i++) {
		struct caller *caller = &callers->places[i];

		if (!caller->id || caller->state == CALLER_WAITING ||
		    now - caller->since <= rules->patience)
			continue;
		note(callers, &caller->asker, rules->late, "no-request");
		caller_refuse(callers, caller, ANSWER_MACHINE,
			      caller->state == CALLER_SILENT ? "too slow"
							     : rules->nameless);
	}
}

/* ------ new callers ------ */

static struct caller *free_place(struct callers *callers)
{
	for (size_t i = 0; i < callers->rules->most; i++)
		if (!callers->places[i].id)
			return &callers->places[i];
	return NULL;
}

static size_t callers_of(const struct callers *callers, uint32_t uid)
{
	size_t n = 0;

	for (size_t i = 0; i < callers->rules->most; i++)
		n += callers->places[i].id &&
		     callers->places[i].asker.uid == uid;
	return n;
}

/* NULL: it may have that place, which is NULL where all are taken. */
static const char *why_not(const struct callers *callers,
			   const struct caller *place,
			   const struct asker *asker)
{
	const struct callers_rules *rules = callers->rules;

	if (!asker->roles)
		return rules->no_role;
	if (!place)
		return rules->full;
	if (asker->uid != 0 &&
	    callers_of(callers, asker->uid) >= rules->most_per_user)
		return rules->full_of_yours;
	return NULL;
}

struct caller *callers_admit(struct callers *callers, int fd)
{
	struct caller *place = free_place(callers);
	struct asker asker;
	const char *why;

	if (!asker_learn(fd, callers->groups, &asker)) {
		close(fd);
		return NULL;
	}
	why = why_not(callers, place, &asker);
	if (why) {
		note(callers, &asker, callers->rules->refused,
		     asker.roles ? "too-many" : "no-role");
		tell(callers, fd, asker.roles ? ANSWER_MACHINE : ANSWER_NO,
		     why);
		close(fd);
		return NULL;
	}
	must(place);
	do
		callers->serial++;
	while (!callers->serial);
	*place = (struct caller){ .id = callers->serial,
				  .fd = fd,
				  .attached = -1,
				  .since = callers->now,
				  .asker = asker };
	return place;
}

/* ------ its request ------ */

/* The right descriptor for the verb; what is not sealed could change between
 * two looks at it, or make the reader wait for ever. */
static bool is_fit(enum verb verb, int fd)
{
	struct sealed sealed;

	if (!verb_has_fd(verb))
		return fd < 0;
	if (fd < 0 || sealed_map(fd, REQUEST_FD_MAX, &sealed) < 0)
		return false;
	sealed_finish(&sealed);
	return true;
}

/* NULL: it is a request. */
static const char *why_bad(const struct callers *callers, struct caller *caller,
			   const struct packet *packet)
{
	if (caller->state != CALLER_SILENT)
		return "out-of-turn";
	if (packet->id != 0 ||
	    !request_unpack(packet->type, packet->body, packet->body_len,
			    &caller->request) ||
	    verb_is_mail(caller->request.verb) != callers->rules->mail)
		return "malformed";
	if (!is_fit(caller->request.verb, packet->fd))
		return "descriptor";
	return NULL;
}

static bool may_ask(struct callers *callers, struct caller *caller)
{
	const enum verb verb = caller->request.verb;
	char why[REFUSAL_MAX];

	if (asker_may(&caller->asker, verb))
		return true;
	note(callers, &caller->asker, "request-refused", verb_name(verb));
	snprintf(why, sizeof(why), "%s is for %s", verb_name(verb),
		 verb_for_whom(verb));
	caller_refuse(callers, caller, ANSWER_NO, why);
	return false;
}

static bool take(struct callers *callers, struct caller *caller,
		 struct packet *packet)
{
	const char *why = why_bad(callers, caller, packet);

	if (why) {
		fd_closep(&packet->fd);
		drop(callers, caller, why);
		return false;
	}
	caller->attached = packet->fd;
	return may_ask(callers, caller);
}

bool callers_hear(struct callers *callers, struct caller *caller)
{
	static uint8_t buf[PACKET_HEAD + REQUEST_MAX];
	struct packet packet;

	switch (packet_receive(caller->fd, buf, sizeof(buf), &packet)) {
	case PACKET_OK:
		return take(callers, caller, &packet);
	case PACKET_NONE:
		break;
	case PACKET_GONE:
		end(callers, caller);
		break;
	case PACKET_BAD:
		drop(callers, caller, "malformed");
		break;
	}
	return false;
}
