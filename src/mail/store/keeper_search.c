/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_search.c -- which originals are of this sender, or for this recipient?
 */
#include "mail/store/keeper_search.h"

#include <errno.h>
#include <string.h>

#include "base/json.h"

enum {
	PIECE = 5, /* milliseconds */
	DAY_TEXT = 12,
};

static char *day_text(char out[static DAY_TEXT], uint32_t day)
{
	snprintf(out, DAY_TEXT, "%04u-%02u-%02u", day / 10000 % 10000,
		 day / 100 % 100, day % 100);
	return out;
}

/* ------ one original ------ */

/* As it is shown, in its brackets: whoever types them says where it begins or
 * ends. Letters of ASCII count as the same in either case. */
static bool has(const char *address, const char *part)
{
	char shown[LIMIT_PATH + 3];

	snprintf(shown, sizeof(shown), "<%s>", address);
	return strcasestr(shown, part) != NULL;
}

/* Of which recipient, into `rcpt`. */
static bool fits(const struct envelope *envelope,
		 const struct mail_terms *terms, size_t *rcpt)
{
	if (!has(envelope->sender, terms->from))
		return false;
	for (*rcpt = 0; *rcpt < envelope->n_rcpts; ++*rcpt)
		if (has(envelope->rcpts[*rcpt], terms->to))
			return true;
	return false;
}

static void put(struct search *search, const struct place *place, size_t rcpt)
{
	static struct sheet sheet;
	struct page *page = &search->page;

	sheet_gather(search->question.keeper, &search->reached, place, &sheet);
	if (page->as_json) {
		sheet_put(&page->json, &sheet);
		return;
	}
	if (search->found == 0)
		sheet_print_head("state", "状態", page->out);
	sheet_print_row(&sheet, sheet_state(&sheet), rcpt, page->out);
}

static void look_at(struct search *search, const struct place *place)
{
	static struct envelope envelope;
	char peer[LIMIT_PATH + 1];
	size_t rcpt;

	search->looked_at++;
	search->reached = (struct reference){ search->walk.volume.day,
					      place->record.number };
	if (!original_envelope(place, peer, &envelope) ||
	    !fits(&envelope, &search->question.request.terms, &rcpt))
		return;
	put(search, place, rcpt);
	search->found++;
}

/* ------ its end ------ */

static void end(struct search *search)
{
	walk_finish(&search->walk);
	search->question.keeper->search = NULL;
}

/* Those that went by, and where another one goes on; "" in `next`: nowhere. */
static void say_how_far(const struct search *search, const char *next)
{
	const struct question *question = &search->question;
	char since[DAY_TEXT];

	question_say(question,
		     "%u of the %u originals looked at from %s on fit "
		     "(原本%u通のうち%u通が該当)",
		     search->found, search->looked_at,
		     day_text(since, search->walk.after.day), search->looked_at,
		     search->found);
	if (*next)
		question_say(
			question,
			"that may not be all (続きがありうる): the same with "
			"--after %s",
			next);
}

static void finish(struct search *search, bool all)
{
	char next[REFERENCE_TEXT] = "";
	struct page *page = &search->page;
	int status = ANSWER_YES;

	if (!all && search->reached.number)
		reference_text(next, &search->reached);
	if (page->as_json) {
		json_array_end(&page->json);
		json_member_number(&page->json, "looked_at", search->looked_at);
		json_member(&page->json, "next", *next ? next : NULL);
		json_object_end(&page->json);
		fputc('\n', page->out);
	}
	say_how_far(search, next);
	if (search->found == 0)
		status =
			all && !search->unreadable ? ANSWER_NO : ANSWER_MACHINE;
	page_send(page, &search->question, status);
	end(search);
}

/* ------ one piece after another ------ */

static uint64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void cannot_read(struct search *search, int error)
{
	char day[DAY_TEXT];

	search->unreadable = true;
	question_say(&search->question,
		     "not all of %s can be read (読めない原本がある): %s",
		     day_text(day, search->walk.volume.day),
		     strerrordesc_np(-error));
}

void keeper_search_on(struct search *search)
{
	static struct place place;
	const uint64_t until = milliseconds() + PIECE;

	do {
		const int r = walk_step(&search->walk, &place);

		if (r == 0)
			look_at(search, &place);
		else if (r < 0 && r != -EAGAIN)
			cannot_read(search, r);
		if (r == 1 || search->found == SEARCH_ROWS ||
		    keeper_clock() >= search->late) {
			finish(search, r == 1);
			return;
		}
	} while (milliseconds() < until);
}

void keeper_search_end(struct search *search, uint32_t id)
{
	if (search->question.id != id)
		return;
	page_drop(&search->page);
	end(search);
}

/* ------ its begin ------ */

struct range {
	struct reference after;
	uint32_t last; /* day */
};

static struct range range_of(const struct question *question)
{
	const struct mail_terms *terms = &question->request.terms;
	const uint32_t newest =
		terms->until ? terms->until : reference_day(time(NULL));
	struct range range = {
		.after = question->reference,
		.last = terms->until ? terms->until : UINT32_MAX,
	};

	if (range.after.day < terms->since)
		range.after = (struct reference){ .day = terms->since };
	else if (range.after.day == 0)
		range.after.day = reference_day_add(newest, 1 - SEARCH_DAYS);
	return range;
}

static void write_terms(struct json *json, const void *data)
{
	const struct question *question = data;
	const struct request *request = &question->request;

	if (*request->terms.from)
		journal_text(json, "from", request->terms.from);
	if (*request->terms.to)
		journal_text(json, "to", request->terms.to);
	journal_number(json, "since", range_of(question).after.day);
	if (request->terms.until)
		journal_number(json, "until", request->terms.until);
	if (*request->word)
		journal_text(json, "after", request->word);
	journal_text(json, "who", question->asker.name);
	journal_number(json, "uid", question->asker.uid);
	if (*request->reason)
		journal_text(json, "reason", request->reason);
}

static void begin(struct search *search, const struct question *question)
{
	struct keeper *keeper = question->keeper;
	const struct range range = range_of(question);
	char since[DAY_TEXT];
	int r;

	*search = (struct search){
		.question = *question,
		.late = keeper_clock() + SEARCH_SECONDS,
	};
	r = walk_begin(&search->walk, keeper->store.folder, &range.after,
		       range.last);
	if (r < 0) {
		walk_finish(&search->walk);
		question_failed(question, "look for originals", r);
		return;
	}
	page_open(&search->page, question);
	if (search->page.as_json) {
		json_object(&search->page.json);
		json_member(&search->page.json, "since",
			    day_text(since, range.after.day));
		json_key(&search->page.json, "messages");
		json_array(&search->page.json);
	}
	keeper->search = search;
}

void keeper_search(const struct question *question)
{
	static struct search search;
	struct keeper *keeper = question->keeper;
	int r;

	if (keeper->search) {
		question_say(question, "somebody else is just searching; try "
				       "again (ほかの検索が進行中)");
		question_done(question, ANSWER_MACHINE, -1);
		return;
	}
	r = journal_add(&keeper->journal, "originals-searched", write_terms,
			question);
	if (r < 0)
		question_failed(question, journal_fails, r);
	else
		begin(&search, question);
}
