/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_data_test.c -- tests src/mail/smtp/data.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/smtp/data.h"

struct bytes {
	const char *at;
	size_t len;
};

#define BYTES(text)                       \
	{                                 \
		(text), sizeof(text) - 1, \
	}

/* Scans bytes, cut at `cut`; the message is left in out. */
static enum data_verdict scan_cut(struct bytes in, size_t cut, char *out,
				  size_t *out_len, size_t *rest)
{
	struct data_scan scan = { 0 };
	size_t used, n;
	enum data_verdict verdict =
		data_scan(&scan, in.at, cut, &used, out, &n);

	*out_len = n;
	*rest = in.len - used;
	if (verdict != DATA_MORE)
		return verdict;
	assert_int_equal(used, cut);
	verdict = data_scan(&scan, in.at + cut, in.len - cut, &used, out + n,
			    out_len);
	*out_len += n;
	*rest = in.len - cut - used;
	return verdict;
}

static void dots_are_unstuffed_and_the_end_is_found(void **state)
{
	static const struct {
		struct bytes in, out;
	} cases[] = {
		{ BYTES(".\r\n"), BYTES("") },
		{ BYTES("a\r\n.\r\n"), BYTES("a\r\n") },
		{ BYTES("a\r\n\r\n..\r\n...b\r\n.\r\n"),
		  BYTES("a\r\n\r\n.\r\n..b\r\n") },
		{ BYTES(".a\r\n.\r\n"), BYTES("a\r\n") },
		{ BYTES("a.\r\nb\r\n.\r\n"), BYTES("a.\r\nb\r\n") },
	};

	char out[64];
	size_t len, rest;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t cut = 0; cut <= cases[i].in.len; cut++) {
			assert_int_equal(
				scan_cut(cases[i].in, cut, out, &len, &rest),
				DATA_END);
			assert_int_equal(len, cases[i].out.len);
			assert_memory_equal(out, cases[i].out.at, len);
			assert_int_equal(rest, 0);
		}
}

static void what_follows_the_end_is_left(void **state)
{
	struct bytes in = BYTES("a\r\n.\r\nQUIT\r\n");
	char out[64];
	size_t len, rest;

	(void)state;
	for (size_t cut = 0; cut <= in.len; cut++) {
		assert_int_equal(scan_cut(in, cut, out, &len, &rest), DATA_END);
		assert_int_equal(rest, 6);
	}
}

/* Ends of DATA that some server takes and another does not: hannob/smtpsmug
 * and The-Login's two. */
static void no_smuggling_sequence_ends_the_message(void **state)
{
	static const struct bytes sequences[] = {
		BYTES("\n.\n"),       BYTES("\r.\r"),
		BYTES("\r.\n"),       BYTES("\n.\r"),
		BYTES("\n.\r\n"),     BYTES("\r\n.\n"),
		BYTES("\r.\r\n"),     BYTES("\r\n.\r"),
		BYTES("\r\n\0.\r\n"), BYTES("\r\n.\0\r\n"),
		BYTES("\r\n.\r\r\n"), BYTES("\r\r\n.\r\r\n"),
	};
	static const char second[] = "MAIL FROM:<evil@example>\r\n";
	char in[128], out[128];
	size_t len, rest;

	(void)state;
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		struct bytes all = { in, 4 + sequences[i].len + sizeof(second) -
						 1 };

		memcpy(in, "text", 4);
		memcpy(in + 4, sequences[i].at, sequences[i].len);
		memcpy(in + 4 + sequences[i].len, second, sizeof(second));
		for (size_t cut = 0; cut <= all.len; cut++)
			assert_int_equal(scan_cut(all, cut, out, &len, &rest),
					 DATA_BAD);
	}
}

/* The rule by itself: a text is looked at as a whole, not byte by byte. */
static enum data_verdict by_rule(struct bytes in, char *out, size_t *out_len,
				 size_t *rest)
{
	bool starts = true;
	size_t pos = 0, n = 0;
	enum data_verdict verdict = DATA_MORE;

	while (pos < in.len && verdict == DATA_MORE) {
		const char *at = in.at + pos;
		const size_t left = in.len - pos;
		const size_t dot = starts && *at == '.';

		starts = false;
		if (left >= dot + 2 && memcmp(at + dot, "\r\n", 2) == 0) {
			verdict = dot ? DATA_END : DATA_MORE;
			if (!dot)
				memcpy(out + n, "\r\n", 2);
			n += dot ? 0 : 2;
			pos += dot + 2;
			starts = true;
		} else if (dot) {
			pos++;
		} else if (*at == '\r' && left == 1) {
			pos++;                    /* LF may follow */
		} else if (strchr("\r\n", *at)) { /* with NUL */
			verdict = DATA_BAD;
		} else {
			out[n++] = *at;
			pos++;
		}
	}
	*out_len = n;
	*rest = in.len - pos;
	return verdict;
}

/* All texts of seven bytes, of those that mean something and one that does
 * not, however they are cut in two. */
static void every_short_text_ends_by_the_rule(void **state)
{
	enum {
		LEN = 7,
		TEXTS = 5 * 5 * 5 * 5 * 5 * 5 * 5
	};

	char text[LEN], out[LEN + 1], rule_out[LEN + 1];
	struct bytes in = { text, LEN };
	size_t len, rest, rule_len, rule_rest;

	(void)state;
	for (unsigned n = 0; n < TEXTS; n++) {
		enum data_verdict rule;

		for (unsigned i = 0, left = n; i < LEN; i++, left /= 5)
			text[i] = "a.\r\n\0"[left % 5];
		rule = by_rule(in, rule_out, &rule_len, &rule_rest);
		for (size_t cut = 0; cut <= LEN; cut++) {
			assert_int_equal(scan_cut(in, cut, out, &len, &rest),
					 rule);
			if (rule == DATA_BAD)
				continue;
			assert_int_equal(rest, rule_rest);
			assert_int_equal(len, rule_len);
			assert_memory_equal(out, rule_out, len);
		}
	}
}

static void bare_bytes_are_found_inside_long_lines(void **state)
{
	static const char bare[] = { '\r', '\n', '\0' };
	char in[300], out[301];
	size_t used, len;

	(void)state;
	for (size_t at = 0; at < sizeof(in); at++)
		for (const char *c = bare; c < bare + 3; c++) {
			struct data_scan scan = { 0 };

			memset(in, 'x', sizeof(in));
			in[at] = *c;
			/* a CR at the very end may still become CRLF */
			assert_int_equal(data_scan(&scan, in, sizeof(in), &used,
						   out, &len),
					 *c == '\r' && at == sizeof(in) - 1
						 ? DATA_MORE
						 : DATA_BAD);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dots_are_unstuffed_and_the_end_is_found),
		cmocka_unit_test(what_follows_the_end_is_left),
		cmocka_unit_test(no_smuggling_sequence_ends_the_message),
		cmocka_unit_test(every_short_text_ends_by_the_rule),
		cmocka_unit_test(bare_bytes_are_found_inside_long_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
