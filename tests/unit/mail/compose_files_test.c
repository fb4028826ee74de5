/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_files_test.c -- tests src/mail/plain/compose_files.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "mail/plain/compose.h"
#include "mail/plain/verify_files.h"

#include "sample.h"

static const struct compose_options options = {
	.hostname = "gw.example",
	.mark = "gw.example:mail-out",
	.notice = "[head]\n{file-count}\n[passed]\n{file-name} {file-type} "
		  "{file-bytes} {file-sha256}\n[removed]\n{removed-name} "
		  "{file-name}\n[tail]\n",
};

static const struct file_rules rules = { "pdf jpeg", 1 << 20, 2 << 20 };
static struct plain plain;
static char buf[16384];
static struct composed composed;

static void read_sample(void)
{
	size_t len = sample_write(buf, sizeof(buf),
				  SAMPLE_HEAD SAMPLE_FILES SAMPLE_TAIL);

	assert_null(plain_read_files(buf, len, &rules, &plain));
}

static const char *compose(void)
{
	composed_finish(&composed);
	assert_int_equal(compose_message(&plain, &options, &composed),
			 COMPOSE_OK);
	composed_add(&composed, (struct slice){ "", 1 });
	return composed.bytes;
}

static void files_stand_behind_the_text_in_parts_of_their_own(void **state)
{
	const char *text;

	(void)state;
	read_sample();
	plain.n_removed = 0;
	plain.auth.len = plain.actions.n = 0;
	text = compose();
	assert_non_null(strstr(text, "\r\nMIME-Version: 1.0\r\n"
				     "Content-Type: multipart/mixed;\r\n"
				     " boundary=\"=_sekisho\"\r\nX-Sekisho-"));
	assert_string_equal(
		strstr(text, "\r\n\r\n") + 4,
		"--=_sekisho\r\n"
		"Content-Type: text/plain; charset=UTF-8\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n"
		"5pel5pys6KqeDQoNCmEJYg0KMg0K55Sz6KuL5pu4ICgxKS5wZGYgcGRmIDM4"
		"IDBhMjY5M2E2MmJl\r\n"
		"NzJiZDM3N2JkMTE5MDliZjU0MDUwZDlmZmFhMWQ3NzViNGQ1NjdhMjQ0ZjYy"
		"YmU3ZmY5MWINCuWG\r\n"
		"meecny5KUEcganBlZyAxNyA0MWNlNGEzNTkwNmQzMDY3OWI2YjQ1MjA2MGE1"
		"ZWM2YmYzN2YxMjFi\r\n"
		"ZTIxNWUwYmRlOTc0MjFhZjgzMjU1N2E1DQo=\r\n"
		"--=_sekisho\r\n"
		"Content-Type:\r\n application/pdf\r\n"
		"Content-Disposition: attachment;\r\n"
		" filename*=UTF-8''%E7%94%B3%E8%AB%8B%E6%9B%B8%20%281%29.pdf"
		"\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n"
		"JVBERi0xLjcNCi4NCi0tPV9zZWtpc2hvLS0NCmVuZCAzIDEgMwo=\r\n"
		"--=_sekisho\r\n"
		"Content-Type:\r\n image/jpeg\r\n"
		"Content-Disposition: attachment;\r\n"
		" filename*=UTF-8''%E5%86%99%E7%9C%9F.JPG\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n"
		"/9j/4CBwaG90bwo9IDEgeAo=\r\n"
		"--=_sekisho--\r\n");
}

static void without_files_it_is_one_text_part(void **state)
{
	const char *text;

	(void)state;
	read_sample();
	plain.n_files = 0;
	text = compose();
	assert_non_null(strstr(text,
			       "\r\nContent-Type: text/plain; charset=UTF-8\r\n"
			       "Content-Transfer-Encoding: base64\r\n"));
	assert_null(strstr(text, "=_sekisho"));
	assert_null(strstr(text, "multipart"));
}

/* What stands under its key in the notice is how many they are. */
static void bytes_of_a_file_never_get_into_the_text(void **state)
{
	struct composed out = { 0 };
	struct compose_options all = options;

	(void)state;
	all.notice = "[head]\nh {file-bytes} {file-name}\n[removed]\nr "
		     "{file-bytes}\n[passed]\np {file-bytes}\n[tail]\n";
	read_sample();
	plain.text.len = 0;
	plain.auth.len = 0;
	assert_int_equal(compose_message(&plain, &all, &out), COMPOSE_OK);
	composed_add(&out, (struct slice){ "", 1 });
	/* "h {file-bytes} {file-name}", "p 38", "p 17", "r {file-bytes}" */
	assert_non_null(strstr(
		out.bytes, "\r\n\r\naCB7ZmlsZS1ieXRlc30ge2ZpbGUtbmFtZX0NCnAg"
			   "MzgNCnAgMTcNCnIge2ZpbGUtYnl0ZXN9DQo=\r\n--="));
	composed_finish(&out);
}

static void a_long_name_stays_within_a_line(void **state)
{
	char name[241];

	(void)state;
	read_sample();
	memset(name, ' ', 236);
	memcpy(name, "x", 1);
	strcpy(name + 236, ".pdf");
	plain.files[0].name = slice_of(name);
	for (const char *line = compose(); *line;) {
		const char *end = strstr(line, "\r\n");

		assert_non_null(end);
		assert_true(end - line <= 998);
		line = end + 2;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			files_stand_behind_the_text_in_parts_of_their_own),
		cmocka_unit_test(without_files_it_is_one_text_part),
		cmocka_unit_test(bytes_of_a_file_never_get_into_the_text),
		cmocka_unit_test(a_long_name_stays_within_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
