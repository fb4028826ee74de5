/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset.c -- the names of charsets as real mail writes them
 */
#include "mime/charset/charset.h"

#include <string.h>

#include "mime/charset/decode.h"
#include "mime/tables/tables.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"
#include "mime/text/utf8.h"

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
	{ "jisautodetect", CHARSET_NONE },
	{ "xjisautodetect", CHARSET_NONE },
	{ "japaneseautodetect", CHARSET_NONE },
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
	{ "iso2022jpmobile", CHARSET_JIS },
	{ "iso2022jpkddi", CHARSET_JIS },
	{ "iso2022jpmobilekddi", CHARSET_JIS },
	{ "xwindows50220", CHARSET_JIS },
	{ "xwindows50221", CHARSET_JIS },
	{ "jisencoding", CHARSET_JIS },
	{ "csjisencoding", CHARSET_JIS },
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
	{ "cp942", CHARSET_CP932 },
	{ "cp942c", CHARSET_CP932 },
	{ "ibm932", CHARSET_CP932 },
	{ "ibm942", CHARSET_CP932 },
	{ "cp10001", CHARSET_CP932 },
	{ "macjapanese", CHARSET_CP932 },
	{ "xmacjapanese", CHARSET_CP932 },
	{ "sjismac", CHARSET_CP932 },
	{ "xsjisjp", CHARSET_CP932 },
	{ "shiftjisx0213", CHARSET_CP932 },
	{ "sjis0213", CHARSET_CP932 },
	{ "xsjis0213", CHARSET_CP932 },
	{ "sjis2004", CHARSET_CP932 },
	{ "sjismobiledocomo", CHARSET_CP932 },
	{ "sjismobilekddi", CHARSET_CP932 },
	{ "sjismobilesoftbank", CHARSET_CP932 },
	{ "eucjp", CHARSET_EUC_JP },
	{ "xeucjp", CHARSET_EUC_JP },
	{ "xeuc", CHARSET_EUC_JP },
	{ "eucjpms", CHARSET_EUC_JP },
	{ "eucjpwin", CHARSET_EUC_JP },
	{ "cp51932", CHARSET_EUC_JP },
	{ "cp20932", CHARSET_EUC_JP },
	{ "ujis", CHARSET_EUC_JP },
	{ "eucjpopen", CHARSET_EUC_JP },
	{ "xeucjpopen", CHARSET_EUC_JP },
	{ "eucjplinux", CHARSET_EUC_JP },
	{ "xeucjplinux", CHARSET_EUC_JP },
	{ "eucjis2004", CHARSET_EUC_JP },
	{ "eucjisx0213", CHARSET_EUC_JP },
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
	{ "cp437", CHARSET_SINGLE, "ibm437" },
	{ "cp850", CHARSET_SINGLE, "ibm850" },
	{ "cp1250", CHARSET_SINGLE, "windows-1250" },
	{ "cp1251", CHARSET_SINGLE, "windows-1251" },
	{ "cp1253", CHARSET_SINGLE, "windows-1253" },
	{ "cp1254", CHARSET_SINGLE, "windows-1254" },
	{ "cp1255", CHARSET_SINGLE, "windows-1255" },
	{ "cp1256", CHARSET_SINGLE, "windows-1256" },
	{ "cp1257", CHARSET_SINGLE, "windows-1257" },
	{ "cp1258", CHARSET_SINGLE, "windows-1258" },
	{ "cp874", CHARSET_SINGLE, "windows-874" },
	{ "macroman", CHARSET_SINGLE, "macintosh" },
	{ "gb2312", CHARSET_GB18030 },
	{ "gb231280", CHARSET_GB18030 },
	{ "gb18030", CHARSET_GB18030 },
	{ "gbk", CHARSET_GB18030 },
	{ "xgbk", CHARSET_GB18030 },
	{ "csgb2312", CHARSET_GB18030 },
	{ "csgb18030", CHARSET_GB18030 },
	{ "chinese", CHARSET_GB18030 },
	{ "gb", CHARSET_GB18030 },
	{ "euccn", CHARSET_GB18030 },
	{ "xeuccn", CHARSET_GB18030 },
	{ "cp936", CHARSET_GB18030 },
	{ "ms936", CHARSET_GB18030 },
	{ "windows936", CHARSET_GB18030 },
	{ "hzgb2312", CHARSET_HZ },
	{ "hz", CHARSET_HZ },
	{ "big5", CHARSET_BIG5 },
	{ "xbig5", CHARSET_BIG5 },
	{ "xxbig5", CHARSET_BIG5 },
	{ "csbig5", CHARSET_BIG5 },
	{ "big5eten", CHARSET_BIG5 },
	{ "big5hkscs", CHARSET_BIG5 },
	{ "big5hk", CHARSET_BIG5 },
	{ "cnbig5", CHARSET_BIG5 },
	{ "cp950", CHARSET_BIG5 },
	{ "ms950", CHARSET_BIG5 },
	{ "windows950", CHARSET_BIG5 },
	{ "euckr", CHARSET_EUC_KR },
	{ "xeuckr", CHARSET_EUC_KR },
	{ "cseuckr", CHARSET_EUC_KR },
	{ "ksc56011987", CHARSET_EUC_KR },
	{ "ksc5601", CHARSET_EUC_KR },
	{ "ksc56011989", CHARSET_EUC_KR },
	{ "ksx1001", CHARSET_EUC_KR },
	{ "isoir149", CHARSET_EUC_KR },
	{ "korean", CHARSET_EUC_KR },
	{ "cp949", CHARSET_EUC_KR },
	{ "ms949", CHARSET_EUC_KR },
	{ "windows949", CHARSET_EUC_KR },
	{ "xwindows949", CHARSET_EUC_KR },
	{ "uhc", CHARSET_EUC_KR },
	{ "iso2022kr", CHARSET_ISO2022_KR },
	{ "csiso2022kr", CHARSET_ISO2022_KR },
	{ "utf7", CHARSET_UTF7 },
	{ "xunicode20utf7", CHARSET_UTF7 },
	{ "unicode11utf7", CHARSET_UTF7 },
	{ "csutf7", CHARSET_UTF7 },
	{ "utf16", CHARSET_UTF16 },
	{ "utf16le", CHARSET_UTF16_LITTLE },
	{ "utf16be", CHARSET_UTF16_BIG },
	{ "unicode", CHARSET_UTF16 },
	{ "ucs2", CHARSET_UTF16 },
	{ "iso10646ucs2", CHARSET_UTF16 },
	{ "csunicode", CHARSET_UTF16 },
	{ "unicodefffe", CHARSET_UTF16 },
	{ "euctw", CHARSET_ASCII_ONLY },
};

