/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_mime.c -- any bytes as a message: what comes out keeps the promise of
 * convert.h, no link is left in it, and the same bytes give the same text
 */
#include <string.h>

#include "base/arena.h"
#include "mime/convert.h"
#include "mime/header/auth.h"
#include "mime/limits.h"
#include "mime/link/link.h"
#include "mime/text/buf.h"

#include "fuzz.h"
#include "text_check.h"

enum {
	CEILING = 24 << 20
};

static void check_line(const char *text, size_t max)
{
	text_check(text, strlen(text), max, 0);
}

static void check_list(const struct mailboxes *list)
{
	for (size_t i = 0; i < list->n; i++) {
		check_line(list->at[i].name, LIMIT_NAME);
		check_line(list->at[i].addr, LIMIT_ADDR);
	}
}

/* Parts are made inert one by one: together they are no link either. */
static void check_inert(const char *text, size_t len)
{
	struct arena arena = { .ceiling = CEILING };
	struct buf again = { .arena = &arena };

	buf_put(&again, text, len);
	if (!again.cut && len) {
		link_defang(&again, 0);
		must(again.cut ||
		     (again.len == len && !memcmp(again.at, text, len)));
	}
	arena_finish(&arena);
}

static void check(const struct converted *out)
{
	must(strlen(out->body) == out->body_len);
	text_check(out->body, out->body_len, LIMIT_TEXT, 1);
	check_inert(out->body, out->body_len);
	check_inert(out->subject, strlen(out->subject));
	check_line(out->from.name, LIMIT_NAME);
	check_line(out->from.addr, LIMIT_ADDR);
	must(out->from_valid == (out->from.addr[0] != '\0'));
	check_line(out->from_text, LIMIT_LIST);
	check_list(&out->reply_to);
	check_list(&out->to);
	check_list(&out->cc);
	check_line(out->subject, LIMIT_SUBJECT);
	check_line(out->message_id, LIMIT_MSGID);
	check_line(out->in_reply_to, LIMIT_MSGID);
	check_line(out->references, LIMIT_FIELD);
	check_line(out->charset_declared, LIMIT_TYPE);
	for (size_t i = 0; i < out->n_removed; i++) {
		check_line(out->removed[i].name, LIMIT_NAME);
		check_line(out->removed[i].declared, LIMIT_DECLARED);
	}
	for (size_t i = 0; i < out->n_loop_marks; i++)
		check_line(out->loop_marks[i], LIMIT_NAME);
	check_line(out->auth, AUTH_TEXT - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct convert_options options = {
		.loop_mark = "X-Loop",
		.authserv_id = "mx.example",
	};
	struct arena arena = { .ceiling = CEILING };
	struct arena again = { .ceiling = CEILING };
	struct converted first, second;
	enum convert_verdict verdict;

	verdict = convert_message(data, size, &options, &arena, &first);
	must(verdict == convert_message(data, size, &options, &again, &second));
	must(verdict < N_CONVERT_VERDICTS);
	if (verdict == CONVERT_OK) {
		check(&first);
		must(first.body_len == second.body_len &&
		     strcmp(first.body, second.body) == 0);
		must(first.actions == second.actions &&
		     first.defects == second.defects);
	}
	arena_finish(&arena);
	arena_finish(&again);
	return 0;
}
