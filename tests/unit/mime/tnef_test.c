/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tnef_test.c -- tests src/mime/outlook/tnef.c, with files made here
 */
#include "mime/outlook/tnef.h"

#include <stdlib.h>

#include "mime/charset/codepage.h"

#include "tnef_made.h"

static struct tnef opened(const struct made *file)
{
	struct tnef tnef;

	assert_true(tnef_open(&tnef, file->at, file->len));
	return tnef;
}

static void assert_text(const struct tnef_text *text, const char *wanted)
{
	assert_int_equal(text->len, strlen(wanted));
	if (text->len)
		assert_memory_equal(text->at, wanted, text->len);
}

/* The whole of a message without files. */
static struct tnef read_message(const struct made *props)
{
	struct made file = begin();
	struct tnef_file one;
	struct tnef tnef;

	add_made(&file, MESSAGE_PROPS, props);
	tnef = opened(&file);
	assert_false(tnef_next_file(&tnef, &one));
	/* What it points to is in `file`: only lengths and the rest count. */
	tnef.plain.at = tnef.html.at = tnef.subject.at = NULL;
	return tnef;
}

static void every_cut_is_read_so_far_and_told(void **state)
{
	struct made file = begin(), props = properties(3);
	size_t ends[6], n = 0;
	struct tnef_file one;
	struct tnef tnef;
	uint8_t *copy;
	bool whole;

	(void)state;
	ends[n++] = file.len;
	TEXT(&props, 0x0037, "subject");
	put_text(&props, 0x1F, 0x1000, "b\0o\0", 4);
	TEXT(&props, 0x3FFF, "x");
	add(&file, BODY, "first", 5);
	ends[n++] = file.len;
	add_made(&file, MESSAGE_PROPS, &props);
	ends[n++] = file.len;
	add(&file, FILE_BEGINS, "", 0);
	ends[n++] = file.len;
	add(&file, TITLE, "a.txt", 5);
	add(&file, DATA, "abc", 3);
	ends[n++] = file.len;
	for (size_t len = 0; len <= file.len; len++) {
		copy = malloc(len + !len);
		memcpy(copy, file.at, len);
		whole = false;
		/* The sum may be missing, or half of it. */
		for (size_t i = 0; i < n; i++)
			whole |= len == ends[i] ||
				 (i && len < ends[i] && len + 2 >= ends[i]);
		if (len < ends[0]) {
			assert_false(tnef_open(&tnef, copy, len));
		} else {
			assert_true(tnef_open(&tnef, copy, len));
			while (tnef_next_file(&tnef, &one))
				if (len == file.len)
					assert_text(&one.name, "a.txt");
			if (len >= ends[0] + 11)
				assert_true(tnef.body.len);
			/* Between two that are whole also what stands there. */
			if (whole != !tnef.damaged &&
			    (len < ends[3] || len == file.len))
				fail_msg("%zu bytes", len);
		}
		free(copy);
	}
	assert_int_equal(tnef.plain.codepage, CODEPAGE_UTF16);
	assert_int_equal(tnef.body.len, 5);
	file.at[0]++;
	assert_false(tnef_open(&tnef, file.at, file.len));
}

static void a_level_that_there_is_not_ends_it(void **state)
{
	struct tnef_file one;
	struct made file;
	struct tnef tnef;

	(void)state;
	for (unsigned level = 0; level < 4; level++) {
		file = begin();
		add(&file, SUBJECT, "x", 1);
		file.at[6] = (uint8_t)level;
		add(&file, BODY, "y", 1);
		tnef = opened(&file);
		assert_false(tnef_next_file(&tnef, &one));
		assert_false(tnef_next_file(&tnef, &one));
		assert_int_equal(tnef.damaged, level < 1 || level > 2);
		assert_int_equal(tnef.body.len, !tnef.damaged);
	}
}

static void a_line_end_behind_all_is_no_damage(void **state)
{
	static const struct {
		const char *behind;
		bool damaged;
	} rows[] = {
		{ "\r\n", false },
		{ "\n", false },
		{ "\r\nx", true },
		{ " ", true },
		{ "\r\n\r\n\r\n\r\n\r\n", false },
	};
	struct tnef_file one;
	struct made file;
	struct tnef tnef;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		file = begin();
		add(&file, BODY, "y", 1);
		put(&file, rows[i].behind, strlen(rows[i].behind));
		tnef = opened(&file);
		assert_false(tnef_next_file(&tnef, &one));
		assert_int_equal(tnef.damaged, rows[i].damaged);
		assert_int_equal(tnef.body.len, 1);
	}
}

