/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * body_test.c -- tests src/mime/{body,removed}.c: where texts and lists end
 */
#include "mime/convert.h"
#include "mime/limits.h"

#include "fixture.h"

#define HEAD "From: a@b.example\r\nMIME-Version: 1.0\r\n"

static struct converted converted(struct fixture *f, const char *mail)
{
	struct converted out;

	assert_int_equal(convert_message((const uint8_t *)mail, strlen(mail),
					 &f->options, &f->arena, &out),
			 CONVERT_OK);
	return out;
}

/* Whatever it may hold, and whether lines end in it or not. */
static void a_text_is_cut_to_whole_characters_and_a_line(void **state)
{
	static const char *const texts[] = { "ああ\r\nいい\r\nうう\r\n",
					     "ああいいうう\r\n" };
	struct fixture *f = *state;
	struct converted out;
	char mail[300], first[30];
	size_t whole;

	for (size_t i = 0; i < 2; i++) {
		snprintf(mail, sizeof(mail),
			 HEAD "Content-Type: text/plain; charset=utf-8\r\n"
			      "Content-Transfer-Encoding: 8bit\r\n\r\n%s",
			 texts[i]);
		f->options.max_text = 0;
		out = converted(f, mail);
		whole = out.body_len;
		memcpy(first, out.body, whole);
		for (size_t most = 1; most <= whole; most++) {
			f->options.max_text = most;
			out = converted(f, mail);
			assert_int_equal(out.text_cut > 0, most < whole);
			assert_true(out.body_len <= most);
			assert_true(most < 5 || out.body_len + 5 > most);
			assert_int_equal(
				!!(out.actions & action_bit(ACTION_TEXT_CUT)),
				most < whole);
			if (!out.body_len)
				continue;
			assert_int_equal(out.body[out.body_len - 1], '\n');
			assert_memory_equal(out.body, first, out.body_len - 1);
			/* The next character begins where it was cut. */
			assert_true((first[out.body_len - 1] & 0xC0) != 0x80);
		}
	}
}

static void too_many_files_in_a_text_hold_the_message(void **state)
{
	struct fixture *f = *state;
	static char mail[64 << 10];
	struct converted out;
	size_t len = (size_t)snprintf(mail, sizeof(mail), "%s\r\n", HEAD);

	for (int i = 0; i < LIMIT_REMOVED; i++)
		len += (size_t)snprintf(mail + len, sizeof(mail) - len,
					"begin 644 a\r\n#86)C\r\n`\r\nend\r\n");
	out = converted(f, mail);
	assert_int_equal(out.n_removed, LIMIT_REMOVED);
	len += (size_t)snprintf(mail + len, sizeof(mail) - len,
				"begin 644 a\r\n#86)C\r\n`\r\nend\r\n");
	assert_int_equal(convert_message((const uint8_t *)mail, len,
					 &f->options, &f->arena, &out),
			 CONVERT_TOO_MANY_PARTS);
}

/* A message inside is read where all readers see the same message. */
static void a_message_inside_is_read_if_it_has_one_reading(void **state)
{
	static const struct {
		const char *around, *fields;
		bool read;
	} cases[] = {
		{ "mixed", "Content-Type: message/rfc822\r\n", true },
		{ "encrypted", "Content-Type: message/rfc822\r\n", false },
		{ "mixed",
		  "Content-Type: message/rfc822\r\n"
		  "Content-Transfer-Encoding: 7bit\r\n",
		  true },
		{ "mixed",
		  "Content-Type: message/rfc822\r\n"
		  "Content-Transfer-Encoding: base64\r\n",
		  false },
		{ "mixed",
		  "Content-Type: message/rfc822\r\n"
		  "Content-Transfer-Encoding: 7bit\r\n"
		  "Content-Transfer-Encoding: base64\r\n",
		  false },
		{ "mixed",
		  "Content-Type: message/rfc822\r\n"
		  "Content-Type: image/png\r\n",
		  false },
		{ "mixed", "Content-Type: application/octet-stream\r\n",
		  false },
	};
	struct converted out;
	char mail[600];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(mail, sizeof(mail),
			 HEAD "Content-Type: multipart/%s; boundary=x\r\n\r\n"
			      "--x\r\nContent-Type: text/plain\r\n\r\n"
			      "outer\r\n--x\r\n%s\r\n"
			      "Subject: inner\r\n\r\ninside\r\n--x--\r\n",
			 cases[i].around, cases[i].fields);
		out = converted(*state, mail);
		assert_int_equal(out.n_removed >= 1, true);
		if (!!memmem(out.body, out.body_len, "inside", 6) !=
		    cases[i].read)
			fail_msg("%s %s: %.*s", cases[i].around,
				 cases[i].fields, (int)out.body_len, out.body);
	}
}

/* RFC 1741: six bits a character. Six bits that are left over are zeros. */
static size_t binhex(const uint8_t *at, size_t len, char *out)
{
	static const char letters[] =
		"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ["
		"`abcdefhijklmpqr";
	size_t n = 0, bits = 0;
	uint32_t held = 0;

	for (size_t i = 0; i < len; i++) {
		held = held << 8 | at[i];
		for (bits += 8; bits >= 6; bits -= 6)
			out[n++] = letters[held >> (bits - 6) & 63];
	}
	if (bits)
		out[n++] = letters[held << (6 - bits) & 63];
	return n;
}

/* Its name and its data are taken out only where all of them are there. */
static void a_binhex_file_that_breaks_off_stays_as_it_is(void **state)
{
	/* A name of five bytes; version, type, creator, flags; the lengths of
	 * two forks, a sum; data of 300 bytes. */
	static const uint8_t head[] = "\5a.txt\0TEXTxxxx\0\0\0\0\1\x2C"
				      "\0\0\0\0\xAA\xAA";

	enum {
		HEAD_LEN = sizeof(head) - 1,
		ALL = HEAD_LEN + 300
	};
	struct fixture *f = *state;
	struct converted out;
	uint8_t file[ALL];
	char mail[1000];
	size_t len;

	memcpy(file, head, HEAD_LEN);
	for (size_t i = HEAD_LEN; i < ALL; i++)
		file[i] = (uint8_t)('a' + i % 20);
	for (size_t cut = 1; cut <= ALL; cut++) {
		len = (size_t)snprintf(mail, sizeof(mail),
				       "%s\r\n(This file must be converted "
				       "with BinHex 4.0)\r\n:",
				       HEAD);
		len += binhex(file, cut, mail + len);
		memcpy(mail + len, ":\r\n", 4);
		out = converted(f, mail);
		assert_int_equal(out.n_removed, 1);
		assert_string_equal(out.removed[0].name,
				    cut < HEAD_LEN ? "" : "a.txt");
		assert_int_equal(out.removed[0].size, cut < ALL ? cut : 300);
	}
}

MAIN(WITH(a_text_is_cut_to_whole_characters_and_a_line),
     WITH(too_many_files_in_a_text_hold_the_message),
     WITH(a_binhex_file_that_breaks_off_stays_as_it_is),
     WITH(a_message_inside_is_read_if_it_has_one_reading))
