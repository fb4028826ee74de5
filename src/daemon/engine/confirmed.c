/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirmed.c -- the generation to start with, kept in step with the kernel
 */
#include "daemon/engine/confirmed.h"

#include <stdio.h>

#include "base/log.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/say.h"

void confirmed_note(struct engine *engine, uint32_t number, uint32_t client)
{
	char object[32];

	engine->unnoted = 0;
	if (generations_confirm(&engine->store, number) == 0)
		return;
	engine->unnoted = number;
	say(engine, client,
	    "generation %u is in force, but could not be noted as the one to start with",
	    number);
	snprintf(object, sizeof(object), "generation %u", number);
	alarm_add(
		engine, "not-noted", object,
		"is in force, but could not be noted: after a reboot it would be the one before (起動時の世代として記録できない)");
}

void confirmed_again(struct engine *engine)
{
	if (!engine->unnoted ||
	    generations_confirm(&engine->store, engine->unnoted) < 0)
		return;
	log_info("noted generation=%u", engine->unnoted);
	engine->unnoted = 0;
}
