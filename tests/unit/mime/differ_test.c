/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differ_test.c -- tests src/mime/text/differ.c
 */
#include "mime/text/differ.h"

#include "fixture.h"

static enum difference ask(struct fixture *f, struct differ *differ,
			   const char *text)
{
	buf_put_text(&f->out, text);
	return differ_ask(differ, &f->arena, &f->out);
}

/* NULL: nothing differs. */
static void lines_are_kept_that_say_more(void **state)
{
	static const struct {
		const char *known, *asked, *kept;
	} texts[] = {
		{ "one two", "Two. ONE\n", NULL },
		{ "one two", "zero\none\nthree\nfour\nfive\ntwo\nsix",
		  "zero\nthree\nfour\nfive\nsix" },
		/* What the conversion adds, and what looks like it. */
		{ "one", "one [画像: two] [無効なリンク: x]", NULL },
		{ "one", "one [two]", "one [two]" },
		{ "one", "one [画像", "one [画像" },
		{ "one http://a/", "one <http://b/>one", NULL },
		{ "one http://a/", "one <two>three", "one <two>three" },
		{ "one", "one <two three>", "one <two three>" },
		{ "one", "one <two<three", "one <two<three" },
		{ "one", "one <http://b/>", "one <http://b/>" },
		{ "one", "one\none <http://b/>\none", "one <http://b/>\n" },
		{ "one", "※表示と異なるリンク先", NULL },
		{ "one", "※暗証番号", "※暗証番号" },
		{ "one", "表示と異なるリンク先", "表示と異なるリンク先" },
		/* In a plain text it is the sender's. */
		{ "one <http://b/c?d=e>", "one http://b/c?d=e", NULL },
		{ "<a<http://b/>\n<", "a http://b/ c\nb", "a http://b/ c\n" },
		{ "<", "a", "a" },
		{ "one", "one [ab c画像]", "one [ab c画像]" },
		/* Words of many letters. */
		{ "abcdefghijkl", "abcXefghijkl", "abcXefghijkl" },
		{ "abcdefghijkl", "abcdefghijkX", "abcdefghijkX" },
		{ "abcdefghijklmnopq", "abcdefghijklmnXpq",
		  "abcdefghijklmnXpq" },
		/* Words of two characters. */
		{ "éüa", "éa", NULL },
		{ "あéüい", "あéい", "あéい" },
		{ "😀あ", "😀い", "😀い" },
		{ "日本酒", "日本語", "日本語" },
		{ "😀😁", "😀😂", "😀😂" },
		{ "é̀ü", "éü", "éü" },
		{ "日\n本\n> 語", "日本語", NULL },
		{ "国語日本", "日本 国語\n日本　国語\n日本・国語", NULL },
		{ "国語a日本", "日本a国語・日本.国語", NULL },
		{ "日本国語", "・日本\n•国語", NULL },
		{ "日本国語", "本日", "本日" },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct fixture *f = *state;
		struct differ differ = { 0 };
		enum difference found;

		assert_true(differ_begin(&differ, &f->arena, texts[i].known,
					 strlen(texts[i].known)));
		found = ask(f, &differ, texts[i].asked);
		assert_int_equal(found,
				 texts[i].kept ? DIFFER_IN_LINES : DIFFER_NOT);
		assert_string_equal(fixture_text(f), texts[i].kept
							     ? texts[i].kept
							     : texts[i].asked);
	}
}

/* Words "w<from>" to "w<to - 1>". */
static const char *words(int from, int to)
{
	static char text[90000];
	size_t len = 0;

	text[0] = '\0';
	for (int i = from; i < to; i++)
		len += (size_t)sprintf(text + len, "w%d ", i);
	return text;
}

static void most_of_a_good_many_words_is_much(void **state)
{
	struct fixture *f = *state;
	struct differ differ = { 0 };
	const char *known = words(0, 30);

	assert_true(differ_begin(&differ, &f->arena, known, strlen(known)));
	assert_int_equal(ask(f, &differ, words(1, 60)), DIFFER_GREATLY);
	buf_reset(&f->out);
	assert_int_equal(ask(f, &differ, words(0, 60)), DIFFER_IN_LINES);
	buf_reset(&f->out);
	assert_int_equal(ask(f, &differ, words(30, 60)), DIFFER_GREATLY);
	buf_reset(&f->out);
	assert_int_equal(ask(f, &differ, words(30, 59)), DIFFER_IN_LINES);
}

/* Words of all lengths, at the end of a text and before more of it. */
static void a_word_is_all_of_its_letters(void **state)
{
	struct fixture *f = *state;
	char known[80], other[80];
	struct differ differ = { 0 };

	for (int len = 1; len <= 40; len++) {
		memset(known, 'a', sizeof(known));
		strcpy(known + len, " and what is behind it, of all of it");
		assert_true(
			differ_begin(&differ, &f->arena, known, strlen(known)));
		memset(other, 'A', sizeof(other));
		other[len] = '\0';
		buf_reset(&f->out);
		assert_int_equal(ask(f, &differ, other), DIFFER_NOT);
		for (int at = 0; at < len; at++) {
			other[at] = '7';
			assert_int_equal(ask(f, &differ, other),
					 DIFFER_IN_LINES);
			other[at] = 'A';
		}
		strcpy(other + len, "a");
		assert_int_equal(ask(f, &differ, other), DIFFER_IN_LINES);
		/* And no more than the text has, whatever is behind it. */
		assert_true(
			differ_begin(&differ, &f->arena, other, (size_t)len));
		assert_int_equal(ask(f, &differ, other), DIFFER_IN_LINES);
	}
}

static void another_text_begins_anew(void **state)
{
	struct fixture *f = *state;
	struct differ differ = { 0 };

	for (int n = 1; n <= 10000; n *= 10) {
		assert_true(differ_begin(&differ, &f->arena, words(0, n),
					 strlen(words(0, n))));
		assert_int_equal(ask(f, &differ, words(0, n)), DIFFER_NOT);
		buf_reset(&f->out);
		assert_int_equal(ask(f, &differ, "x y z"), DIFFER_IN_LINES);
		buf_reset(&f->out);
	}
	assert_true(differ_begin(&differ, &f->arena, words(0, 9),
				 strlen(words(0, 9))));
	assert_true(differ_begin(&differ, &f->arena, "x", 1));
	assert_int_equal(ask(f, &differ, words(0, 9)), DIFFER_IN_LINES);
	assert_string_equal(fixture_text(f), words(0, 9));
}

MAIN(WITH(lines_are_kept_that_say_more),
     WITH(most_of_a_good_many_words_is_much),
     WITH(a_word_is_all_of_its_letters), WITH(another_text_begins_anew))
