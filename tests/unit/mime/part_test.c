/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * part_test.c -- tests src/mime/part/part.c and part/boundary.c
 */
#include "mime/part/part.h"

#include "mime/defect.h"
#include "mime/part/tree.h"

#include "fixture.h"

#define MIXED "Content-Type: multipart/mixed; boundary"

static struct tree read(struct fixture *f, const char *text)
{
	struct tree tree = { .n = 0 };

	f->mime.defects = 0;
	tree_read(&f->mime, (const uint8_t *)text, strlen(text), &tree);
	return tree;
}

/* What a header of these lines says. */
static struct part describe(struct fixture *f, const char *header)
{
	char text[800];

	snprintf(text, sizeof(text), "%s\n\nx\n", header);
	return read(f, text).parts[0];
}

static bool has(const struct fixture *f, enum mime_defect defect)
{
	return f->mime.defects & defect_bit(defect);
}

static void a_type_is_of_its_kind(void **state)
{
	static const struct {
		const char *type;
		enum part_kind kind;
		enum card_kind card;
		bool whole_message, tnef;
	} rows[] = {
		{ "TEXT/HTML", PART_HTML },
		{ "application/xhtml+xml", PART_HTML },
		{ "text/richtext", PART_PLAIN },
		{ "text/x-markdown", PART_PLAIN },
		{ "text/xml", PART_OTHER },
		{ "message/disposition-notification", PART_PLAIN, CARD_REPORT },
		{ "message/global-delivery-status", PART_PLAIN, CARD_REPORT },
		{ "application/ics", PART_PLAIN, CARD_CALENDAR },
		{ "text/directory", PART_PLAIN, CARD_VCARD },
		{ "message/global", PART_MESSAGE, .whole_message = true },
		{ "message/global-headers", PART_MESSAGE,
		  .whole_message = true },
		{ "message/partial", PART_MESSAGE },
		{ "application/pgp-signature", PART_SIGNATURE },
		{ "application/pgp-encrypted", PART_SIGNATURE },
		{ "application/pkcs7-signature", PART_SIGNATURE },
		{ "application/x-pkcs7-signature", PART_SIGNATURE },
		{ "application/pkcs7-mime", PART_SIGNATURE },
		{ "application/x-pkcs7-mime", PART_SIGNATURE },
		{ "a/b; name=smime.p7m", PART_SIGNATURE },
		{ "a/b; name=SMIME.P7S", PART_SIGNATURE },
		{ "text/plain; name=smime.p7s", PART_PLAIN },
		{ "application/vnd.ms-tnef", PART_OTHER, .tnef = true },
		{ "a/b; name=winmail.dat", PART_OTHER, .tnef = true },
		{ "text/plain; name=winmail.dat", PART_PLAIN },
		{ "a/b; name=a.VCS", PART_OTHER, CARD_CALENDAR },
	};

	char text[100];
	struct part part;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "Content-Type: %s", rows[i].type);
		part = describe(*state, text);
		assert_int_equal(part.kind, rows[i].kind);
		assert_int_equal(part.card, rows[i].card);
		assert_int_equal(part.whole_message, rows[i].whole_message);
		assert_int_equal(part.tnef, rows[i].tnef);
		assert_false(part.ambiguous);
		assert_false(has(*state, DEFECT_TYPE_SYNTAX));
	}
}

/* RFC 2045 5.2: what is no type is text. */
static void a_type_that_is_none_is_text_and_said(void **state)
{
	static const char *const types[] = {
		"",        "image",      "/png",        "image/",
		"i/m/png", "im age/png", "image/p\xE3", "image/[png]",
	};
	char text[300];

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		snprintf(text, sizeof(text), "Content-Type: %s", types[i]);
		assert_int_equal(describe(*state, text).kind, PART_PLAIN);
		assert_true(has(*state, DEFECT_TYPE_SYNTAX));
	}
	snprintf(text, sizeof(text), "Content-Type: image/%0*d", LIMIT_TYPE, 0);
	assert_int_equal(strlen(describe(*state, text).type), LIMIT_TYPE);
	assert_true(has(*state, DEFECT_FIELD_CUT));
}

static void two_types_of_one_length_are_two(void **state)
{
	assert_true(describe(*state, "Content-Type: image/png\n"
				     "Content-Type: image/gif")
			    .ambiguous);
	assert_true(has(*state, DEFECT_TYPE_CONFLICT));
}

