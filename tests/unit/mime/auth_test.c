/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auth_test.c -- tests src/mime/header/auth.c
 */
#include "mime/header/auth.h"

#include "fixture.h"

/* What the header says of mx.town.example.jp's findings. */
static void says(struct fixture *f, const char *header, const char *wanted)
{
	struct lines lines = { .at = (const uint8_t *)header,
			       .end = (const uint8_t *)header + strlen(header),
			       .eol = '\n' };
	struct header read = header_read(&f->mime, &lines);
	char text[AUTH_TEXT];

	auth_read(&read, "mx.town.example.jp", text);
	if (strcmp(text, wanted) != 0)
		fail_msg("'%s', not '%s': %s", text, wanted, header);
}

#define FIELD "Authentication-Results: mx.town.example.jp"

static void what_servers_write_is_read(void **state)
{
	struct fixture *f = *state;

	/* RFC 8601 appendix B */
	says(f, FIELD " 1; none\r\n", "");
	says(f, FIELD ";\r\n\tspf=pass smtp.mailfrom=example.net\r\n",
	     "spf=pass");
	says(f,
	     FIELD
	     ";\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
	     " spf=pass smtp.mailfrom=example.net\r\n",
	     "auth=pass spf=pass");
	says(f,
	     FIELD ";\r\n dkim=pass (good signature) header.d=example.com;\r\n"
		   " dkim=fail reason=\"bad \\\" ; signature\"\r\n"
		   "  header.i=@newyork.example.com\r\n",
	     "dkim=pass dkim=fail");
	says(f,
	     "Authentication-Results: Foo (a (deep) \\) one) ;\r\n"
	     "Authentication-Results: \"MX.Town.example.jp\"\r\n"
	     "  1 (foobar) (yes); dkim (Because I like it) / 1 (One yay) = "
	     "(wait for it) fail\r\n"
	     "  policy (A dot can go here).(like that) expired\r\n",
	     "");
	says(f,
	     "Authentication-Results: \"MX.Town.example.jp\"\r\n"
	     "  1 (foobar) (yes); dkim (Because I like it) / 1 (One yay) = "
	     "(wait for \\) (it)) fail (now)\r\n"
	     "  policy (a dot) . (like that) expired (this) = 1"
	     "  policy. (so) expired = \"\\\"\" (at last); arc/1=pass; none;\r\n"
	     "  spf=pass smtp.mailfrom=\"a b\"@c.example(d)\r\n",
	     "dkim=fail arc=pass spf=pass");
	/* opendmarc, Exchange Online, a VERP address */
	says(f,
	     FIELD "; dmarc=fail (p=reject dis=none) header.from=a.example\n",
	     "dmarc=fail");
	says(f,
	     FIELD "; spf=softfail (sender IP is 192.0.2.1)\n"
		   " smtp.mailfrom=a.example; dkim=none (message not signed)\n"
		   " header.d=none;dmarc=none action=none header.from=x;\n",
	     "");
	says(f,
	     FIELD "; spf=softfail (sender IP is 192.0.2.1)\n"
		   " smtp.mailfrom=a.example; dkim=none (message not signed)\n"
		   " header.d=none;dmarc=none action=none header.from=x\n",
	     "spf=softfail dkim=none dmarc=none");
	says(f,
	     FIELD "; spf=pass smtp.mailfrom=b+x=town.example.jp@em.example\n",
	     "spf=pass");
}

static void only_the_trusted_server_is_heard(void **state)
{
	struct fixture *f = *state;

	says(f, "Authentication-Results: evil.example; spf=pass\n", "");
	says(f, "Authentication-Results: mx.town.example.jp.evil; spf=pass\n",
	     "");
	says(f, "Authentication-Results: x mx.town.example.jp; spf=pass\n", "");
	says(f, "X-Authentication-Results: mx.town.example.jp; spf=pass\n", "");
	says(f, "Authentication-Results : mx.town.example.jp; spf=pass\n", "");
	says(f, "junk\nSubject: s\n" FIELD "; spf=pass\n", "");
}

static void what_lies_below_the_next_received_was_there_before(void **state)
{
	struct fixture *f = *state;

	says(f,
	     "Received: a\n" FIELD "; dmarc=fail\nX: y\n" FIELD
	     "; dkim=fail\nReceived: b\n" FIELD "; dkim=pass\n",
	     "dmarc=fail dkim=fail");
	says(f, FIELD "; spf=fail\nReceived: b\n" FIELD "; spf=pass\n",
	     "spf=fail");
	/* one of ours that does not parse is still the topmost */
	says(f, FIELD "; spf\nReceived: b\n" FIELD "; spf=pass\n", "");
	says(f,
	     "Authentication-Results: b.example; spf=fail\nReceived: b\n" FIELD
	     "; spf=pass\n",
	     "spf=pass");
}

static void a_field_that_does_not_parse_says_nothing(void **state)
{
	static const char *const bad[] = {
		/* an address that a careless server did not quote */
		FIELD "; spf=fail smtp.mailfrom=x; dkim=pass@evil.example\n",
		FIELD "; spf=pass (\n",
		FIELD "; spf=pass )\n",
		FIELD "; spf=pass \"\n",
		FIELD "; spf=pass smtp.mailfrom=\"a\n",
		FIELD "; spf=pass smtp.mailfrom\n",
		FIELD "; spf=\n",
		FIELD "; =pass\n",
		FIELD ";\n",
		FIELD "\n",
		FIELD " 1 2; spf=pass\n",
		FIELD "; spf=pass; ;\n",
		FIELD "; spf=pass\\\n",
		FIELD "; spf=pass a b=c\n",
		FIELD "; spf=pass a.=c\n",
		FIELD "; spf=pass a. \n",
		FIELD "; spf=pass \xe3\x81\x82=x\n",
		FIELD "; spf=pass \x01\n",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		says(f, bad[i], "");
}

static void only_known_words_come_out(void **state)
{
	struct fixture *f = *state;

	says(f,
	     FIELD "; SPF=Pass; dkim=hardfail; x-google=pass; compauth=fail; "
		   "dkim-adsp=pass\n",
	     "spf=pass dkim=other");
	says(f, FIELD "; dkim=pass; dkim=pass; dkim=fail; dkim=pass\n",
	     "dkim=pass dkim=fail");
}

/* Who writes the message chooses how many signatures it has. */
static void many_results_leave_none_out(void **state)
{
	static const char *const methods[] = { "dkim", "spf",   "arc",
					       "auth", "iprev", "dmarc" };
	static const char *const results[] = {
		"none",   "pass",  "fail",      "softfail",  "neutral",
		"policy", "other", "temperror", "permerror",
	};

	char header[2000] = FIELD, wanted[2000] = "";

	for (size_t i = 0; i < 6; i++) {
		for (size_t k = 0; k < 9; k++) {
			snprintf(header + strlen(header), 40, "; %s=%s",
				 methods[i], results[k]);
			snprintf(wanted + strlen(wanted), 40, "%s%s=%s",
				 wanted[0] ? " " : "", methods[i], results[k]);
		}
	}
	strcat(header, "\n");
	says(*state, header, wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(what_servers_write_is_read),
		WITH(only_the_trusted_server_is_heard),
		WITH(what_lies_below_the_next_received_was_there_before),
		WITH(a_field_that_does_not_parse_says_nothing),
		WITH(only_known_words_come_out),
		WITH(many_results_leave_none_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
