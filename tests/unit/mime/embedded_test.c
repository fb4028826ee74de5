/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embedded_test.c -- tests src/mime/part/{embedded,embedded_part}.c: files in
 * the middle of a text, and what only looks like one
 */
#include "mime/part/embedded.h"

#include "fixture.h"

/* Enough of it for a file without a header, and the beginning of a GIF. */
#define GIF "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7AAAAAAAA"

static void files_are_taken_out_whole_and_nothing_else(void **state)
{
	static const struct {
		const char *text;
		const char *rest; /* with "|" where a file was */
		const char *names;
		const char *data; /* of the first; NULL: whatever it is */
	} texts[] = {
		{ "a\nbegin 644 x.txt\n#86)C\n`\nend\nb\n", "a\n|b\n", "x.txt;",
		  "#86)C\n`\n" },
		{ "begin 644 x\n#86)C\n`\nend\n", "|", "x;", NULL },
		{ "a begin 644 x\n#86)C\n`\nend\n", NULL, "", NULL },
		{ "begin-base64 644 x y\nQUJD\n====\nb\n", "|b\n", "x y\n;",
		  "QUJD\n" },
		{ "begin-base64 644\nQUJD\n====\nb\n", "|b\n", ";", "QUJD\n" },
		{ "begin-base64 644 x\nQUJD\n", NULL, "", NULL },
		{ "a\n=ybegin line=128 size=1 name=x\nz\n=yend size=1\nb\n",
		  "a\n|b\n", "x\n;", "z\n" },
		{ "=ybegin part=1 line=128 size=1 name=x\n=ypart begin=1 end=1\n"
		  "z\n=yend size=1\nb\n",
		  "|b\n", "x\n;", "z\n" },
		{ "=ybegin line=128 size=1\nz\n", "|", ";", "z\n" },
		{ "a\n(This file must be converted with BinHex 4.0)\n:abc:\nb\n",
		  "a\n|b\n", ";", "abc" },
		{ "(This file must be converted with BinHex 4.0)\n:abc", "|",
		  ";", "abc" },
		{ "(This file must be converted with BinHex 4.0)\n", NULL, "",
		  NULL },
		{ "a\n-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP "
		  "MESSAGE-----\nb\n",
		  "a\n|b\n", ";", NULL },
		{ "-----BEGIN PGP MESSAGE-----\n\nx\n", NULL, "", NULL },
		{ "a\n-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP "
		  "SIGNATURE-----\nb\n",
		  "a\n|b\n", ";", NULL },
		/* Of two beginnings the later one has the end. */
		{ "-----BEGIN PGP MESSAGE-----\n\na\n"
		  "-----BEGIN PGP MESSAGE-----\nb\n"
		  "-----BEGIN PGP MESSAGE-----\nx\n-----END PGP "
		  "MESSAGE-----\nc\n",
		  "-----BEGIN PGP MESSAGE-----\n\na\n"
		  "-----BEGIN PGP MESSAGE-----\nb\n|c\n",
		  ";", NULL },
		{ "begin-base64 644 y\na\nbegin-base64 644 x\nQUJD\n====\nb\n",
		  "begin-base64 644 y\na\n|b\n", "x\n;", "QUJD\n" },
		/* Two of a kind, and one behind another. */
		{ "begin 644 x\n#86)C\n`\nend\nbegin 644 y\n#86)C\n`\nend\n"
		  "=ybegin line=1 size=1 name=z\nq\n=yend\n",
		  "|||", "x;y;z\n;", NULL },
		/* Parts of a mail. */
		{ "a\nContent-Type: image/png; name=\"x.png\"\n"
		  "Content-Transfer-Encoding: base64\n\nQUJD\n--b\nb\n",
		  "a\n|--b\nb\n", "x.png;", "QUJD\n" },
		{ "CONTENT-TYPE: image/png;\n\tname=x.png; y\n"
		  "content-transfer-encoding: BASE64\r\n\r\n \r\nQUJD \r\n"
		  "two words\r\n",
		  "|two words\r\n", "x.png;", "QUJD \r\n" },
		{ "Content-Transfer-Encoding: base64\nX-Other: 1\n\nQUJD\n\nb\n",
		  "|\nb\n", ";", "QUJD\n" },
		{ "Content-Transfer-Encoding: base64\n\nQUJD", "|", ";",
		  "QUJD" },
		{ "Content-Type: text/html; name=x.htm\n"
		  "Content-Disposition: attachment\n"
		  "Content-Transfer-Encoding: quoted-printable\n\na =3D b\n\n"
		  "c\n--b\nd\n",
		  "|--b\nd\n", "x.htm;", "a =3D b\n\nc\n" },
		{ "Content-Type: image/svg\n"
		  "Content-Transfer-Encoding: quoted-printable\n\na\n",
		  "|", ";", "a\n" },
		{ "Content-Type: text/html\n"
		  "Content-Transfer-Encoding: quoted-printable\n\na\n",
		  NULL, "", NULL },
		{ "Content-Type: image/png\n\nQUJD\n", NULL, "", NULL },
		{ "Content-Transfer-Encoding: base64\nQUJD\n", NULL, "", NULL },
		{ "Content-Transfer-Encoding: base64\n\n--b\n", NULL, "",
		  NULL },
		{ "Content-Transfer-Encoding: base64\n\nno base 64\n", NULL, "",
		  NULL },
		{ "Content-Transfer-Encoding: base64\nno field\n\nQUJD\n", NULL,
		  "", NULL },
		/* Base64 alone: much of it, and of a known file. */
		{ "a -\n" GIF "\n- b\n", "a -\n|- b\n", ";", NULL },
		/* In short lines, with blanks behind them. */
		{ "a -\nR0lGODlhAQABAIAAAAAAAP/// \r\n"
		  "yH5BAEAAAAALAAAAAABAAEAAAIB\t\nRAA7AAAAAAAA\n- b\n",
		  "a -\n|- b\n", ";", NULL },
		{ "R0lGODlhAQABAIAAAAAAAP\n", NULL, "", NULL },
		{ "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		  "AAAAAAAA\n",
		  NULL, "", NULL },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const uint8_t *at = (const uint8_t *)texts[i].text;
		const uint8_t *end = at + strlen(texts[i].text);
		struct embedded embedded = { .at = at, .end = end };
		struct embedded_block block;
		struct fixture *f = *state;
		char names[100] = "";
		size_t n = 0;

		while (embedded_next(&embedded, &block)) {
			if (!n++ && texts[i].data &&
			    (block.len != strlen(texts[i].data) ||
			     memcmp(block.data, texts[i].data, block.len) != 0))
				fail_msg("%s: %.*s", texts[i].text,
					 (int)block.len, block.data);
			snprintf(names + strlen(names), 50, "%.*s;",
				 (int)block.name_len, block.name);
			buf_put(&f->out, at, (size_t)(block.from - at));
			buf_put_byte(&f->out, '|');
			at = block.to;
		}
		buf_put(&f->out, at, (size_t)(end - at));
		if (strcmp(names, texts[i].names) != 0)
			fail_msg("%s: %s", texts[i].text, names);
		assert_string_equal(fixture_text(f), texts[i].rest
							     ? texts[i].rest
							     : texts[i].text);
	}
}