static void an_encoding_is_read_as_it_is_meant(void **state)
{
	static const struct {
		const char *name;
		enum transfer_kind kind;
	} rows[] = {
		{ "", TRANSFER_IDENTITY },
		{ "-", TRANSFER_IDENTITY },
		{ "None", TRANSFER_IDENTITY },
		{ "8-bit", TRANSFER_IDENTITY },
		{ "7BITS", TRANSFER_IDENTITY },
		{ "base-64", TRANSFER_BASE64 },
		{ "Quoted-Printable", TRANSFER_QP },
		{ "utf-8", TRANSFER_IDENTITY },
		{ "x-a-name-of-many-letters-that-nobody-knows-at-all",
		  TRANSFER_UNKNOWN },
	};

	char text[100];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "Content-Transfer-Encoding: %s",
			 rows[i].name);
		assert_int_equal(describe(*state, text).encodings[0],
				 rows[i].kind);
		assert_int_equal(has(*state, DEFECT_ENCODING_UNKNOWN),
				 rows[i].kind == TRANSFER_UNKNOWN ||
					 strcmp(rows[i].name, "utf-8") == 0);
	}
	/* Two encodings of what cannot have one. */
	describe(*state, MIXED "=b\nContent-Transfer-Encoding: 7bit\n"
			       "Content-Transfer-Encoding: base64");
	assert_true(has(*state, DEFECT_ENCODING_MULTIPART));
	describe(*state, "Content-Transfer-Encoding: base64");
	assert_false(has(*state, DEFECT_ENCODING_MULTIPART));
}

static void what_is_not_inline_is_attached(void **state)
{
#define DISPOSITION "Content-Disposition: "
	assert_false(describe(*state, DISPOSITION "inline").attachment);
	assert_false(describe(*state, DISPOSITION "; filename=a").attachment);
	assert_true(describe(*state, DISPOSITION "attachment").attachment);
	assert_true(describe(*state, DISPOSITION "x").attachment);
}

static void charsets_are_as_many_as_have_room(void **state)
{
	struct part part =
		describe(*state, "Content-Type: a/b; charset=a; charset=b; "
				 "charset=c; charset=d\nContent-Type: a/c; "
				 "charset=e; charset=f; charset=g");

	assert_int_equal(part.n_charsets, LIMIT_READINGS);
	assert_true(has(*state, DEFECT_CHARSET_CONFLICT));
}

static void in_a_digest_parts_are_messages(void **state)
{
	struct tree tree = read(
		*state, "Content-Type: multipart/digest; boundary=b\n\n--b\n\n"
			"From: a@b.c\n\nx\n--b\nContent-Type: text/plain\n\n"
			"x\n--b--\n");

	assert_int_equal(tree.parts[1].kind, PART_MESSAGE);
	assert_true(tree.parts[1].whole_message);
	assert_int_equal(tree.parts[2].kind, PART_PLAIN);
}

static void names_are_shown_where_they_differ(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(describe(f,
				     "Content-Type: a/b; name=abc\n" DISPOSITION
				     "x; filename=\"\"; filename=ab")
				    .name,
			    "abc / ab");
	assert_true(has(f, DEFECT_NAME_CONFLICT));
	f->mime.defects = 0;
	describe(f, "Content-Type: a/b; name=ab.asc\n" DISPOSITION
		    "x; filename=ab");
	assert_true(has(f, DEFECT_NAME_CONFLICT));
	assert_string_equal(
		describe(f, "Content-Type: a/b; name*=x-none''a%FF%A4%81.txt")
			.name,
		"a\uFFFD\uFFFD\uFFFD.txt");
	assert_true(has(f, DEFECT_CHARSET_UNKNOWN));
	assert_int_equal(f->mime.actions, 0);
	describe(f, "Content-Type: a/b; name*=us-ascii''%82%A0%82%A2%82%A4");
	assert_true(f->mime.actions & action_bit(ACTION_CHARSET_GUESSED));
}

