/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c -- the engine's lines of the journal
 */
#include "daemon/engine/record.h"

#include <time.h>

#include "base/log.h"

static void put_gap(struct json *json, const void *data)
{
	const struct engine *engine = data;

	journal_number(json, "since", engine->journal_failed);
	journal_number(json, "missing", engine->journal_lacks);
}

int record_resume(struct engine *engine)
{
	int r;

	if (!engine->journal_fails)
		return 0;
	r = journal_add(&engine->journal, "journal-resumed", put_gap, engine);
	if (r < 0)
		return r;
	log_info("journal-resumed missing=%u", engine->journal_lacks);
	engine->journal_fails = false;
	return 0;
}

static void note_failure(struct engine *engine)
{
	if (!engine->journal_fails) {
		engine->journal_failed = time(NULL);
		engine->journal_lacks = 0;
	}
	engine->journal_fails = true;
	engine->journal_lacks++;
}

int record(struct engine *engine, const char *event, journal_fields_fn *fields,
	   const void *data)
{
	int r = record_resume(engine);

	if (r == 0)
		r = journal_add(&engine->journal, event, fields, data);
	if (r == 0)
		return 0;
	note_failure(engine);
	return log_errno(r, "journal-not-written event=%s", event);
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
