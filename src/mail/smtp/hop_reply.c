/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hop_reply.c -- a line of the next hop's reply, read strictly
 */
#include "mail/smtp/hop.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One to three digits at *at, which moves behind them. */
static bool read_part(const char **at, unsigned *out)
{
	unsigned value = 0, n = 0;

	for (; is_digit(**at) && n < 4; n++)
		value = value * 10 + (unsigned)(*(*at)++ - '0');
	*out = value;
	return n >= 1 && n <= 3;
}

/* "5.1.1 " whose class is that of the code (RFC 2034 4). */
static void read_status(const char *text, struct reply_line *out)
{
	unsigned subject, detail;

	if (text[0] != (char)('0' + out->code / 100) || text[1] != '.')
		return;
	text += 2;
	if (!read_part(&text, &subject) || *text++ != '.' ||
	    !read_part(&text, &detail) || (*text != ' ' && *text != '\0'))
		return;
	out->subject = subject;
	out->detail = detail;
}

/* The second digit goes to 5 (RFC 5321 4.2), but a refusal is one by its first
 * digit, and some servers say 571. */
static bool is_code(const char *text)
{
	return text[0] >= '2' && text[0] <= '5' && is_digit(text[1]) &&
	       is_digit(text[2]) && (text[0] >= '4' || text[1] <= '5');
}

bool reply_read(const char *line, struct reply_line *out)
{
	if (!is_code(line) ||
	    (line[3] != ' ' && line[3] != '-' && line[3] != '\0'))
		return false;
	*out = (struct reply_line){
		.code = (unsigned)(line[0] - '0') * 100 +
			(unsigned)(line[1] - '0') * 10 +
			(unsigned)(line[2] - '0'),
		.last = line[3] != '-',
		.text = line[3] ? line + 4 : line + 3,
	};
	read_status(out->text, out);
	return true;
}
