/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset.c -- from one charset to UTF-8
 */
#include "mime/charset/charset.h"

#include "mime/charset/decode.h"
#include "mime/text/buf.h"

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
