/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset_kana_test.c -- tests src/mime/charset/{kana,japanese}.c: letters of one byte that nobody labelled
 */
#include "mime/charset/charset.h"
#include "mime/text/utf8.h"

#include "fixture.h"

/* The bytes of a text in Shift_JIS, if of half-width kana, or ISO-8859-1. */
static size_t encode(const char *text, uint8_t *out)
{
	const uint8_t *at = (const uint8_t *)text, *end = at + strlen(text);
	size_t n = 0, used;
	uint32_t c;

	for (; at < end; at += used) {
		c = utf8_read(at, (size_t)(end - at), &used);
		out[n++] = (uint8_t)(c >= 0xFF61 ? c - 0xFF61 + 0xA1 : c);
	}
	return n;
}

static void comes_through(struct fixture *f, const char *text)
{
	const struct charset none = { CHARSET_NONE, "", NULL };
	uint8_t bytes[200];
	const char *got;

	charset_read(&none, bytes, encode(text, bytes), &f->out);
	got = fixture_text(f);
	if (strcmp(got, text) != 0)
		fail_msg("%s: %s", text, got);
}

static void half_width_kana_are_read(void **state)
{
	static const char *const texts[] = {
		"ﾃｽﾄ",
		"ﾔﾏﾀﾞ ﾀﾛｳ",
		"ﾀﾅｶ ﾏｲ",
		"ﾅﾄﾘ",
		"ﾌﾘｺﾐ ｶ)ﾔﾏﾀﾞ",
		"ﾌﾘｺﾐ ｶ)ﾔﾏﾀﾞｼﾖｳﾃﾝ 12,000",
		"ｶ)ｱｲ ﾕ)ｶﾅ ﾌﾘｺﾐ",
		"ｼﾔｶｲﾌｸｼﾎｳｼﾞﾝ ﾌｸ)ｻｸﾗ",
		"ｵﾌﾘｺﾐ ｱﾘｶﾞﾄｳ ｺﾞｻﾞｲﾏｼﾀ",
		"ﾒｰﾙ ﾉ ｹﾝ",
		"ﾄｳｷｮｳ ﾄ",
		"ﾋﾗｶﾞﾅ ｦ ﾖﾑ",
		"ﾍﾟｰｼﾞ､ﾍﾝｼﾝ｡",
		"NTTﾄﾞｺﾓ ｼﾞﾑ",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		comes_through(*state, texts[i]);
}

static void capitals_with_accents_are_read(void **state)
{
	static const char *const texts[] = {
		"ÅÄÖ",
		"ÄÖÜ",
		"ÖÄÅ",
		"ÜÄÖ",
		"Betreff: öäüß ÖÄÜ",
		"Test ÅÄÖ och mer",
		"ÅÄÖ åäö",
		"ÅÄÖåäö",
		"Umlaute ÄÖÜß und äöüß",
		"ÆØÅ virker ikke, æøå",
		"ÅÄÖ, ÆØÅ, ÄÖÜ",
		"§ 5 ÅÄÖ ÆØÅ ½",
		"Å Ä Ö",
		"MÖTE PÅ TORSDAG",
		"FÖRSÄLJNING AV ÄGG OCH ÖL",
		"TJÄNSTEN ÄR STÄNGD. ÅÄÖ",
		"Temperaturen är 5°C, ½ dl, ÅÄÖ",
		"ÅÄÖ ÜÉ",
		"L'ÉTÉ À ORLÉANS",
		"¿QUÉ? ¡AÑO!",
		"PRIX: 5£ «ÉTÉ»",
		"½ ¼ ¾ £5 ©",
		"ÀÉÈ ÂÊ",
		"½ ÀÉÈ",
		"½ À É È ± Ö",
		"É: ÅÄÖ, ÆØÅ, ÄÖÜ",
		"CAFÉ ½ ÀÉÈ",
		"½ ÀÉÈß",
		"½ ÀÉÈ °5",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		comes_through(*state, texts[i]);
}

/* Kanji of EUC-JP whose bytes are half-width kana, and hiragana. */
static void kanji_are_not_kana(void **state)
{
	static const char *const rows[][2] = {
		{ "\xC5\xBA\xC9\xD5 \xB4\xB6\xB3\xD0 \xB2\xC4\xC7\xBD",
		  "添付 感覚 可能" },
		{ "\xA4\xBD\xA4\xCE\xA4\xC8\xA4\xAA\xA4\xEA", "そのとおり" },
		{ "\xA4\xB9\xA4\xB0\xA4\xCB\xBB\xC8\xA4\xA6", "すぐに使う" },
		{ "\xBB\xDE \xBB\xDE\xC5\xBA", "枝 枝添" },
	};
	const struct charset none = { CHARSET_NONE, "", NULL };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		charset_read(&none, (const uint8_t *)rows[i][0],
			     strlen(rows[i][0]), &f->out);
		assert_string_equal(fixture_text(f), rows[i][1]);
	}
}

MAIN(WITH(half_width_kana_are_read), WITH(capitals_with_accents_are_read),
     WITH(kanji_are_not_kana))
