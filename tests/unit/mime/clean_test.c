/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clean_test.c -- tests src/mime/text/clean.c
 */
#include "mime/text/clean.h"

#include "mime/limits.h"
#include "mime/text/utf8.h"

#include "fixture.h"

static const char *lines(struct fixture *f, const char *text)
{
	f->mime.counts = (struct clean){ 0 };
	clean_lines(&f->mime.counts, (const uint8_t *)text, strlen(text),
		    &f->out);
	return fixture_text(f);
}

static const char *line(struct fixture *f, const char *text)
{
	f->mime.counts = (struct clean){ 0 };
	clean_line(&f->mime.counts, (const uint8_t *)text, strlen(text),
		   &f->out);
	return fixture_text(f);
}

static void every_line_end_is_one_line_feed(void **state)
{
	assert_string_equal(lines(*state, "a\r\nb\nc\rd\xE2\x80\xA8"
					  "e\ff\r\r\n\ng"),
			    "a\nb\nc\nd\ne\nf\n\ng");
}

static void controls_become_visible_and_are_counted(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(lines(f, "a\x1b[31m\x07"), "a�[31m�");
	assert_int_equal(f->mime.counts.controls, 2);
	assert_string_equal(lines(f, "a\xE2\x80\xAE"
				     "b"),
			    "a[U+202E]b");
	assert_string_equal(lines(f, "\xC2\x9B"), "�");
	assert_string_equal(lines(f, "\xFF\xFE"), "��");
}

static void what_cannot_be_seen_is_dropped(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(lines(f, "a\xE2\x80\x8B\xEF\xBB\xBF\xC2\xAD"
				     "b\xF3\xA0\x81\x81"),
			    "ab");
	assert_int_equal(f->mime.counts.invisibles, 4);
}

static void what_means_nothing_here_is_geta(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(lines(f, "\xEE\x80\x80\xEF\xBF\xBF\xCD\xB8"),
			    "〓〓〓");
	assert_int_equal(f->mime.counts.unmapped, 3);
}

static void a_variation_selector_stays_behind_an_ideograph_only(void **state)
{
	assert_string_equal(lines(*state, "葛\xF3\xA0\x84\x80城"),
			    "葛\xF3\xA0\x84\x80城");
	assert_string_equal(lines(*state, "a\xF3\xA0\x84\x80"), "a");
	assert_string_equal(lines(*state, "葛\xF3\xA0\x84\x80\xF3\xA0\x84\x80"),
			    "葛\xF3\xA0\x84\x80");
	assert_string_equal(lines(*state, "葛\t\xF3\xA0\x84\x80"), "葛\t");
	assert_string_equal(lines(*state, "葛\xE3\x80\x80\xF3\xA0\x84\x80"),
			    "葛\xE3\x80\x80");
}

/* U+FE09 cuts words that a filter looks for; U+FE00 and U+FE0F mean something. */
static void selectors_that_select_nothing_are_dropped(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(lines(f, "不正利\xEF\xB8\x89用\xEF\xB8\x83の"
				     "\xEF\xB8\x8D制限"),
			    "不正利用の制限");
	assert_int_equal(f->mime.counts.invisibles, 3);
	assert_string_equal(
		lines(f, "神\xEF\xB8\x80☎\xEF\xB8\x8F☎\xEF\xB8\x8E"),
		"神\xEF\xB8\x80☎\xEF\xB8\x8F☎\xEF\xB8\x8E");
}

static void names_are_not_normalised(void **state)
{
	assert_string_equal(lines(*state, "神\xEF\xA8\x99ﾊﾟｶﾞが"),
			    "神\xEF\xA8\x99ﾊﾟｶﾞが");
}

static void a_flood_of_marks_is_cut(void **state)
{
	struct fixture *f = *state;
	char text[200] = "a";

	for (int i = 0; i < 40; i++)
		strcat(text, "\xCC\x81");
	assert_int_equal(strlen(lines(f, text)), 1 + 2 * LIMIT_COMBINING);
	assert_int_equal(f->mime.counts.invisibles, 40 - LIMIT_COMBINING);
}