static void properties_of_all_forms_are_passed(void **state)
{
	static const struct {
		uint32_t type;
		size_t len;
	} fixed[] = {
		{ 0x02, 4 }, { 0x03, 4 }, { 0x04, 4 },  { 0x0A, 4 },
		{ 0x0B, 4 }, { 0x05, 8 }, { 0x06, 8 },  { 0x07, 8 },
		{ 0x14, 8 }, { 0x40, 8 }, { 0x48, 16 },
	};
	struct made props;
	struct tnef tnef;

	(void)state;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		props = properties(3);
		put_number(&props, fixed[i].type, 2);
		put_number(&props, 0x7FFF, 2);
		put_number(&props, 0, fixed[i].len);
		put_number(&props, fixed[i].type | 0x1000, 2);
		put_number(&props, 0x7FFF, 2);
		put_number(&props, 2, 4);
		put_number(&props, 0, 2 * fixed[i].len);
		TEXT(&props, 0x0037, "x");
		tnef = read_message(&props);
		assert_int_equal(tnef.subject.len, 1);
		assert_false(tnef.damaged);
	}
	/* Names: by number, by word; of a type that nobody knows. */
	props = properties(4);
	put_number(&props, 3, 2);
	put_number(&props, 0x8000, 2);
	put_number(&props, 0, 16 + 4);
	put_number(&props, 7, 4);
	put_number(&props, 1, 4);
	put_number(&props, 3, 2);
	put_number(&props, 0x8001, 2);
	put_number(&props, 0, 16);
	put_number(&props, 1, 4);
	put_number(&props, 6, 4);
	put(&props, "a\0b\0\0\0\0", 8);
	put_number(&props, 1, 4);
	TEXT(&props, 0x0037, "x");
	put_number(&props, 0x99, 2);
	put_number(&props, 0x1000, 2);
	tnef = read_message(&props);
	assert_int_equal(tnef.subject.len, 1);
	assert_true(tnef.damaged);
	/* Of several values the first one; none at all is none. */
	props = properties(2);
	put_number(&props, 0x101E, 2);
	put_number(&props, 0x0037, 2);
	put_number(&props, 2, 4);
	put_number(&props, 1, 4);
	put(&props, "x\0\0", 4);
	put_number(&props, 2, 4);
	put(&props, "yz\0", 4);
	put_number(&props, 0x101E, 2);
	put_number(&props, 0x1000, 2);
	put_number(&props, 0, 4);
	tnef = read_message(&props);
	assert_int_equal(tnef.subject.len, 1);
	assert_int_equal(tnef.plain.len, 0);
	assert_false(tnef.damaged);
}

static void each_attribute_is_itself_alone(void **state)
{
	struct made file = begin(), props = properties(2);
	struct tnef_file one;
	struct tnef tnef;

	(void)state;
	add(&file, SUBJECT, "subject", 7);
	tnef = opened(&file);
	assert_false(tnef_next_file(&tnef, &one));
	assert_text(&tnef.subject, "subject");
	assert_int_equal(tnef.body.len, 0);
	add(&file, BODY, "\1\2\3\4", 4);
	add(&file, 0x8006, "date", 4);
	/* Properties without a value take nothing away. */
	put_number(&props, 0x101E, 2);
	put_number(&props, 0x1000, 2);
	put_number(&props, 0, 4);
	put_number(&props, 0x101E, 2);
	put_number(&props, 0x0037, 2);
	put_number(&props, 0, 4);
	add_made(&file, MESSAGE_PROPS, &props);
	add(&file, BODY + 0x100, "other", 5);
	add(&file, SUBJECT, "again", 5);
	tnef = opened(&file);
	assert_false(tnef_next_file(&tnef, &one));
	assert_text(&tnef.body, "\1\2\3\4");
	assert_int_equal(tnef.plain.len, 0);
	assert_text(&tnef.subject, "again");
	assert_int_equal(tnef.subject.codepage, 0);
	assert_false(tnef.damaged);
	/* Of a file. */
	file = begin();
	add(&file, FILE_BEGINS, "", 0);
	add(&file, TITLE, "title", 5);
	add(&file, DATA, "data", 4);
	props = properties(3);
	TEXT(&props, 0x3702, "other");
	put_number(&props, 0x101E, 2);
	put_number(&props, 0x3707, 2);
	put_number(&props, 0, 4);
	put_number(&props, 0x1102, 2);
	put_number(&props, 0x3701, 2);
	put_number(&props, 0, 4);
	add_made(&file, FILE_PROPS, &props);
	tnef = opened(&file);
	assert_true(tnef_next_file(&tnef, &one));
	assert_text(&one.name, "title");
	assert_text(&(struct tnef_text){ one.data, one.len, 0 }, "data");
	assert_false(tnef_next_file(&tnef, &one));
	assert_int_equal(tnef.body.len + tnef.subject.len, 0);
}

