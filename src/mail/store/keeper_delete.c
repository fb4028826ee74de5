/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_delete.c -- an original is erased: the first person asks for it, the
 * second one's same word does it
 */
#include <errno.h>
#include <stdio.h>

#include "base/log.h"
#include "mail/store/deletions.h"
#include "mail/store/keeper_ask.h"

static void put_person(const struct question *question,
		       struct person_asked *out)
{
	*out = (struct person_asked){
		.uid = question->asker.uid,
		.time = (uint64_t)time(NULL),
	};
	snprintf(out->name, sizeof(out->name), "%s", question->asker.name);
	snprintf(out->reason, sizeof(out->reason), "%s",
		 question->request.reason);
}

static void ask(const struct question *question)
{
	struct deletion deletion = { .reference = question->reference };
	int r;

	if (!question_note(question, "deletion-asked", NULL))
		return;
	put_person(question, &deletion.by);
	r = deletions_add(question->keeper->store.folder, &deletion,
			  time(NULL));
	if (r < 0) {
		question_failed(question, "remember that it is to be erased",
				r);
		return;
	}
	question_say(question,
		     "noted, not erased yet (受付、未削除): a second person "
		     "has to say the same within %d days "
		     "(別の職員が%d日以内に同じ操作をする)",
		     DELETION_DAYS, DELETION_DAYS);
	keeper_done(question, ANSWER_YES);
}

/* None of it brings back what is erased. */
static void say_what_is_left(const struct question *question)
{
	const struct store *store = &question->keeper->store;
	int r = deletions_end(store->folder, &question->reference, time(NULL));

	if (r < 0)
		log_errno(r, "erased-still-asked reference=%s",
			  question->request.word);
	if (store_is_held(store, &question->reference))
		question_say(question,
			     "it is still on the list of held ones "
			     "(保留の一覧に残っている): mail release --by-hand "
			     "ends that");
}

static void erase(const struct question *question,
		  const struct person_asked *first)
{
	struct keeper *keeper = question->keeper;
	struct person_asked second;
	char words[TOMBSTONE_MAX], why[ASKER_NAME + 16];
	int r;

	snprintf(why, sizeof(why), "asked-by %s", first->name);
	if (!question_note(question, "original-erased", why))
		return;
	put_person(question, &second);
	tombstone_write(words, first, &second);
	r = store_erase(&keeper->store, &question->reference, words);
	if (r < 0) {
		question_failed(question, "erase it", r);
		return;
	}
	question_say(question, "erased (削除した): %s, %s", first->name,
		     second.name);
	say_what_is_left(question);
	keeper_done(question, ANSWER_YES);
}

static void refuse(const struct question *question, const char *why)
{
	question_say(question, "%s", why);
	question_done(question, ANSWER_NO, -1);
}

void keeper_delete(const struct question *question)
{
	static struct kept kept;
	struct deletion first;
	int r;

	if (!question_find(question, &kept))
		return;
	kept_close(&kept);
	r = deletions_find(question->keeper->store.folder, &question->reference,
			   time(NULL), &first);
	if (kept.place.record.state == RECORD_ERASED)
		refuse(question, "it was erased before (削除済み)");
	else if (question->asker.uid == 0)
		refuse(question, "root is nobody (rootは個人ではない): log in "
				 "under your own name");
	else if (r < 0 && r != -ENOENT)
		question_failed(question, "see who has asked", r);
	else if (r == -ENOENT)
		ask(question);
	else if (first.by.uid == question->asker.uid)
		refuse(question,
		       "you have asked already (申請済み): a second person "
		       "has to say the same (別の職員の操作が要る)");
	else if (!keeper_is_releasing(question))
		erase(question, &first.by);
}
