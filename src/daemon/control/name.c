/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.c -- names of users, asked of the parent: here is no file
 */
#include "base/wire.h"
#include "daemon/control/control.h"
#include "daemon/messages.h"
#include "privsep/channel.h"

static struct known_name *find(struct control *control, uint32_t uid)
{
	for (size_t i = 0; i < CONTROL_NAMES; i++)
		if (control->names[i].learned && control->names[i].uid == uid)
			return &control->names[i];
	return NULL;
}

static bool is_asked(const struct control *control, uint32_t uid)
{
	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		if (control->places[i].id &&
		    control->places[i].state == CALLER_NAMELESS &&
		    control->places[i].asker.uid == uid)
			return true;
	return false;
}

static void ask(struct control *control, const struct caller *caller)
{
	uint8_t body[8];
	struct pack pack = { body, body + sizeof(body), false };

	pack_u32(&pack, caller->asker.uid);
	pack_u32(&pack, caller->asker.pid);
	if (channel_send(FD_PARENT, MESSAGE_ASK_NAME, caller->id, body,
			 sizeof(body), -1) < 0)
		control->alone = true;
}

const char *name_of(struct control *control, const struct caller *caller)
{
	const uint32_t uid = caller->asker.uid;
	const struct known_name *name = uid ? find(control, uid) : NULL;

	if (name && control->callers.now - name->learned <= CONTROL_NAME_AGE)
		return name->text;
	if (!uid || !is_asked(control, uid))
		ask(control, caller);
	return NULL;
}

/* The place of that user, else a free one, else the oldest. */
static struct known_name *place_for(struct control *control, uint32_t uid)
{
	struct known_name *oldest = find(control, uid);

	if (oldest)
		return oldest;
	oldest = control->names;
	for (size_t i = 1; i < CONTROL_NAMES; i++)
		if (control->names[i].learned < oldest->learned)
			oldest = &control->names[i];
	return oldest;
}

const char *name_learn(struct control *control, uint32_t uid, const void *text,
		       size_t len)
{
	struct known_name *name = place_for(control, uid);

	*name = (struct known_name){ .uid = uid,
				     .learned = control->callers.now };
	asker_name(name->text, uid, text, len);
	return name->text;
}
