/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset.c -- the names of charsets as real mail writes them
 */
#include "mime/charset.h"

#include <string.h>

#include "mime/buf.h"
#include "mime/decode.h"
#include "mime/tables.h"
#include "mime/utf8.h"

enum {
	LONGEST_LABEL = 40
};

/*
 * Labels without case and punctuation: "Shift_JIS", "shift-jis" and "SHIFTJIS"
 * are one. ISO-8859-1, -9 and -11 are read as the Windows charsets that contain
 * them, as every mail reader does (WHATWG Encoding, 4.2).
 */
static const struct {
	const char *label;
	enum charset_kind kind;
	const char *single; /* SINGLE: name in single_bytes */
} labels[] = {
	{ "", CHARSET_NONE },
	{ "default", CHARSET_NONE },
	{ "none", CHARSET_NONE },
	{ "unknown", CHARSET_NONE },
	{ "xunknown", CHARSET_NONE },
	{ "unknown8bit", CHARSET_NONE },
	{ "8bit", CHARSET_NONE },
	{ "7bit", CHARSET_NONE },
	{ "usascii", CHARSET_ASCII },
	{ "ascii", CHARSET_ASCII },
	{ "ansix341968", CHARSET_ASCII },
	{ "iso646us", CHARSET_ASCII },
	{ "us", CHARSET_ASCII },
	{ "utf8", CHARSET_UTF8 },
	{ "utf8mb4", CHARSET_UTF8 },
	{ "unicode11utf8", CHARSET_UTF8 },
	{ "cp65001", CHARSET_UTF8 },
	{ "65001", CHARSET_UTF8 },
	{ "iso2022jp", CHARSET_JIS },
	{ "iso2022jp1", CHARSET_JIS },
	{ "iso2022jp2", CHARSET_JIS },
	{ "iso2022jp3", CHARSET_JIS },
	{ "iso2022jp2004", CHARSET_JIS },
	{ "iso2022jpms", CHARSET_JIS },
	{ "csiso2022jp", CHARSET_JIS },
	{ "csiso2022jp2", CHARSET_JIS },
	{ "cp50220", CHARSET_JIS },
	{ "cp50221", CHARSET_JIS },
	{ "cp50222", CHARSET_JIS },
	{ "xwindowsiso2022jp", CHARSET_JIS },
	{ "jis", CHARSET_JIS },
	{ "jis7", CHARSET_JIS },
	{ "shiftjis", CHARSET_CP932 },
	{ "xshiftjis", CHARSET_CP932 },
	{ "shiftjis2004", CHARSET_CP932 },
	{ "sjis", CHARSET_CP932 },
	{ "xsjis", CHARSET_CP932 },
	{ "sjiswin", CHARSET_CP932 },
	{ "mskanji", CHARSET_CP932 },
	{ "csshiftjis", CHARSET_CP932 },
	{ "windows31j", CHARSET_CP932 },
	{ "cswindows31j", CHARSET_CP932 },
	{ "windows932", CHARSET_CP932 },
	{ "cp932", CHARSET_CP932 },
	{ "ms932", CHARSET_CP932 },
	{ "xms932", CHARSET_CP932 },
	{ "xmscp932", CHARSET_CP932 },
	{ "cp943", CHARSET_CP932 },
	{ "cp943c", CHARSET_CP932 },
	{ "ibm943", CHARSET_CP932 },
	{ "eucjp", CHARSET_EUC_JP },
	{ "xeucjp", CHARSET_EUC_JP },
	{ "xeuc", CHARSET_EUC_JP },
	{ "eucjpms", CHARSET_EUC_JP },
	{ "eucjpwin", CHARSET_EUC_JP },
	{ "cp51932", CHARSET_EUC_JP },
	{ "cp20932", CHARSET_EUC_JP },
	{ "ujis", CHARSET_EUC_JP },
	{ "cseucpkdfmtjapanese", CHARSET_EUC_JP },
	{ "iso88591", CHARSET_SINGLE, "windows-1252" },
	{ "latin1", CHARSET_SINGLE, "windows-1252" },
	{ "l1", CHARSET_SINGLE, "windows-1252" },
	{ "cp1252", CHARSET_SINGLE, "windows-1252" },
	{ "iso88599", CHARSET_SINGLE, "windows-1254" },
	{ "latin5", CHARSET_SINGLE, "windows-1254" },
	{ "iso885911", CHARSET_SINGLE, "windows-874" },
	{ "tis620", CHARSET_SINGLE, "windows-874" },
	{ "iso88598i", CHARSET_SINGLE, "iso-8859-8" },
	{ "latin2", CHARSET_SINGLE, "iso-8859-2" },
	{ "latin9", CHARSET_SINGLE, "iso-8859-15" },
	{ "koi8", CHARSET_SINGLE, "koi8-r" },
	{ "cp1250", CHARSET_SINGLE, "windows-1250" },
	{ "cp1251", CHARSET_SINGLE, "windows-1251" },
	{ "macroman", CHARSET_SINGLE, "macintosh" },
	{ "gb2312", CHARSET_ASCII_ONLY },
	{ "gbk", CHARSET_ASCII_ONLY },
	{ "gb18030", CHARSET_ASCII_ONLY },
	{ "euccn", CHARSET_ASCII_ONLY },
	{ "cp936", CHARSET_ASCII_ONLY },
	{ "big5", CHARSET_ASCII_ONLY },
	{ "big5hkscs", CHARSET_ASCII_ONLY },
	{ "cp950", CHARSET_ASCII_ONLY },
	{ "euckr", CHARSET_ASCII_ONLY },
	{ "ksc56011987", CHARSET_ASCII_ONLY },
	{ "cp949", CHARSET_ASCII_ONLY },
	{ "uhc", CHARSET_ASCII_ONLY },
	{ "euctw", CHARSET_ASCII_ONLY },
};

