/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line.c -- what stands in a line of a certificate
 */
#include <stdlib.h>
#include <string.h>

#include "checkproof/claim.h"

const char *line_after(const char *line, const char *start)
{
	size_t len = strlen(start);

	return strncmp(line, start, len) ? NULL : line + len;
}

bool line_word(const char **rest, char *out, size_t size)
{
	size_t len;

	if (**rest != ' ')
		return false;
	len = strcspn(*rest + 1, " ");
	if (!len || len >= size)
		return false;
	memcpy(out, *rest + 1, len);
	out[len] = '\0';
	*rest += 1 + len;
	return true;
}

bool line_number(const char **rest, uint32_t most, uint32_t *out)
{
	char digits[11]; /* too few to overflow what they are read into */
	unsigned long long number;

	if (!line_word(rest, digits, sizeof(digits)) ||
	    digits[strspn(digits, "0123456789")] ||
	    (digits[0] == '0' && digits[1]))
		return false;
	number = strtoull(digits, NULL, 10);
	*out = (uint32_t)number;
	return number <= most;
}
