/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree_test.c -- tests src/mime/part/tree.c
 */
#include "mime/part/tree.h"

#include "mime/defect.h"

#include "fixture.h"

static struct tree read(struct fixture *f, const char *text)
{
	struct tree tree = { .n = 0 };

	f->mime.defects = 0;
	tree_read(&f->mime, (const uint8_t *)text, strlen(text), &tree);
	return tree;
}

static void body_is(const struct part *part, const char *wanted)
{
	assert_int_equal(part->len, strlen(wanted));
	assert_memory_equal(part->body, wanted, part->len);
}

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"

static void a_message_without_structure_is_one_part(void **state)
{
	struct tree tree = read(*state, "Subject: x\r\n\r\nline\r\n");

	assert_int_equal(tree.n, 1);
	body_is(&tree.parts[0], "line\r\n");
	assert_int_equal(tree.parts[0].parent, -1);
}

static void parts_come_in_order_with_their_ends(void **state)
{
	struct fixture *f = *state;
	struct tree tree =
		read(f, MIXED "pre\n--b\nContent-Type: multipart/alternative; "
			      "boundary=c\n\n--c\n\none\n--c\n\ntwo\n--c--\n"
			      "--b\n\nthree\n--b--\npost\n");

	assert_int_equal(tree.n, 5);
	assert_int_equal(tree.parts[0].end, 5);
	assert_int_equal(tree.parts[1].end, 4);
	assert_int_equal(tree.parts[2].parent, 1);
	assert_int_equal(tree.parts[4].parent, 0);
	body_is(&tree.parts[2], "one");
	body_is(&tree.parts[3], "two");
	body_is(&tree.parts[4], "three");
	assert_int_equal(f->mime.defects, defect_bit(DEFECT_EPILOGUE));
}

static void an_outer_boundary_ends_what_is_inside(void **state)
{
	struct fixture *f = *state;
	struct tree tree =
		read(f, MIXED "--b\nContent-Type: multipart/mixed; boundary=c"
			      "\n\n--c\n\none\n--b\n\ntwo\n--b--\n");

	assert_int_equal(tree.n, 4);
	body_is(&tree.parts[2], "one");
	assert_int_equal(tree.parts[3].parent, 0);
	assert_true(f->mime.defects & defect_bit(DEFECT_BOUNDARY_UNCLOSED));
}

static void a_boundary_may_begin_another(void **state)
{
	struct fixture *f = *state;
	struct tree tree = read(
		f, "Content-Type: multipart/mixed; boundary=bX\n\n--bX\n"
		   "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n"
		   "--b--\n--bX \t\n\ntwo\n--bX-- \n\n \n");

	assert_int_equal(tree.n, 4);
	body_is(&tree.parts[2], "one");
	body_is(&tree.parts[3], "two");
	assert_int_equal(tree.parts[3].parent, 0);
	assert_int_equal(f->mime.defects, 0);
	/* Of two that may be meant, the inner. */
	tree = read(f, MIXED "--b\nContent-Type: multipart/mixed; boundary=bb"
			     "\n\n--bbX\n\none\n-xbb\nx-bb\n--bb--\n--b--\n");
	assert_int_equal(tree.n, 3);
	body_is(&tree.parts[2], "one\n-xbb\nx-bb");
	assert_false(tree.parts[0].ambiguous);
	assert_true(tree.parts[1].ambiguous);
}

static void a_delimiter_inside_a_header_ends_it(void **state)
{
	struct tree tree =
		read(*state, MIXED "--b\nContent-Type: text/html\n--b\n\nx\n"
				   "--b--\n");

	assert_int_equal(tree.n, 3);
	assert_int_equal(tree.parts[1].len, 0);
	body_is(&tree.parts[2], "x");
	tree = read(*state, MIXED "--b\nContent-Type: a/b\n--b\n\nx\n--b--\n");
	assert_int_equal(tree.n, 3);
	body_is(&tree.parts[2], "x");
}

static void ambiguous(struct fixture *f, const char *text,
		      enum mime_defect defect)
{
	struct tree tree = read(f, text);

	assert_true(f->mime.defects & defect_bit(defect));
	assert_true(tree.parts[tree.n - 1].ambiguous);
}