static const char *const kind_names[] = {
	[CHARSET_UNKNOWN] = "",
	[CHARSET_NONE] = "",
	[CHARSET_ASCII] = "us-ascii",
	[CHARSET_UTF8] = "utf-8",
	[CHARSET_JIS] = "iso-2022-jp",
	[CHARSET_CP932] = "shift_jis",
	[CHARSET_EUC_JP] = "euc-jp",
	[CHARSET_SINGLE] = "",
	[CHARSET_ASCII_ONLY] = "us-ascii",
};

/* Lower-case letters and digits only; false if it is too long to be known. */
static bool compact(const char *label, size_t len, char out[static 1])
{
	size_t n = 0;
	char c;

	for (size_t i = 0; i < len; i++) {
		c = label[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			continue;
		if (n == LONGEST_LABEL - 1)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return true;
}

static struct charset single(const char *compacted)
{
	char name[LONGEST_LABEL];

	for (size_t i = 0; i < n_single_bytes; i++) {
		compact(single_bytes[i].name, strlen(single_bytes[i].name),
			name);
		if (strcmp(name, compacted) == 0)
			return (struct charset){ CHARSET_SINGLE,
						 single_bytes[i].name,
						 single_bytes[i].high };
	}
	return (struct charset){ CHARSET_UNKNOWN, "", NULL };
}

struct charset charset_of(enum charset_kind kind)
{
	if (kind == CHARSET_SINGLE)
		return single("windows1252");
	return (struct charset){ kind, kind_names[kind], NULL };
}

struct charset charset_find(const char *label, size_t len)
{
	char name[LONGEST_LABEL], single_name[LONGEST_LABEL];

	if (!compact(label, len, name))
		return charset_of(CHARSET_UNKNOWN);
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		if (strcmp(labels[i].label, name) != 0)
			continue;
		if (labels[i].kind != CHARSET_SINGLE)
			return charset_of(labels[i].kind);
		compact(labels[i].single, strlen(labels[i].single),
			single_name);
		return single(single_name);
	}
	return single(name);
}

size_t charset_decode(const struct charset *charset, const uint8_t *in,
		      size_t len, struct buf *out)
{
	buf_reserve(out, len + len / 2 + 4);
	switch (charset->kind) {
	case CHARSET_UTF8:
		return decode_utf8(in, len, out);
	case CHARSET_JIS:
		return decode_jis(in, len, out);
	case CHARSET_CP932:
		return decode_cp932(in, len, out);
	case CHARSET_EUC_JP:
		return decode_euc_jp(in, len, out);
	case CHARSET_SINGLE:
		return decode_single(charset->high, in, len, out);
	case CHARSET_UNKNOWN:
	case CHARSET_NONE:
	case CHARSET_ASCII:
	case CHARSET_ASCII_ONLY:
		break;
	}
	return decode_single(NULL, in, len, out);
}
