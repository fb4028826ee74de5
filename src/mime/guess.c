/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guess.c -- the charset that a text is in, whatever its label says
 *
 * Labels are missing or wrong in much of Japanese mail. The order is: the label
 * where the bytes fit it; UTF-8, which no other text fits by accident; escapes
 * of ISO-2022-JP in a text of seven bits; Shift_JIS or EUC-JP where it reads
 * like Japanese; windows-1252. Each departure from the label is named.
 */
#include <string.h>

#include "mime/buf.h"
#include "mime/charset.h"
#include "mime/decode.h"
#include "mime/utf8.h"

enum {
	SAMPLE = 64 << 10, /* bytes that the score looks at */
};

static bool has_jis_escape(const uint8_t *in, size_t len)
{
	const uint8_t *at = in, *end = in + len;

	while ((at = memchr(at, 0x1B, (size_t)(end - at)))) {
		at++;
		if (end - at >= 2 &&
		    (at[0] == '$' || (at[0] == '(' && at[1] == 'I')))
			return true;
	}
	return false;
}

/*
 * Kana make Japanese; the kanji of level 1 (rows 16-47) are most of the rest.
 * Level 2, extensions and half-width kana are rare in text but what other
 * charsets look like when misread.
 */
static int weight(unsigned row)
{
	if (row == 4 || row == 5)
		return 3;
	if (row <= 3 || row == 13)
		return 1;
	if (row >= 16 && row <= 47)
		return 2;
	return -3;
}

static long score_sjis(const uint8_t *in, size_t len)
{
	long score = 0;
	unsigned row;

	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80)
			continue;
		if (in[i] >= 0xA1 && in[i] <= 0xDF) {
			score--;
			continue;
		}
		row = (in[i] < 0xA0 ? in[i] - 0x81U : in[i] - 0xC1U) * 2 + 1;
		if (++i < len && in[i] >= 0x9F)
			row++;
		score += weight(row);
	}
	return score;
}

static long score_euc(const uint8_t *in, size_t len)
{
	long score = 0;

	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80)
			continue;
		if (in[i] == 0x8E || in[i] == 0x8F) {
			score--;
			i += in[i] - 0x8DU;
			continue;
		}
		score += weight(in[i] - 0xA0U);
		i++;
	}
	return score;
}

long charset_score(enum charset_kind kind, const uint8_t *in, size_t len)
{
	if (len > SAMPLE)
		len = SAMPLE;
	if (kind == CHARSET_CP932)
		return decode_cp932(in, len, NULL) > len / SAMPLE
			       ? 0
			       : score_sjis(in, len);
	return decode_euc_jp(in, len, NULL) > len / SAMPLE ? 0
							   : score_euc(in, len);
}

static bool is_seven_bit(const uint8_t *in, size_t len)
{
	return utf8_ascii_run(in, len) == len;
}

static enum charset_kind japanese(const uint8_t *in, size_t len)
{
	long sjis = charset_score(CHARSET_CP932, in, len);
	long euc = charset_score(CHARSET_EUC_JP, in, len);

	if (sjis <= 0 && euc <= 0)
		return CHARSET_UNKNOWN;
	return sjis > euc ? CHARSET_CP932 : CHARSET_EUC_JP;
}

/* What the bytes are by themselves; UNKNOWN if nothing speaks for anything. */
static enum charset_kind detect(const uint8_t *in, size_t len)
{
	if (is_seven_bit(in, len))
		return has_jis_escape(in, len) ? CHARSET_JIS : CHARSET_ASCII;
	if (utf8_valid(in, len))
		return CHARSET_UTF8;
	if (has_jis_escape(in, len) && decode_jis(in, len, NULL) == 0)
		return CHARSET_JIS;
	return japanese(in, len);
}

/* Whether the label is one that much Japanese mail carries wrongly: it decodes
 * anything, so that decoding proves nothing. */
static bool is_weak(const struct charset *label)
{
	return label->kind == CHARSET_NONE || label->kind == CHARSET_ASCII ||
	       label->kind == CHARSET_ASCII_ONLY ||
	       (label->kind == CHARSET_SINGLE &&
		strcmp(label->name, "windows-1252") == 0);
}

enum charset_kind charset_settle(const struct charset *label, const uint8_t *in,
				 size_t len)
{
	enum charset_kind found = detect(in, len);

	/* Chinese and Korean read as Japanese by accident, and seven bits may
	 * be anything (UTF-7, HZ) where nothing is known of the charset. */
	if (found == CHARSET_UTF8)
		return found;
	if (label->kind == CHARSET_ASCII_ONLY &&
	    (found == CHARSET_ASCII || found == CHARSET_JIS))
		return found;
	return CHARSET_UNKNOWN;
}

/* What to try when the label did not fit; the label's kind if nothing better
 * is known. */
static enum charset_kind choose(const struct charset *label, const uint8_t *in,
				size_t len)
{
	enum charset_kind found = detect(in, len);

	if (label->kind == CHARSET_UNKNOWN || label->kind == CHARSET_ASCII_ONLY)
		return charset_settle(label, in, len);
	if (found != CHARSET_UNKNOWN)
		return found;
	if (label->kind == CHARSET_NONE || label->kind == CHARSET_ASCII)
		return CHARSET_SINGLE;
	return label->kind;
}

static bool label_holds(const struct charset *label, const uint8_t *in,
			size_t len)
{
	if (label->kind == CHARSET_UNKNOWN)
		return false;
	if (is_seven_bit(in, len))
		return label->kind == CHARSET_JIS || !has_jis_escape(in, len);
	if (label->kind == CHARSET_SINGLE && !is_weak(label))
		return !utf8_valid(in, len);
	if (label->kind == CHARSET_SINGLE)
		return detect(in, len) == CHARSET_UNKNOWN;
	return !is_weak(label);
}

struct charset_text charset_read(const struct charset *label, const uint8_t *in,
				 size_t len, struct buf *out)
{
	struct charset_text text = { .used = *label };
	size_t from = out->len, cut = out->cut;
	enum charset_kind kind;

	if (label->kind == CHARSET_NONE)
		text.used = charset_of(CHARSET_ASCII);
	if (label_holds(label, in, len)) {
		text.unmapped = charset_decode(&text.used, in, len, out);
		if (!text.unmapped || label->kind == CHARSET_SINGLE ||
		    is_seven_bit(in, len))
			return text;
	}
	text.wrong = label->kind != CHARSET_NONE;
	kind = choose(label, in, len);
	if (kind == label->kind && out->len > from)
		return text;
	out->len = from;
	out->cut = cut;
	text.guessed = kind != label->kind;
	if (kind == CHARSET_UNKNOWN) {
		text.used = charset_of(kind);
		return text;
	}
	text.used = kind == label->kind ? *label : charset_of(kind);
	text.unmapped = charset_decode(&text.used, in, len, out);
	return text;
}