static void a_signature_may_lack_its_ending_in_one_field(void **state)
{
	static const struct {
		const char *name, *filename, *shown;
		bool conflict;
	} cases[] = {
		{ "ab.asc", "ab", "ab.asc", false },
		{ "ab", "ab.asc", "ab.asc", false },
		{ "ab", "ab.exe", "ab / ab.exe", true },
		{ "ab.exe", "ab", "ab.exe / ab", true },
		{ "abc.asc", "ab", "abc.asc / ab", true },
	};
	struct fixture *f = *state;
	char text[200];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f->mime.defects = 0;
		snprintf(
			text, sizeof(text),
			"Content-Type: application/pgp-signature; name=%s\n" DISPOSITION
			"x; filename=%s",
			cases[i].name, cases[i].filename);
		assert_string_equal(describe(f, text).name, cases[i].shown);
		assert_int_equal(has(f, DEFECT_NAME_CONFLICT),
				 cases[i].conflict);
	}
}

/* What Windows leaves out behind an ending hides none. */
static void of_a_long_name_the_ending_stays(void **state)
{
	char text[800];
	const char *name;

	snprintf(text, sizeof(text), "Content-Type: a/b; name=\"%0*d.exe . .\"",
		 LIMIT_NAME, 0);
	name = describe(*state, text).name;
	assert_string_equal(name + strlen(name) - 8, ".exe . .");
	assert_true(strlen(name) > LIMIT_NAME / 2);
	assert_true(has(*state, DEFECT_FIELD_CUT));
	snprintf(text, sizeof(text), "Content-Type: a/b; name=%0*d.%020d",
		 LIMIT_NAME, 0, 1);
	assert_null(strchr(describe(*state, text).name, '.'));
}

/* One part behind the delimiter "--b", of which no text is shown. */
static void is_found(struct fixture *f, const char *header)
{
	char text[400];
	struct tree tree;

	snprintf(text, sizeof(text), "%s\n\n--b\n\none\n--b--\n", header);
	tree = read(f, text);
	assert_int_equal(tree.n, 2);
	assert_true(tree.parts[1].ambiguous);
	assert_int_equal(tree.parts[1].len, 3);
}

/* What readers do not cut alike is sought in each of its forms. */
static void a_boundary_is_sought_as_each_may_read_it(void **state)
{
	static const char *const odd[] = {
		"=\"b;c\"", "=\"b\tc\"",     "=\"b\xE3\"",
		"=\"b \"",  "*=us-ascii''b", "=\"=?us-ascii?Q?b?=\"",
		"=\"\\b\"", "*0=b",
	};
	char text[100];

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		snprintf(text, sizeof(text), MIXED "%s", odd[i]);
		is_found(*state, text);
		assert_true(has(*state, DEFECT_BOUNDARY_SYNTAX));
	}
	is_found(*state, MIXED "=\"=?us-ascii?Q?c?=\"; "
			       "boundary=\"=?us-ascii?Q?b?=\"");
	is_found(*state, MIXED "=bc; boundary=b");
	assert_true(has(*state, DEFECT_BOUNDARY_CONFLICT));
}

static void an_empty_boundary_is_none(void **state)
{
	char text[400];

	assert_int_equal(describe(*state, MIXED "=\"\"").kind, PART_UNREADABLE);
	assert_true(has(*state, DEFECT_BOUNDARY_SYNTAX));
	assert_int_equal(describe(*state, MIXED "=\" \"").kind, PART_MULTIPART);
	assert_true(has(*state, DEFECT_BOUNDARY_SYNTAX));
	snprintf(text, sizeof(text), MIXED "=%0*d", LIMIT_BOUNDARY + 1, 0);
	assert_int_equal(describe(*state, text).kind, PART_UNREADABLE);
}

static void the_last_of_too_many_boundaries_is_sought(void **state)
{
	is_found(*state, MIXED "=B; boundary=C; boundary=D; boundary=E\n" MIXED
			       "=F; boundary=G; boundary=H; boundary=I\n" MIXED
			       "=J; boundary=K; boundary=L; boundary=b");
}

MAIN(WITH(a_type_is_of_its_kind), WITH(a_type_that_is_none_is_text_and_said),
     WITH(two_types_of_one_length_are_two),
     WITH(an_encoding_is_read_as_it_is_meant),
     WITH(what_is_not_inline_is_attached),
     WITH(charsets_are_as_many_as_have_room),
     WITH(names_are_shown_where_they_differ),
     WITH(a_signature_may_lack_its_ending_in_one_field),
     WITH(of_a_long_name_the_ending_stays),
     WITH(in_a_digest_parts_are_messages),
     WITH(a_boundary_is_sought_as_each_may_read_it),
     WITH(an_empty_boundary_is_none),
     WITH(the_last_of_too_many_boundaries_is_sought))
