/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drift.c -- what of the gateway is not as the generation says
 */
#include "daemon/engine/drift.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "base/text.h"
#include "base/wire.h"
#include "daemon/engine/ask.h"
#include "daemon/messages.h"

static const char *const severity_names[] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ALARM] = "alarm",
};

static_assert(sizeof(severity_names) / sizeof(severity_names[0]) ==
		      N_SEVERITIES,
	      "every severity has its name");

const char *severity_name(enum severity severity)
{
	return severity_names[severity];
}

/* How a line that begins so is to be taken; the last row takes all. */
struct reading {
	const char *word, *slug;
	enum severity severity;
	const char *ja;
};

static const struct reading of_rules[] = {
	{ "", "rules-differ", SEVERITY_ALARM,
	  "カーネルの規則が、適用した世代と違う。" },
};

static const struct reading of_others[] = {
	{ "open ", "others-open", SEVERITY_ALARM,
	  "他のテーブルが、設定で許していない通信を通すおそれがある。" },
	{ "deceive ", "others-deceive", SEVERITY_ALARM,
	  "他のテーブルが、関所の記録（ログ）に書き込むおそれがある。" },
	{ "cut ", "others-cut", SEVERITY_WARNING,
	  "他のテーブルが、設定で許した通信を落とすおそれがある。" },
	{ "", "others-unknown", SEVERITY_ALARM,
	  "他のテーブルの働きが分からない。" },
};

/* "chain inet sekisho forward: rule 2 differs": the object is before ": ". */
static void add_line(struct sightings *found, const struct reading *reading,
		     const char *line)
{
	const char *end = strstr(line, ": ");
	size_t len = end ? (size_t)(end - line) : strlen(line);
	struct sighting *sighting =
		sightings_add(found, reading->severity, reading->slug, "%.*s",
			      (int)len, line);

	sighting_ja(found, sighting, "%s", reading->ja);
	sighting_en(found, sighting, "%s", line);
}

static void add_lines(struct sightings *found, const struct reading *readings,
		      char *text)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		const struct reading *reading = readings;
		size_t word;

		while (strncmp(line, reading->word, strlen(reading->word)) != 0)
			reading++;
		word = strlen(reading->word);
		if (line[word])
			add_line(found, reading, line + word);
	}
}

/* 1, 0 or -errno, as enforce says it. */
static int ask_compared(struct engine *engine, uint16_t type,
			const struct reading *readings, struct sightings *found)
{
	const struct question question = { PROC_ENFORCE, type, NULL, 0, -1 };
	_cleanup_(freep) char *text = NULL;
	struct reply reply;
	struct wire w;
	int r = ask(engine, &question, &reply);

	if (r < 0)
		return r;
	fd_closep(&reply.fd);
	if (reply.type != MESSAGE_COMPARED)
		return -EPROTO;
	w = (struct wire){ reply.body, reply.body + reply.len, false };
	r = (int)wire_u32(&w);
	/* The engine has put a NUL behind it. */
	if (w.bad ||
	    !text_is_utf8((const char *)w.pos, (size_t)(w.end - w.pos)))
		return -EPROTO;
	text = strdup((const char *)w.pos);
	if (!text)
		return -ENOMEM;
	add_lines(found, readings, text);
	return r;
}

static void add_unseen(struct sightings *found, enum severity severity,
		       const char *slug, const char *ja, const char *en)
{
	struct sighting *sighting = sightings_add(found, severity, slug, "-");

	sighting_ja(found, sighting, "%s", ja);
	sighting_en(found, sighting, "%s", en);
}

/* What nobody has looked at must not pass for nothing. */
static void add_silence(const struct engine *engine, struct sightings *found)
{
	if (engine->channels[PROC_SURVEY] < 0)
		add_unseen(found, SEVERITY_WARNING, "survey-gone",
			   "関所の周囲を見張るプロセスが動いていない。",
			   "the process that watches around the gate is not "
			   "there");
	else if (engine->live.number)
		add_unseen(found, SEVERITY_NOTE, "survey-begins",
			   "関所の周囲をまだ調べていない。",
			   "what is around the gate has not been looked at "
			   "yet");
}

static void take_survey(const struct engine *engine, struct sightings *found)
{
	_cleanup_(sightings_finish) struct sightings survey = { 0 };
	_cleanup_(sealed_finish) struct sealed packed = { 0 };

	if (engine->surveyed < 0) {
		add_silence(engine, found);
		return;
	}
	if (sealed_map(engine->surveyed, SIGHTINGS_PACKED_MAX, &packed) < 0 ||
	    !sightings_unpack(packed.bytes, packed.len, &survey)) {
		add_unseen(found, SEVERITY_WARNING, "survey-unreadable",
			   "関所の周囲を調べた結果が読めない。",
			   "what was found around the gate cannot be read");
		return;
	}
	vec_each(seen, &survey.list) {
		struct sighting *sighting;

		if (seen->mark == SIGHTING_GONE)
			continue;
		/* Slugs are kept as they are given. */
		sighting =
			sightings_add(found, seen->severity,
				      arena_strdup(&found->arena, seen->slug),
				      "%s", seen->object);
		sighting_ja(found, sighting, "%s", seen->ja);
		sighting_en(found, sighting, "%s", seen->en);
	}
	found->n_more += survey.n_more;
}

static int by_severity(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;
	int slug = strcmp(x->slug, y->slug);

	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	return slug ? slug : strcmp(x->object, y->object);
}

void drift_look(struct engine *engine, struct drift *out)
{
	struct sightings *found = &out->found;

	*out = (struct drift){ 0 };
	out->compared = ask_compared(engine, MESSAGE_CHECK, of_rules, found);
	if (out->compared >= 0) {
		int r = ask_compared(engine, MESSAGE_OTHERS, of_others, found);

		if (r < 0)
			out->compared = r;
	}
	take_survey(engine, found);
	if (found->list.n)
		qsort(found->list.at, found->list.n, sizeof(*found->list.at),
		      by_severity);
}

bool drift_is_none(const struct drift *drift)
{
	if (drift->compared != 1)
		return false;
	vec_each(sighting, &drift->found.list)
		if (sighting->severity != SEVERITY_NOTE)
			return false;
	return true;
}

void drift_finish(struct drift *drift)
{
	sightings_finish(&drift->found);
}

void drift_print_json(const struct drift *drift, struct json *json)
{
	json_array(json);
	vec_each(sighting, &drift->found.list) {
		json_object(json);
		json_member(json, "slug", sighting->slug);
		json_member(json, "object", sighting->object);
		json_member(json, "severity",
			    severity_name(sighting->severity));
		json_member(json, "ja", sighting->ja);
		json_member(json, "en", sighting->en);
		json_object_end(json);
	}
	json_array_end(json);
}