static void two_readings_make_a_part_ambiguous(void **state)
{
	ambiguous(*state,
		  "Content-Type: text/plain\nContent-Type: text/html\n\nx",
		  DEFECT_TYPE_CONFLICT);
	ambiguous(*state,
		  "Content-Type: multipart/mixed; boundary=b; boundary=c\n\n"
		  "--c\n\nx\n--c--\n",
		  DEFECT_BOUNDARY_CONFLICT);
	ambiguous(*state,
		  "Content-Transfer-Encoding: 7bit\n"
		  "Content-Transfer-Encoding: base64\n\nx",
		  DEFECT_ENCODING_CONFLICT);
	ambiguous(*state, MIXED "--bx\n\none\n--b--\n", DEFECT_BOUNDARY_PREFIX);
	ambiguous(*state, MIXED "--b-\n\none\n--b--\n", DEFECT_BOUNDARY_PREFIX);
	ambiguous(*state, MIXED "--b-x\n\none\n--b--\n",
		  DEFECT_BOUNDARY_PREFIX);
	ambiguous(*state, MIXED "--b\n\none\n--b--x\n", DEFECT_BOUNDARY_PREFIX);
	ambiguous(*state, MIXED "--b--\n--b\n\none\n", DEFECT_EPILOGUE);
	ambiguous(*state,
		  MIXED "--b\nContent-Type: multipart/mixed; boundary=b\n\n"
			"--b\n\nx\n--b--\n",
		  DEFECT_BOUNDARY_REPEATED);
	ambiguous(*state, "Content-Type : text/html\n\nx", DEFECT_FIELD_SPACE);
	ambiguous(*state, "Content-Type: text/html;\x01 x=y\n\nx",
		  DEFECT_FIELD_CONTROL);
	ambiguous(*state, "Content-Type: text/html;\r x=y\n\nx",
		  DEFECT_FIELD_CONTROL);
	ambiguous(*state, "Content-Type: text/html;\x01\n x=y\n\nx",
		  DEFECT_FIELD_CONTROL);
	ambiguous(*state, "Content-Transfer-Encoding : base64\n\nx",
		  DEFECT_FIELD_SPACE);
	ambiguous(*state, "X: y\njunk\nContent-Type: text/html\n\nx",
		  DEFECT_FIELD_NAME);
	ambiguous(*state, "X\xE3: y\nContent-Type: text/html\n\nx",
		  DEFECT_FIELD_NAME);
	ambiguous(*state, ": y\nContent-Type: text/html\n\nx",
		  DEFECT_FIELD_NAME);
	ambiguous(*state, " y\nContent-Type: text/html\n\nx",
		  DEFECT_FIELD_NAME);
	ambiguous(*state, "Content-Type: text/html (x)\n\nx", DEFECT_COMMENT);
	ambiguous(*state, MIXED "--b\n\none\r--b\n\ntwo\n--b--\n",
		  DEFECT_BARE_CR);
	ambiguous(*state, MIXED "--b\n\none\rx\r--b\n\ntwo\n--b--\n",
		  DEFECT_BARE_CR);
}

static void the_same_words_twice_are_one_reading(void **state)
{
	struct tree tree =
		read(*state, "Content-Type: text/html\nContent-Type: text/html"
			     "\n\nx");

	assert_false(tree.parts[0].ambiguous);
	assert_int_equal(tree.parts[0].kind, PART_HTML);
}

/* Not all that is odd makes two readings. */
static void what_every_reader_reads_alike_is_not_ambiguous(void **state)
{
	static const char *const clear[] = {
		"X: y\njunk\nContent-Type: text/plain\n\nx",
		">From a@b.c\nContent-Type: text/html\n\nx",
		"1: y\n~: y\nContent-Type: text/html\n\nx",
		"Subject: text/html\nContent-Type: text/html\n\nx",
		"Content-Type: text/html; name=\x0E\x31\x0F\r\n\r\nx",
		"Content-Type: text/html;\r\n x=y\r\n\r\nx",
		"Content-Transfer-Encoding: base64\n"
		"Content-Transfer-Encoding: Base64\n\nx",
		"Content-Disposition: inline; filename=a\n"
		"Content-Disposition: inline; filename=b\n\nx",
	};

	for (size_t i = 0; i < sizeof(clear) / sizeof(clear[0]); i++)
		assert_false(read(*state, clear[i]).parts[0].ambiguous);
}

/* Readers take the first or the last of many. */
static void of_many_fields_the_last_is_read(void **state)
{
	struct tree tree =
		read(*state, "Content-Type: a/b\nContent-Type: a/c\n"
			     "Content-Type: a/d\nContent-Type: a/e\n"
			     "Content-Type: a/f\nSubject: x\n"
			     "Content-Type: multipart/mixed; boundary=b\n"
			     "Subject: x\n\n--b\n\none\n--b--\n");

	assert_int_equal(tree.n, 2);
	assert_true(tree.parts[1].ambiguous);
}

static void a_second_end_begins_nothing(void **state)
{
	struct fixture *f = *state;
	struct tree tree = read(f, MIXED "--b\n\none\n--b--\n\n--b--\n");

	assert_int_equal(tree.n, 2);
	body_is(&tree.parts[1], "one");
	assert_false(tree.parts[1].ambiguous);
	assert_int_equal(f->mime.defects, defect_bit(DEFECT_EPILOGUE));
	tree = read(f, MIXED "--b\n\none\n--b--\nContent-Type: a/b\n\nx\n"
			     "--b--\n");
	assert_int_equal(tree.n, 3);
	assert_int_equal(tree.parts[2].kind, PART_UNREADABLE);
}

