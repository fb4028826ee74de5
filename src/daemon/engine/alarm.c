/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alarm.c -- what is not right and stands in the status until it is
 */
#include "daemon/engine/alarm.h"

#include <string.h>
#include <time.h>

#include "base/log.h"
#include "daemon/clock.h"

static void copy(char *out, size_t size, const char *text)
{
	size_t len = strnlen(text, size - 1);

	while (len > 0 && text[len] && ((uint8_t)text[len] & 0xc0) == 0x80)
		len--;
	memcpy(out, text, len);
	out[len] = '\0';
}

/* The same once more takes the place of the first: what repeats itself does not
 * push out the others. */
static void forget(struct engine *engine, const struct alarm *like)
{
	size_t n = 0;

	for (size_t i = 0; i < engine->n_alarms; i++)
		if (strcmp(engine->alarms[i].slug, like->slug) != 0 ||
		    strcmp(engine->alarms[i].object, like->object) != 0)
			engine->alarms[n++] = engine->alarms[i];
	engine->n_alarms = n;
}

void alarm_add(struct engine *engine, const char *slug, const char *object,
	       const char *text)
{
	struct alarm alarm = { .since = time(NULL), .raised = now_ms() };
	char line[1024];

	copy(line, sizeof(line), text);
	for (char *c = line; *c; c++)
		if ((uint8_t)*c < ' ' || *c == '"')
			*c = *c == '"' ? '\'' : ' ';
	log_err("%s object=\"%s\" what=\"%s\"", slug, object, line);
	copy(alarm.slug, sizeof(alarm.slug), slug);
	copy(alarm.object, sizeof(alarm.object), object);
	copy(alarm.text, sizeof(alarm.text), text);
	forget(engine, &alarm);
	if (engine->n_alarms == ALARMS_MAX)
		memmove(engine->alarms, engine->alarms + 1,
			--engine->n_alarms * sizeof(*engine->alarms));
	engine->alarms[engine->n_alarms++] = alarm;
}
