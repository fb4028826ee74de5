/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaf_test.c -- tests src/mime/leaf.c
 */
#include "mime/leaf.h"

#include "mime/defect.h"
#include "mime/limits.h"
#include "mime/part/part.h"

#include "fixture.h"

enum {
	BEHIND = 1000, /* bytes behind those that are read */
	SLACK = 8      /* encoded bytes that decoders may read beyond */
};

/* A text of `first` and then of `repeated`, longer than what is read of one. */
static struct part long_text(struct fixture *f, enum transfer_kind encoding,
			     size_t room, const char *first,
			     const char *repeated)
{
	const size_t len = strlen(first), step = strlen(repeated);
	struct part part = { .kind = PART_PLAIN,
			     .encodings = { encoding },
			     .n_encodings = 1 };
	uint8_t *text;

	f->arena.ceiling = 64 << 20;
	text = arena_alloc(&f->arena, room + len + step);
	memcpy(text, first, len);
	for (part.len = len; part.len < room; part.len += step)
		memcpy(text + part.len, repeated, step);
	part.body = text;
	return part;
}

/* Read without a character that is damaged; what was not read is counted. */
static void is_cut(struct fixture *f, const struct part *part, size_t cut,
		   size_t least)
{
	struct leaf_sum sum = { .cut = 0 };
	enum removal why;

	f->mime.decoded = NULL;
	assert_true(leaf_is_text(&f->mime, part, &why));
	buf_reset(&f->out);
	leaf_read(&f->mime, part, &f->out, &sum);
	assert_true(sum.cut <= cut && sum.cut + SLACK >= cut);
	assert_int_equal(f->mime.counts.unmapped, 0);
	assert_string_equal(sum.charset_used, "utf-8");
	assert_true(f->out.len >= least &&
		    f->out.len <= LIMIT_RAW_TEXT + SLACK);
}

static void a_text_is_cut_at_a_whole_line(void **state)
{
	const size_t room = LIMIT_RAW_TEXT + BEHIND;
	struct part part =
		long_text(*state, TRANSFER_IDENTITY, room, "xx", "あ\n");

	is_cut(*state, &part, part.len - LIMIT_RAW_TEXT, LIMIT_RAW_TEXT - 4);
	part = long_text(*state, TRANSFER_QP, room, "xx", "あ\n");
	is_cut(*state, &part, part.len - LIMIT_RAW_TEXT, LIMIT_RAW_TEXT - 4);
}

static void a_text_without_lines_is_cut_at_a_whole_character(void **state)
{
	static const char *const begins[] = { "", "x", "xx" };
	struct part part;

	for (size_t i = 0; i < 3; i++) {
		part = long_text(*state, TRANSFER_IDENTITY,
				 LIMIT_RAW_TEXT + BEHIND, begins[i], "あ");

		is_cut(*state, &part, part.len - LIMIT_RAW_TEXT,
		       LIMIT_RAW_TEXT - 3);
	}
	part = long_text(*state, TRANSFER_BASE64,
			 LIMIT_RAW_TEXT / 3 * 4 + BEHIND, "", "44GC");
	is_cut(*state, &part, part.len - LIMIT_RAW_TEXT / 3 * 4,
	       LIMIT_RAW_TEXT - 3);
}

static struct part short_text(enum part_kind kind, const char *label,
			      const char *text)
{
	return (struct part){
		.kind = kind,
		.encodings = { TRANSFER_IDENTITY },
		.n_encodings = 1,
		.body = (const uint8_t *)text,
		.len = strlen(text),
		.charsets = { { label, strlen(label) } },
		.charset = charset_find(label, strlen(label)),
		.n_charsets = label[0] != '\0',
	};
}

