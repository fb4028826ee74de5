/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_show.c -- what is known of an original, and the list of held ones
 */
#include "mail/store/sheet.h"

enum {
	HELD_ROWS = 500 /* that one answer shows: each is a head to be read,
			 * while no mail is kept */
};

void keeper_show(const struct question *question)
{
	static struct kept kept;
	static struct sheet sheet;
	struct page page;

	if (!question_find(question, &kept))
		return;
	kept_close(&kept);
	if (!question_note(question, "original-found", NULL))
		return;
	sheet_gather(question->keeper, &question->reference, &kept.place,
		     &sheet);
	page_open(&page, question);
	if (page.as_json) {
		sheet_put(&page.json, &sheet);
		fputc('\n', page.out);
	} else {
		sheet_print(&sheet, page.out);
	}
	page_send(&page, question, ANSWER_YES);
}

/* One whose record cannot be read stands there by its reference. */
static void look_up(const struct keeper *keeper,
		    const struct reference *reference, struct sheet *out)
{
	static struct kept kept;
	static const struct place none;
	const int r = store_find(&keeper->store, reference, &kept);

	if (r == 0)
		kept_close(&kept);
	sheet_gather(keeper, reference, r == 0 ? &kept.place : &none, out);
	out->lost = r < 0;
}

void keeper_done(const struct question *question, int status)
{
	static struct sheet sheet;
	struct page page;

	if (!(question->request.flags & REQUEST_JSON)) {
		question_done(question, status, -1);
		return;
	}
	look_up(question->keeper, &question->reference, &sheet);
	page_open(&page, question);
	sheet_put(&page.json, &sheet);
	fputc('\n', page.out);
	page_send(&page, question, status);
}

static void show_row(const struct question *question,
		     const struct reference *reference, struct page *page)
{
	static struct sheet sheet;

	look_up(question->keeper, reference, &sheet);
	if (page->as_json)
		sheet_put(&page->json, &sheet);
	else
		sheet_print_row(&sheet, sheet.why, 0, page->out);
}

static void show_list(const struct question *question,
		      const struct references *held)
{
	struct page page;

	page_open(&page, question);
	if (page.as_json)
		json_array(&page.json);
	else if (held->list.n)
		sheet_print_head("why", "理由", page.out);
	for (size_t i = 0; i < held->list.n && i < HELD_ROWS; i++)
		show_row(question, &held->list.at[i], &page);
	if (page.as_json) {
		json_array_end(&page.json);
		fputc('\n', page.out);
	} else if (!held->list.n) {
		fputs("nothing is held (保留なし)\n", page.out);
	}
	if (held->list.n > HELD_ROWS)
		question_say(question,
			     "%zu are held, and the oldest %d shown; decide on "
			     "these, and ask again (保留%zu通のうち古い%d通)",
			     held->list.n, HELD_ROWS, held->list.n, HELD_ROWS);
	page_send(&page, question, ANSWER_YES);
}

static void write_who(struct json *json, const void *data)
{
	const struct question *question = data;

	journal_text(json, "who", question->asker.name);
	journal_number(json, "uid", question->asker.uid);
}

void keeper_show_held(const struct question *question)
{
	struct arena arena = { 0 };
	struct references held = { 0 };
	int r = journal_add(&question->keeper->journal, "held-listed",
			    write_who, question);

	if (r < 0) {
		question_failed(question, journal_fails, r);
		return;
	}
	r = store_held(&question->keeper->store, &arena, &held);
	if (r < 0)
		question_failed(question, "list what is held", r);
	else
		show_list(question, &held);
	arena_finish(&arena);
}