static void one_line_has_single_blanks_and_none_at_its_ends(void **state)
{
	assert_string_equal(line(*state, "  a \r\n\t b\xC2\xA0\n"), "a b");
	assert_string_equal(line(*state, "　全角　"), "　全角　");
}

static void what_comes_out_is_allowed_for_every_code_point(void **state)
{
	struct fixture *f = *state;
	char bytes[8] = "";
	const char *text;
	size_t used, len;
	uint32_t base, got;

	for (uint32_t cp = 1; cp < 0x110000; cp++) {
		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		memset(bytes, 0, sizeof(bytes));
		utf8_write(bytes, cp);
		f->mime.counts = (struct clean){ 0 };
		clean_lines(&f->mime.counts, (const uint8_t *)bytes,
			    strlen(bytes), &f->out);
		text = f->out.at;
		len = f->out.len;
		base = 0;
		for (size_t i = 0; i < len; i += used) {
			got = utf8_read((const uint8_t *)text + i, len - i,
					&used);
			assert_true(clean_allows(got, base));
			base = got;
		}
		if (cp != '\r' && clean_allows(cp, 0))
			assert_memory_equal(text, bytes, strlen(bytes));
		buf_reset(&f->out);
	}
}

/* Runs are looked at by sixteens, with the ends of their lines: each
 * byte of ASCII at each place of them. */
static void no_place_of_a_run_hides_a_control(void **state)
{
	enum {
		LEN = 70,
		LINE = 20
	};

	char text[LEN + 1] = "";

	for (size_t at = 0; at < LEN; at++)
		for (char c = 1; c > 0; c++) {
			if (c == '\r' || c == '\n' || c == '\v' || c == '\f')
				continue; /* line ends */
			memset(text, 'x', LEN);
			text[LINE] = '\n';
			text[at] = c;
			if ((c >= ' ' && c < 0x7F) || c == '\t')
				assert_string_equal(lines(*state, text), text);
			else
				assert_string_not_equal(lines(*state, text),
							text);
		}
}

/* Well-formed ones stay, of others nothing does; three bytes are looked at at
 * once. */
static void what_comes_out_of_any_three_bytes_is_utf8(void **state)
{
	struct fixture *f = *state;
	uint8_t in[4] = { 0 };
	struct clean clean;

	for (unsigned n = 0; n < 0x100000; n++) {
		in[0] = (uint8_t)(0xE0 | n >> 16);
		in[1] = (uint8_t)(n >> 8);
		in[2] = (uint8_t)n;
		clean = (struct clean){ 0 };
		clean_lines(&clean, in, 3, &f->out);
		if (!utf8_valid((const uint8_t *)f->out.at, f->out.len))
			fail_msg("%06X", 0xE00000 | n);
		buf_reset(&f->out);
	}
}

/* A text comes in pieces, which may end anywhere. */
static void a_line_end_in_two_pieces_is_one(void **state)
{
	static const char text[] = "a\r\nb\n\nc\r\rd\r\n\r\ne";
	struct fixture *f = *state;
	struct clean clean;

	for (size_t cut = 0; cut < sizeof(text) - 1; cut++) {
		clean = (struct clean){ 0 };
		clean_lines(&clean, (const uint8_t *)text, cut, &f->out);
		clean_lines(&clean, (const uint8_t *)text + cut,
			    sizeof(text) - 1 - cut, &f->out);
		assert_string_equal(fixture_text(f), "a\nb\n\nc\n\nd\n\ne");
	}
}

MAIN(WITH(what_comes_out_of_any_three_bytes_is_utf8),
     WITH(a_line_end_in_two_pieces_is_one),
     WITH(no_place_of_a_run_hides_a_control),
     WITH(every_line_end_is_one_line_feed),
     WITH(controls_become_visible_and_are_counted),
     WITH(what_cannot_be_seen_is_dropped),
     WITH(what_means_nothing_here_is_geta),
     WITH(a_variation_selector_stays_behind_an_ideograph_only),
     WITH(selectors_that_select_nothing_are_dropped),
     WITH(names_are_not_normalised), WITH(a_flood_of_marks_is_cut),
     WITH(one_line_has_single_blanks_and_none_at_its_ends),
     WITH(what_comes_out_is_allowed_for_every_code_point))
