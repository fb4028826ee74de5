/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command.c -- verb, address, parameters
 */
#include "mail/smtp/command.h"

#include <string.h>
#include <strings.h>

static const struct {
	const char *word;
	enum smtp_verb verb;
} verbs[] = {
	{ "HELO", SMTP_HELO },       { "EHLO", SMTP_EHLO },
	{ "MAIL", SMTP_MAIL },       { "RCPT", SMTP_RCPT },
	{ "DATA", SMTP_DATA },       { "RSET", SMTP_RSET },
	{ "NOOP", SMTP_NOOP },       { "QUIT", SMTP_QUIT },
	{ "VRFY", SMTP_VRFY },       { "STARTTLS", SMTP_STARTTLS },
	{ "BDAT", SMTP_FOREIGN },    { "GET", SMTP_FOREIGN },
	{ "POST", SMTP_FOREIGN },    { "PUT", SMTP_FOREIGN },
	{ "HEAD", SMTP_FOREIGN },    { "OPTIONS", SMTP_FOREIGN },
	{ "CONNECT", SMTP_FOREIGN },
};

static bool has_control(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == '\x7f')
			return true;
	return false;
}

static bool has_8bit(const char *text)
{
	while (*text && (unsigned char)*text < 0x80)
		text++;
	return *text;
}

static enum smtp_verb find_verb(const char *line, const char **rest)
{
	size_t len = strcspn(line, " ");

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strlen(verbs[i].word) == len &&
		    strncasecmp(line, verbs[i].word, len) == 0) {
			*rest = line + len;
			return verbs[i].verb;
		}
	return SMTP_UNKNOWN;
}

/* Blanks at the end of a line are tolerated (RFC 5321 4.1.1). */
static bool is_blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

static bool read_size(const char *text, size_t len, uint64_t *out)
{
	uint64_t size = 0;

	if (len == 0 || len > 20)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		if (__builtin_mul_overflow(size, 10, &size) ||
		    __builtin_add_overflow(size, text[i] - '0', &size))
			size = UINT64_MAX; /* too large for anybody */
	}
	*out = size;
	return true;
}

/* One "KEY=value" of MAIL. */
static enum command_verdict read_parameter(const char *text, size_t len,
					   struct smtp_command *out)
{
	if (len > 5 && strncasecmp(text, "SIZE=", 5) == 0)
		return read_size(text + 5, len - 5, &out->size)
			       ? COMMAND_OK
			       : COMMAND_SYNTAX;
	if (len == 13 && strncasecmp(text, "BODY=8BITMIME", len) == 0) {
		out->body_8bit = true;
		return COMMAND_OK;
	}
	if (len == 9 && strncasecmp(text, "BODY=7BIT", len) == 0)
		return COMMAND_OK;
	if (len == 8 && strncasecmp(text, "SMTPUTF8", len) == 0) {
		out->smtputf8 = true;
		return COMMAND_OK;
	}
	return COMMAND_PARAMETER;
}

static enum command_verdict read_parameters(const char *text,
					    struct smtp_command *out)
{
	enum command_verdict verdict = COMMAND_OK;

	while (verdict == COMMAND_OK && !is_blank(text)) {
		size_t len;

		if (*text != ' ')
			return COMMAND_SYNTAX;
		text += strspn(text, " ");
		len = strcspn(text, " ");
		verdict = out->verb == SMTP_MAIL
				  ? read_parameter(text, len, out)
				  : COMMAND_PARAMETER;
		text += len;
	}
	return verdict;
}

static enum command_verdict read_path(const char *rest, const char *word,
				      struct smtp_command *out)
{
	static const char postmaster[] = "<postmaster>";
	size_t len = strlen(word);

	if (*rest != ' ' || strncasecmp(rest + 1, word, len) != 0)
		return COMMAND_SYNTAX;
	rest += 1 + len;
	out->postmaster =
		out->verb == SMTP_RCPT &&
		strncasecmp(rest, postmaster, sizeof(postmaster) - 1) == 0;
	if (out->postmaster)
		return read_parameters(rest + sizeof(postmaster) - 1, out);
	out->path_verdict =
		path_read(rest, out->verb == SMTP_MAIL, &out->path, &rest);
	if (out->path_verdict != PATH_OK)
		return COMMAND_PATH;
	return read_parameters(rest, out);
}

/* A domain or an address literal, which is only logged. */
static enum command_verdict read_greeting(const char *rest)
{
	if (*rest != ' ')
		return COMMAND_SYNTAX;
	rest += strspn(rest, " ");
	return *rest && is_blank(rest + strcspn(rest, " ")) ? COMMAND_OK
							    : COMMAND_SYNTAX;
}

enum command_verdict command_read(const char *line, size_t len,
				  struct smtp_command *out)
{
	const char *rest = line;

	*out = (struct smtp_command){ .verb = SMTP_UNKNOWN };
	if (has_control(line, len))
		return COMMAND_CONTROL;
	out->verb = find_verb(line, &rest);
	if (out->verb == SMTP_MAIL)
		return read_path(rest, "FROM:", out);
	if (out->verb == SMTP_RCPT)
		return read_path(rest, "TO:", out);
	if (has_8bit(line))
		return COMMAND_SYNTAX;
	switch (out->verb) {
	case SMTP_HELO:
	case SMTP_EHLO:
		return read_greeting(rest);
	case SMTP_STARTTLS:
	case SMTP_DATA:
	case SMTP_RSET:
	case SMTP_QUIT:
		return is_blank(rest) ? COMMAND_OK : COMMAND_SYNTAX;
	case SMTP_MAIL:
	case SMTP_RCPT:
	case SMTP_NOOP:
	case SMTP_VRFY:
	case SMTP_FOREIGN:
	case SMTP_UNKNOWN:
		break;
	}
	return COMMAND_OK;
}
