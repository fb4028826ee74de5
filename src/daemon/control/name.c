/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.c -- names of users, asked of the parent: here is no file
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
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
	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		if (control->clients[i].id &&
		    control->clients[i].state == CLIENT_NAMELESS &&
		    control->clients[i].asker.uid == uid)
			return true;
	return false;
}

static void ask(struct control *control, uint32_t uid)
{
	uint8_t body[4];
	struct pack pack = { body, body + sizeof(body), false };

	pack_u32(&pack, uid);
	if (channel_send(FD_PARENT, MESSAGE_ASK_NAME, uid, body, sizeof(body),
			 -1) < 0)
		control->alone = true;
}

const char *name_of(struct control *control, uint32_t uid)
{
	const struct known_name *name = find(control, uid);

	if (name && control->now - name->learned <= CONTROL_NAME_AGE)
		return name->text;
	if (!is_asked(control, uid))
		ask(control, uid);
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

	*name = (struct known_name){ .uid = uid, .learned = control->now };
	if (len < sizeof(name->text))
		memcpy(name->text, text, len);
	if (!name->text[0] || !text_is_utf8(name->text, len) ||
	    text_has_control(name->text))
		snprintf(name->text, sizeof(name->text), "uid %u", uid);
	return name->text;
}
