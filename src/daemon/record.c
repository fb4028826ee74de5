/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c -- the engine's lines of the journal
 */
#include "daemon/record.h"

#include "base/log.h"

int record(struct engine *engine, const char *event, journal_fields_fn *fields,
	   const void *data)
{
	int r = journal_add(&engine->journal, event, fields, data);

	engine->journal_fails = r < 0;
	return r < 0 ? log_errno(r, "journal-not-written event=%s", event) : 0;
}

static void put_deed(struct json *json, const void *data)
{
	const struct deed *deed = data;

	journal_text(json, "author", deed->asker->name);
	journal_number(json, "uid", deed->asker->uid);
	if (deed->generation)
		journal_number(json, "generation", deed->generation);
	if (deed->word)
		journal_text(json, "word", deed->word);
	journal_text(json, "reason", deed->request->reason);
	if (*deed->request->override)
		journal_text(json, "override", deed->request->override);
}

int record_deed(struct engine *engine, const char *event,
		const struct deed *deed)
{
	return record(engine, event, put_deed, deed);
}

struct sentence {
	const char *key, *text;
};

static void put_sentence(struct json *json, const void *data)
{
	const struct sentence *sentence = data;

	journal_text(json, sentence->key, sentence->text);
}

int record_text(struct engine *engine, const char *event, const char *key,
		const char *text)
{
	const struct sentence sentence = { key, text };

	return record(engine, event, put_sentence, &sentence);
}