static const char *const kind_names[] = {
	[CHARSET_UNKNOWN] = "",        [CHARSET_NONE] = "",
	[CHARSET_ASCII] = "us-ascii",  [CHARSET_UTF8] = "utf-8",
	[CHARSET_JIS] = "iso-2022-jp", [CHARSET_CP932] = "shift_jis",
	[CHARSET_EUC_JP] = "euc-jp",   [CHARSET_GB18030] = "gb18030",
	[CHARSET_HZ] = "hz-gb-2312",   [CHARSET_BIG5] = "big5",
	[CHARSET_EUC_KR] = "euc-kr",   [CHARSET_ISO2022_KR] = "iso-2022-kr",
	[CHARSET_UTF7] = "utf-7",      [CHARSET_UTF16] = "utf-16",
	[CHARSET_SINGLE] = "",         [CHARSET_ASCII_ONLY] = "us-ascii",
};

/* Lower-case letters and digits only; false if it is too long to be known. */
static bool compact(const char *label, size_t len, char out[static 1])
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_alnum(label[i]))
			continue;
		if (n == LONGEST_LABEL - 1)
			return false;
		out[n++] = (char)ascii_lower(label[i]);
	}
	out[n] = '\0';
	return true;
}

/* By our own name of it, or (is_compact) by that made compact, which begins with
 * the same letter. */
static struct charset single(const char *wanted, bool is_compact)
{
	char compacted[LONGEST_LABEL];

	for (size_t i = 0; i < n_single_bytes; i++) {
		const char *own = single_bytes[i].name, *name = own;

		if (own[0] != wanted[0])
			continue;
		if (is_compact && compact(own, strlen(own), compacted))
			name = compacted;
		if (strcmp(name, wanted) == 0)
			return (struct charset){ CHARSET_SINGLE, own,
						 single_bytes[i].high };
	}
	return (struct charset){ CHARSET_UNKNOWN, "", NULL };
}

struct charset charset_of(enum charset_kind kind)
{
	if (kind == CHARSET_SINGLE)
		return single("windows-1252", false);
	return (struct charset){ kind, kind_names[kind], NULL };
}

struct charset charset_find(const char *label, size_t len)
{
	char name[LONGEST_LABEL];

	if (!compact(label, len, name))
		return charset_of(CHARSET_UNKNOWN);
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		if (labels[i].label[0] != name[0] ||
		    strcmp(labels[i].label, name) != 0)
			continue;
		return labels[i].kind == CHARSET_SINGLE
			       ? single(labels[i].single, false)
			       : charset_of(labels[i].kind);
	}
	return single(name, true);
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
	case CHARSET_GB18030:
		return decode_gb18030(in, len, out);
	case CHARSET_HZ:
		return decode_hz(in, len, out);
	case CHARSET_BIG5:
		return decode_big5(in, len, out);
	case CHARSET_EUC_KR:
		return decode_euc_kr(in, len, out);
	case CHARSET_ISO2022_KR:
		return decode_iso2022_kr(in, len, out);
	case CHARSET_UTF7:
		return decode_utf7(in, len, out);
	case CHARSET_UTF16:
		return decode_utf16(in, len, UTF16_UNKNOWN, out);
	case CHARSET_UTF16_LITTLE:
		return decode_utf16(in, len, UTF16_LITTLE, out);
	case CHARSET_UTF16_BIG:
		return decode_utf16(in, len, UTF16_BIG, out);
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