/* Wherever it lies among the bytes that are looked at together. */
static void a_file_is_found_at_any_place(void **state)
{
	static const char *const files[] = {
		GIF "\n",
		"R0lGODlhABCDEFGHIJKLMNOPQRSTUVWXYZ+/abcdefghijklmnopqrstuvwxyz"
		"0123456789\n",
		"R0lGODlhAQABAIAAAAAAAP/// \r\n"
		"yH5BAEAAAAALAAAAAABAAEAAAIB\t\nRAA7AAAAAAAA\n",
		"begin 644 x.txt\n#86)C\n`\nend\n",
		"begin-base64 644 x y\nQUJD\n====\n",
		"=ybegin line=128 size=1 name=x\nz\n=yend size=1\n",
		"(This file must be converted with BinHex 4.0)\n:abc:\n",
		"-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n",
		"-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n",
		"content-transfer-encoding: base64\n\nQUJD\n",
		"Content-Transfer-Encoding: base64\n\nQUJD\n",
	};
	char text[400];

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		for (int before = 0; before < 200; before++) {
			struct embedded embedded = { .at = (uint8_t *)text };
			struct embedded_block block;
			int len = snprintf(text, sizeof(text), "%*s.\n%s%*s.",
					   before % 70, "", files[i],
					   before / 70 * 25, "");

			embedded.end = embedded.at + len;
			if (!embedded_next(&embedded, &block) ||
			    block.from != (uint8_t *)text + before % 70 + 2)
				fail_msg("%s behind %d", files[i], before);
		}
	}
}

MAIN(WITH(files_are_taken_out_whole_and_nothing_else),
     WITH(a_file_is_found_at_any_place))