static void html_is_of_the_codepage_that_is_said_of_it(void **state)
{
	struct made props = properties(2);

	(void)state;
	put_text(&props, 0x102, 0x1013, "<p>", 3);
	put_number(&props, 3, 2);
	put_number(&props, 0x3FDE, 2);
	put_number(&props, 932, 4);
	assert_int_equal(read_message(&props).html.codepage, 932);
	/* Of another type, and of an HTML that says it itself. */
	props.at[props.len - 8] = 4;
	assert_int_equal(read_message(&props).html.codepage, 0);
	props.at[props.len - 8] = 3;
	props.at[4] = 0x1F;
	props.at[5] = 0;
	assert_int_equal(read_message(&props).html.codepage, CODEPAGE_UTF16);
}

static void a_codepage_cut_short_is_none(void **state)
{
	struct tnef_file one;
	struct made file;
	struct tnef tnef;

	(void)state;
	for (size_t len = 3; len <= 8; len++) {
		file = begin();
		add(&file, CODEPAGE, "\xA4\x03\0\0\0\0\0", len);
		add(&file, BODY, "x", 1);
		tnef = opened(&file);
		assert_false(tnef_next_file(&tnef, &one));
		assert_int_equal(tnef.body.codepage, len < 4 ? 0 : 932);
	}
}

static void the_long_name_of_a_file_is_its_name(void **state)
{
	static const struct {
		uint32_t id;
		const char *name, *then;
	} names[] = {
		{ 0x3001, "shown", "shown" }, { 0x3704, "short", "shown" },
		{ 0x3707, "long", "long" },   { 0x3704, "short", "long" },
		{ 0x3001, "shown", "long" },
	};
	struct made file = begin(), props;
	struct tnef_file one;
	struct tnef tnef;

	(void)state;
	for (size_t n = 1; n <= 5; n++) {
		add(&file, FILE_BEGINS, "", 0);
		props = properties((uint32_t)n);
		for (size_t i = 0; i < n; i++)
			put_text(&props, 0x1E, names[i].id, names[i].name,
				 strlen(names[i].name));
		add_made(&file, FILE_PROPS, &props);
	}
	add(&file, FILE_BEGINS, "", 0);
	props = properties(1);
	TEXT(&props, 0x3707, "long");
	add_made(&file, FILE_PROPS, &props);
	add(&file, TITLE, "title", 5);
	add(&file, FILE_BEGINS, "", 0);
	add(&file, TITLE, "title", 5);
	tnef = opened(&file);
	for (size_t i = 0; i < 5; i++) {
		assert_true(tnef_next_file(&tnef, &one));
		assert_text(&one.name, names[i].then);
	}
	assert_true(tnef_next_file(&tnef, &one));
	assert_text(&one.name, "long");
	assert_true(tnef_next_file(&tnef, &one));
	assert_text(&one.name, "title");
	assert_false(tnef_next_file(&tnef, &one));
	assert_false(tnef.damaged);
}

/* The bytes of a file: an object is one behind the number of its interface. */
static void a_message_is_known_by_its_interface(void **state)
{
	static const char message[] =
		"\7\3\2\0\0\0\0\0\xC0\0\0\0\0\0\0\x46inner";
	static const char other[] = "\0\3\2\0\0\0\0\0\xC0\0\0\0\0\0\0\x46inner";

	static const struct {
		uint32_t type;
		const char *data;
		size_t len;
		bool message;
		const char *wanted;
	} objects[] = {
		{ 0x0D, message, 21, true, "inner" },
		{ 0x0D, message, 16, true, "" },
		{ 0x0D, other, 21, false, "inner" },
		{ 0x0D, "short", 5, false, "short" },
		{ 0x102, "abc", 3, false, "abc" },
	};
	struct tnef_file one;
	struct made file, props;
	struct tnef tnef;

	(void)state;
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		for (int before = 0; before < 2; before++) {
			file = begin();
			add(&file, FILE_BEGINS, "", 0);
			if (before)
				add(&file, DATA, "before", 6);
			props = properties(1);
			put_text(&props, objects[i].type, 0x3701,
				 objects[i].data, objects[i].len);
			add_made(&file, FILE_PROPS, &props);
			if (!before && objects[i].message)
				add(&file, DATA, "behind", 6);
			tnef = opened(&file);
			assert_true(tnef_next_file(&tnef, &one));
			assert_int_equal(one.message, objects[i].message);
			assert_text(&(struct tnef_text){ one.data, one.len, 0 },
				    before && !one.message ? "before"
							   : objects[i].wanted);
			assert_false(tnef_next_file(&tnef, &one));
		}
	}
}

MAIN(WITH(every_cut_is_read_so_far_and_told),
     WITH(a_level_that_there_is_not_ends_it),
     WITH(a_line_end_behind_all_is_no_damage),
     WITH(properties_of_all_forms_are_passed),
     WITH(each_attribute_is_itself_alone),
     WITH(html_is_of_the_codepage_that_is_said_of_it),
     WITH(a_codepage_cut_short_is_none),
     WITH(the_long_name_of_a_file_is_its_name),
     WITH(a_message_is_known_by_its_interface))
