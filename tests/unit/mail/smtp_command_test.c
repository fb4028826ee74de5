/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_command_test.c -- tests src/mail/smtp/command.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/smtp/command.h"

static struct smtp_command command;

static enum command_verdict read(const char *line)
{
	return command_read(line, strlen(line), &command);
}

static void verbs_are_known_in_any_case(void **state)
{
	static const struct {
		const char *line;
		enum smtp_verb verb;
	} lines[] = {
		{ "EHLO mx.example", SMTP_EHLO },
		{ "helo mx.example", SMTP_HELO },
		{ "EHLO [192.0.2.1] ", SMTP_EHLO },
		{ "Mail From:<>", SMTP_MAIL },
		{ "RCPT TO:<a@b>", SMTP_RCPT },
		{ "data", SMTP_DATA },
		{ "DATA ", SMTP_DATA },
		{ "RSET", SMTP_RSET },
		{ "NOOP anything", SMTP_NOOP },
		{ "QUIT", SMTP_QUIT },
		{ "VRFY x", SMTP_VRFY },
		{ "StartTLS", SMTP_STARTTLS },
		{ "HELP", SMTP_UNKNOWN },
		{ "EXPN list", SMTP_UNKNOWN },
		{ "BDAT 10 LAST", SMTP_FOREIGN },
		{ "bdat 10", SMTP_FOREIGN },
		{ "POST / HTTP/1.1", SMTP_FOREIGN },
		{ "GET /", SMTP_FOREIGN },
		{ "CONNECT mx:25", SMTP_FOREIGN },
		{ "XCLIENT NAME=x", SMTP_UNKNOWN },
		{ "DATAX", SMTP_UNKNOWN },
		{ "", SMTP_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(read(lines[i].line), COMMAND_OK);
		assert_int_equal(command.verb, lines[i].verb);
	}
}

static void parameters_of_mail_are_read(void **state)
{
	(void)state;
	assert_int_equal(read("MAIL FROM:<a@b> SIZE=12345 BODY=8BITMIME"),
			 COMMAND_OK);
	assert_int_equal(command.size, 12345);
	assert_true(command.body_8bit);
	assert_string_equal(command.path.text, "a@b");
	assert_int_equal(read("MAIL FROM:<a@b>  body=7bit "), COMMAND_OK);
	assert_false(command.body_8bit);
	assert_int_equal(read("MAIL FROM:<a@b> smtputf8 SIZE=1"), COMMAND_OK);
	assert_true(command.smtputf8);
	/* twenty digits are legal and too large for anybody (RFC 1870 4) */
	assert_int_equal(read("MAIL FROM:<a@b> SIZE=99999999999999999999"),
			 COMMAND_OK);
	assert_true(command.size == UINT64_MAX);
}

static void parameters_that_nobody_offered_are_refused(void **state)
{
	static const char *const lines[] = {
		"MAIL FROM:<a@b> SMTPUTF8=1", "MAIL FROM:<a@b> BODY=BINARYMIME",
		"MAIL FROM:<a@b> BODY=",      "MAIL FROM:<a@b> ENVID=x",
		"RCPT TO:<a@b> SMTPUTF8",     "RCPT TO:<postmaster> X=1",
		"MAIL FROM:<a@b> =",          "MAIL FROM:<a@b> SIZE",
		"MAIL FROM:<a@b> RET=FULL",   "MAIL FROM:<a@b> AUTH=<>",
		"MAIL FROM:<a@b> SIZE=",      "MAIL FROM:<a@b> SMTP",
		"MAIL FROM:<a@b> BODY=8BIT",  "MAIL FROM:<a@b> BODY=7BI",
		"MAIL FROM:<a@b> X SIZE=1",   "RCPT TO:<a@b> BODY=7BIT",
		"RCPT TO:<a@b> NOTIFY=NEVER", "RCPT TO:<a@b> SIZE=1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(read(lines[i]), COMMAND_PARAMETER);
}

static void a_wrong_form_is_a_syntax_error(void **state)
{
	static const char *const lines[] = {
		"EHLO",
		"EHLO a b",
		"DATA now",
		"QUIT it",
		"MAIL",
		"MAIL <a@b>",
		"MAIL FROM a@b",
		"MAIL FROM:<a@b>SIZE=1",
		"MAIL TO:<a@b>",
		"RCPT FROM:<a@b>",
		"MAIL FROM:<a@b> SIZE=1x",
		"MAIL FROM:<a@b> SIZE=-1",
		"MAIL FROM:<a@b> SIZE=1/",
		"MAIL FROM:<a@b> SIZE=999999999999999999999",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (read(lines[i]) != COMMAND_SYNTAX)
			fail_msg("taken: %s", lines[i]);
	assert_int_equal(read("RCPT TO:<>"), COMMAND_PATH);
	assert_int_equal(read("MAIL FROM: <a@b>"), COMMAND_PATH);
}

static void control_and_foreign_bytes_are_found_anywhere(void **state)
{
	(void)state;
	assert_int_equal(read("NO\rOP"), COMMAND_CONTROL);
	assert_int_equal(read("NOOP \x7f"), COMMAND_CONTROL);
	assert_int_equal(read("EHLO a\tb"), COMMAND_CONTROL);
	assert_int_equal(read("EHLO \xe3\x81\x82"), COMMAND_SYNTAX);
	assert_int_equal(read("MAIL FROM:<a\rb@c>"), COMMAND_CONTROL);
	assert_int_equal(command_read("RSET\0x", 6, &command), COMMAND_CONTROL);
	assert_int_equal(read("RCPT TO:<\xe3\x81@b>"), COMMAND_PATH);
	assert_int_equal(command.path_verdict, PATH_8BIT);
}

static void the_postmaster_needs_no_domain(void **state)
{
	(void)state;
	assert_int_equal(read("RCPT TO:<postmaster>"), COMMAND_OK);
	assert_true(command.postmaster);
	assert_int_equal(read("rcpt to:<PostMaster> "), COMMAND_OK);
	assert_true(command.postmaster);
	assert_int_equal(read("RCPT TO:<postmaster@b>"), COMMAND_OK);
	assert_false(command.postmaster);
	assert_int_equal(read("RCPT TO:<postmasters>"), COMMAND_PATH);
	assert_int_equal(read("MAIL FROM:<postmaster>"), COMMAND_PATH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verbs_are_known_in_any_case),
		cmocka_unit_test(parameters_of_mail_are_read),
		cmocka_unit_test(parameters_that_nobody_offered_are_refused),
		cmocka_unit_test(a_wrong_form_is_a_syntax_error),
		cmocka_unit_test(the_postmaster_needs_no_domain),
		cmocka_unit_test(control_and_foreign_bytes_are_found_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
