/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * amend.c -- what the daemon answered, with more that was found here
 */
#include "cli/amend.h"

#include "cli/bytes.h"
#include "control/request.h"

int amend_read(int fd, char **text, size_t *len)
{
	return bytes_read(fd, REQUEST_FD_MAX, text, len);
}

bool amend_open(const char *text, size_t len, struct json *json)
{
	size_t end = len;

	while (end > 0 && text[end - 1] == '\n')
		end--;
	if (end < 2 || (text[0] != '{' && text[0] != ',') ||
	    text[end - 1] != '}') {
		fwrite(text, 1, len, stdout);
		return false;
	}
	fwrite(text, 1, end - 1, stdout);
	*json = (struct json){ .out = stdout, .comma = end > 2 };
	return true;
}

void amend_close(struct json *json)
{
	json_object_end(json);
	fputc('\n', json->out);
}
