/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codepage.c -- Windows' numbers of charsets
 */
#include "mime/charset/codepage.h"

#include <stdio.h>
#include <string.h>

/* Those whose label is not made of the number. */
static const struct {
	unsigned codepage;
	const char *label;
} others[] = {
	{ 874, "windows-874" }, { 1200, "utf-16le" },
	{ 1201, "utf-16be" },   { 10000, "macintosh" },
	{ 20127, "us-ascii" },  { 20866, "koi8-r" },
	{ 21866, "koi8-u" },    { 50225, "iso-2022-kr" },
	{ 51949, "euc-kr" },    { 52936, "hz-gb-2312" },
	{ 54936, "gb18030" },   { CODEPAGE_UTF8, "utf-8" },
};

void codepage_label(unsigned codepage, char out[static CODEPAGE_LABEL])
{
	out[0] = '\0';
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].codepage == codepage)
			snprintf(out, CODEPAGE_LABEL, "%s", others[i].label);
	if (out[0] || !codepage)
		return;
	if (codepage >= 1250 && codepage <= 1258)
		snprintf(out, CODEPAGE_LABEL, "windows-%u", codepage);
	else if (codepage >= 28591 && codepage <= 28605)
		snprintf(out, CODEPAGE_LABEL, "iso-8859-%u", codepage - 28590);
	else
		snprintf(out, CODEPAGE_LABEL, "cp%u", codepage);
}

struct charset codepage_charset(unsigned codepage)
{
	char label[CODEPAGE_LABEL];

	codepage_label(codepage, label);
	return charset_find(label, strlen(label));
}
