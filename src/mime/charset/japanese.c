/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * japanese.c -- whether bytes that nobody labelled are Shift_JIS or EUC-JP
 */
#include "mime/charset/japanese.h"

#include "mime/charset/decode.h"
#include "mime/charset/kana.h"

enum {
	MANY = 128, /* kanji among which Japanese has kana */
	RARE = 50,  /* of so many one is as good as none */
};

/* Words too short to be told by their look, of which windows-1252 cannot be. */
static enum charset_kind only_japanese(const uint8_t *in, size_t len)
{
	const struct charset latin = charset_of(CHARSET_SINGLE);

	if (!decode_single(latin.high, in, len, NULL))
		return CHARSET_UNKNOWN;
	if (!decode_cp932(in, len, NULL))
		return CHARSET_CP932;
	return decode_euc_jp(in, len, NULL) ? CHARSET_UNKNOWN : CHARSET_EUC_JP;
}

/*
 * EUC-JP, EUC-KR and GB 2312 give the same bytes to their letters. Where many
 * kanji stand without kana it is one of the others: Korean has its syllables up
 * to row 0x48, of Chinese a third is behind that.
 */
static enum charset_kind of_east_asia(const uint8_t *in, size_t len)
{
	size_t kana = 0, kanji = 0, late = 0;

	for (size_t i = 0; i + 1 < len; i++) {
		if (in[i] < 0xA1)
			continue;
		kana += in[i] == 0xA4 || in[i] == 0xA5;
		kanji += in[i] >= 0xB0;
		late += in[i] > 0xC8;
		i++;
	}
	if (kanji < MANY || kana * RARE > kanji)
		return CHARSET_EUC_JP;
	if (late * RARE < kanji)
		return decode_euc_kr(in, len, NULL) ? CHARSET_EUC_JP
						    : CHARSET_EUC_KR;
	return decode_gb18030(in, len, NULL) ? CHARSET_EUC_JP : CHARSET_GB18030;
}

enum charset_kind charset_japanese(const uint8_t *in, size_t len)
{
	long sjis, euc;

	if (kana_is_alphabet(in, len))
		return CHARSET_UNKNOWN;
	if (kana_is_text(in, len))
		return CHARSET_CP932;
	sjis = charset_score(CHARSET_CP932, in, len);
	euc = charset_score(CHARSET_EUC_JP, in, len);
	if (sjis <= 0 && euc <= 0)
		return only_japanese(in, len);
	return sjis > euc + CHARSET_HALF_WORD ? CHARSET_CP932
					      : of_east_asia(in, len);
}