static void a_page_names_its_charset_where_nothing_else_does(void **state)
{
#define SJIS "<meta charset=shift_jis>\x82\xA0"

	static const struct {
		const char *label, *page, *used;
		uint64_t missing, wrong;
	} rows[] = {
		{ "", SJIS, "shift_jis", 1, 0 },
		{ "us-ascii", SJIS, "shift_jis", 0, 1 },
		{ "utf-8", "<meta charset=shift_jis>あ", "utf-8", 0, 0 },
		{ "", "<meta charset=shift_jis>あ", "utf-8", 1, 0 },
		{ "", "<meta charset=us-ascii>\x82\xA0\x82\xA2\x82\xA4",
		  "shift_jis", 1, 0 },
		{ "us-ascii", "<p>a", "us-ascii", 0, 0 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct part part =
			short_text(PART_HTML, rows[i].label, rows[i].page);
		struct leaf_sum sum = { .cut = 0 };

		f->mime.defects = 0;
		leaf_read(&f->mime, &part, &f->out, &sum);
		assert_string_equal(sum.charset_used, rows[i].used);
		assert_int_equal(
			f->mime.defects,
			rows[i].missing * defect_bit(DEFECT_CHARSET_MISSING) |
				rows[i].wrong *
					defect_bit(DEFECT_CHARSET_WRONG));
	}
}

/* Hard blanks are blanks. */
static void a_text_looks_like_what_is_seen_of_it(void **state)
{
	static const struct {
		const char *text;
		enum leaf_look look;
	} rows[] = {
		{ "", LEAF_BLANK },
		{ " \xC2\xA0\r\n", LEAF_BLANK },
		{ "\xC2\xA0"
		  "a",
		  LEAF_WORDS },
		{ "あ", LEAF_WORDS },
		{ "<html><body><p>a</p></body></html>", LEAF_MARKUP },
		{ "a&nbsp;b Emisi&oacute;n we&#39;ve", LEAF_MARKUP },
		{ "/?a=1&b=2&amp;c=3&d AT&T; &lt b", LEAF_WORDS },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct part part = short_text(PART_PLAIN, "", rows[i].text);

		assert_int_equal(leaf_look(&f->mime, &part), rows[i].look);
	}
}

/* Two charsets of one text: REMOVAL_ATTACHMENT where they agree. */
static void charsets_matter_where_bytes_show_them(void **state)
{
	static const struct {
		const char *first, *second, *text;
		enum removal why;
	} rows[] = {
		{ "utf-8", "UTF8", "あ", REMOVAL_ATTACHMENT },
		{ "shift_jis", "x-sjis", "\x82\xA0", REMOVAL_ATTACHMENT },
		{ "utf-8", "iso-2022-jp", "a", REMOVAL_ATTACHMENT },
		{ "utf-8", "koi8-r", "", REMOVAL_ATTACHMENT },
		{ "utf-8", "iso-2022-jp", "\x1b$B$\"\x1b(B",
		  REMOVAL_AMBIGUOUS },
		{ "utf-8", "shift_jis", "あ", REMOVAL_AMBIGUOUS },
		{ "iso-8859-1", "koi8-r", "\xE9", REMOVAL_AMBIGUOUS },
		{ "utf-8", "x-nobody", "a", REMOVAL_AMBIGUOUS },
		{ "x-nobody", "utf-8", "a", REMOVAL_AMBIGUOUS },
		{ "x-nobody", "x-none", "a", REMOVAL_AMBIGUOUS },
	};
	struct fixture *f = *state;
	enum removal why;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct part part = {
			.kind = PART_PLAIN,
			.encodings = { TRANSFER_IDENTITY },
			.n_encodings = 1,
			.body = (const uint8_t *)rows[i].text,
			.len = strlen(rows[i].text),
			.charsets = { { rows[i].first, strlen(rows[i].first) },
				      { rows[i].second,
					strlen(rows[i].second) } },
			.charset = charset_find(rows[i].first,
						strlen(rows[i].first)),
			.n_charsets = 2,
		};

		if (leaf_is_text(&f->mime, &part, &why))
			why = REMOVAL_ATTACHMENT;
		assert_int_equal(why, rows[i].why);
	}
}

MAIN(WITH(a_page_names_its_charset_where_nothing_else_does),
     WITH(a_text_looks_like_what_is_seen_of_it),
     WITH(charsets_matter_where_bytes_show_them),
     WITH(a_text_is_cut_at_a_whole_line),
     WITH(a_text_without_lines_is_cut_at_a_whole_character))