static void bytes_that_no_boundary_explains_are_a_part(void **state)
{
	struct fixture *f = *state;
	struct tree tree = read(f, MIXED "Content-Type: text/plain\n\nx\n");

	assert_int_equal(tree.n, 2);
	assert_int_equal(tree.parts[1].kind, PART_UNREADABLE);
	tree = read(f, MIXED "x\n");
	assert_int_equal(tree.parts[1].kind, PART_UNREADABLE);
	assert_int_equal(f->mime.defects, defect_bit(DEFECT_BOUNDARY_UNSEEN));
	tree = read(f, MIXED "--b\nContent-Type: multipart/mixed; boundary=c"
			     "\n\nx\n--b--\n");
	assert_int_equal(tree.n, 3);
	assert_int_equal(tree.parts[2].kind, PART_UNREADABLE);
	body_is(&tree.parts[2], "x");
	/* There are none. */
	tree = read(f, MIXED "--b--\n");
	assert_int_equal(tree.n, 1);
	assert_int_equal(f->mime.defects, 0);
}

/* A text that began before the header ended, and what is none. */
static void words_in_a_header_are_text(void **state)
{
	struct tree tree;

	tree = read(*state, "Content-Type: text/html\n<p>\n\nx");
	body_is(&tree.parts[0], "<p>\n\nx");
	tree = read(*state, "Content-Type: a/b\njunk\n\nx");
	body_is(&tree.parts[0], "x");
	tree = read(*state, "Content-Transfer-Encoding: base64\njunk\n\nx");
	body_is(&tree.parts[0], "x");
}

static void a_text_without_header_is_all_body(void **state)
{
	struct fixture *f = *state;
	struct tree tree = read(f, "just a text\nof two lines\n");

	body_is(&tree.parts[0], "just a text\nof two lines\n");
	assert_true(f->mime.defects & defect_bit(DEFECT_NO_HEADER));
	tree = read(f, "content of a letter\nof two lines\n");
	body_is(&tree.parts[0], "content of a letter\nof two lines\n");
}

static void a_message_of_carriage_returns_is_read(void **state)
{
	struct fixture *f = *state;
	struct tree tree = read(f, "Subject: x\r\rone\rtwo\r");

	body_is(&tree.parts[0], "one\rtwo\r");
	assert_int_equal(f->mime.defects, defect_bit(DEFECT_BARE_CR));
	read(f, "Subject: x");
	assert_int_equal(f->mime.defects, 0);
}

static void bounds_hold_the_message(void **state)
{
	struct fixture *f = *state;
	static char text[200000];

	strcpy(text, MIXED);
	for (int i = 0; i < LIMIT_PARTS + 1; i++)
		strcat(text + i * 4, "--b\n");
	read(f, text);
	assert_int_equal(f->mime.verdict, CONVERT_TOO_MANY_PARTS);
	f->mime.verdict = CONVERT_OK;
	strcpy(text, "");
	for (int i = 0; i < LIMIT_DEPTH + 1; i++)
		sprintf(text + strlen(text),
			"Content-Type: multipart/mixed; boundary=b%d\n\n"
			"--b%d\n",
			i, i);
	read(f, text);
	assert_int_equal(f->mime.verdict, CONVERT_TOO_DEEP);
	f->mime.verdict = CONVERT_OK;
	memset(text, 0, sizeof(text));
	for (int i = 0; i < LIMIT_FIELDS + 1; i++)
		memcpy(text + (ptrdiff_t)i * 5, "X: y\n", 5);
	read(f, text);
	assert_int_equal(f->mime.verdict, CONVERT_TOO_MANY_FIELDS);
}

/* Longer than LIMIT_HEADER in lines that are no fields. */
static void a_header_without_end_is_held(void **state)
{
	struct fixture *f = *state;
	static char text[LIMIT_HEADER + 100];

	for (size_t i = 0; i < LIMIT_HEADER + 50; i += 10)
		memcpy(text + i, "and words\n", 10);
	body_is(&read(f, text).parts[0], text);
	memcpy(text, "Subject:x\n", 10);
	read(f, text);
	assert_int_equal(f->mime.verdict, CONVERT_HEADER_TOO_LONG);
}

static void a_field_is_read_up_to_its_bound(void **state)
{
	static char text[LIMIT_FIELD + 100];

	memset(text, ' ', sizeof(text) - 1);
	memcpy(text, BYTES("Content-Type: text/html; charset=utf-8;"));
	strcpy(text + LIMIT_FIELD + 20, "charset=x\n\nx");
	ambiguous(*state, text, DEFECT_FIELD_CUT);
	assert_int_equal(read(*state, text).parts[0].n_charsets, 1);
}

MAIN(WITH(a_message_without_structure_is_one_part),
     WITH(parts_come_in_order_with_their_ends),
     WITH(an_outer_boundary_ends_what_is_inside),
     WITH(a_boundary_may_begin_another), WITH(words_in_a_header_are_text),
     WITH(a_delimiter_inside_a_header_ends_it),
     WITH(two_readings_make_a_part_ambiguous),
     WITH(the_same_words_twice_are_one_reading),
     WITH(what_every_reader_reads_alike_is_not_ambiguous),
     WITH(of_many_fields_the_last_is_read), WITH(a_second_end_begins_nothing),
     WITH(bytes_that_no_boundary_explains_are_a_part),
     WITH(a_text_without_header_is_all_body),
     WITH(a_message_of_carriage_returns_is_read), WITH(bounds_hold_the_message),
     WITH(a_header_without_end_is_held), WITH(a_field_is_read_up_to_its_bound))
