/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link_name.c -- what a mail program takes for the name of a host
 */
#include "mime/link_name.h"

#include <string.h>

#include "mime/tables.h"
#include "mime/utf8.h"

enum {
	LONGEST_TOP = 24,
	IDEOGRAPHIC_DOT = 0x3002,
	HALF_DOT = 0xFF61,
};

/* The country codes of ISO 3166 that are top-level domains, with eu, uk, su. */
static const char countries[] =
	"acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbwbybz"
	"cacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdodzeceeegereseteufifjfk"
	"fmfofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminioiq"
	"irisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemgmh"
	"mkmlmmmnmompmqmrmsmtmumvmwmxmymznanc"
	"nenfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpyqarerorsrurwsasbscsd"
	"sesgshsisjskslsmsnsosrsssusvsxsysztctdtftgthtjtktltmtntotrtttvtwtzuaug"
	"ukusuyuzvavcvevgvivnvuwfwsyeytzazmzw";

/* Of the others those that linkifiers know or that much mail carries; not those
 * that are first of all the endings of files (zip, mov). */
/* clang-format off */
static const char *const generic[] = {
	"academy", "aero", "agency", "app", "art", "asia", "bank", "beauty",
	"best", "bid", "bike", "biz", "blog", "buzz", "cam", "cards", "care",
	"cash", "cat", "center", "chat", "city", "click", "cloud", "club",
	"codes", "com", "company", "coop", "country", "date", "deals",
	"delivery", "design", "dev", "digital", "direct", "download", "edu",
	"email", "energy", "example", "events", "exchange", "expert",
	"express", "fashion", "finance", "fit", "fun", "fund", "games",
	"global", "gmbh", "gov", "group", "guru", "help", "homes", "host",
	"hosting", "icu", "inc", "info", "ink", "int", "invalid", "jobs",
	"kim", "kyoto", "land", "lat", "law", "lgbt", "life", "link", "live",
	"loan", "localhost", "lol", "love", "ltd", "ltda", "market", "media",
	"men", "mil", "mobi", "moe", "mom", "money", "monster", "museum",
	"nagoya", "name", "net", "network", "news", "ninja", "okinawa", "one",
	"online", "onion", "ooo", "org", "osaka", "page", "party", "photos",
	"pics", "plus", "post", "press", "pro", "quest", "racing", "red",
	"review", "rest", "rocks", "ryukyu", "sale", "sbs", "school",
	"science", "security", "services", "shop", "site", "skin", "social",
	"software", "solutions", "space", "stream", "store", "studio",
	"support", "systems", "tattoo", "team", "tech", "tel", "test", "tips",
	"today", "tokyo", "tools", "top", "trade", "travel", "uno", "vip",
	"wang", "webcam", "website", "wiki", "win", "work", "works", "world",
	"xin", "xxx", "xyz", "yokohama", "zone", "みんな", "コム", "クラウド",
	"ストア", "セール", "中国", "中國", "公司", "网络", "在线", "香港",
	"台灣", "한국", "닷컴", "рф", "укр", "онлайн", "сайт",
};

/* clang-format on */

/* Kana, ideographs and hangul, which most of a text is: none is like ASCII. */
static bool never_folds(uint32_t cp)
{
	return (cp >= 0x3041 && cp <= 0x30FF) ||
	       (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0xAC00 && cp <= 0xD7A3);
}

uint8_t link_fold_beyond(const uint8_t *at, const uint8_t *end, size_t *used)
{
	uint32_t cp = utf8_read(at, (size_t)(end - at), used);
	size_t from = 0, to = n_cp_folds, middle;

	if (never_folds(cp))
		return 0;
	if (cp == IDEOGRAPHIC_DOT || cp == HALF_DOT)
		return '.';
	while (from < to) {
		middle = from + (to - from) / 2;
		if (cp_folds[middle].cp == cp)
			return cp_folds[middle].ascii;
		if (cp_folds[middle].cp < cp)
			from = middle + 1;
		else
			to = middle;
	}
	return 0;
}

const uint8_t *link_step_back(const uint8_t *at)
{
	do {
		at--;
	} while ((*at & 0xC0) == 0x80);
	return at;
}

static bool is_label_ascii(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Letters beyond ASCII; punctuation, symbols and CJK signs are none. */
static bool is_label_beyond(uint32_t cp)
{
	return cp >= 0xC0 && cp <= 0x10FFFF && cp != 0xD7 && cp != 0xF7 &&
	       !(cp >= 0x2000 && cp <= 0x2BFF) &&
	       !(cp >= 0x3000 && cp <= 0x3004) &&
	       !(cp >= 0x3008 && cp <= 0x3040) &&
	       !(cp >= 0xFE10 && cp <= 0xFE6F) &&
	       !(cp >= 0xFF00 && cp <= 0xFF65);
}

/* 'a' for a letter of ASCII or what folds to one, 'x' for others, 0. */
static char kind_of(const uint8_t *at, const uint8_t *end, size_t *used)
{
	uint8_t folded = link_fold(at, end, used);
	size_t again;

	if (folded)
		return is_label_ascii(folded) ? 'a' : 0;
	if (*at < 0x80)
		return 0;
	return is_label_beyond(utf8_read(at, (size_t)(end - at), &again)) ? 'x'
									  : 0;
}

size_t link_label(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *from = at;
	char kind = 0, one;
	size_t used;

	while (at < end && (one = kind_of(at, end, &used)) &&
	       (!kind || one == kind)) {
		kind = one;
		at += used;
	}
	return (size_t)(at - from);
}

const uint8_t *link_label_before(const uint8_t *floor, const uint8_t *at)
{
	const uint8_t *from = at, *before;
	char kind = 0, one;
	size_t used;

	while (from > floor) {
		before = link_step_back(from);
		one = kind_of(before, from, &used);
		if (!one || (kind && one != kind))
			break;
		kind = one;
		from = before;
	}
	return kind ? from : NULL;
}

/* The folded label in lower case; false if it is longer than any that is
 * known. */
static bool plain_label(const uint8_t *at, size_t len, char out[static 1])
{
	const uint8_t *end = at + len;
	uint8_t folded;
	size_t n = 0, used;

	for (; at < end; at += used) {
		folded = link_fold(at, end, &used);
		if (n + 4 >= LONGEST_TOP)
			return false;
		if (folded >= 'A' && folded <= 'Z')
			folded = (uint8_t)(folded - 'A' + 'a');
		if (folded) {
			out[n++] = (char)folded;
		} else {
			memcpy(out + n, at, used);
			n += used;
		}
	}
	out[n] = '\0';
	return true;
}

static bool is_country(const char *label)
{
	for (size_t i = 0; i + 1 < sizeof(countries); i += 2)
		if (countries[i] == label[0] && countries[i + 1] == label[1])
			return true;
	return false;
}

bool link_is_top(const uint8_t *at, size_t len)
{
	char label[LONGEST_TOP];

	/* As in a delimiter of MIME, "…/a.example.jp--". */
	while (len && at[len - 1] == '-')
		len--;
	if (len >= 4 && link_is_word(at, 4, "xn--"))
		return true;
	if (!plain_label(at, len, label))
		return false;
	if (strlen(label) == 2)
		return is_country(label);
	for (size_t i = 0; i < sizeof(generic) / sizeof(generic[0]); i++)
		if (generic[i][0] == label[0] && strcmp(generic[i], label) == 0)
			return true;
	return false;
}

bool link_is_sentence(const uint8_t *top, const uint8_t *dot,
		      const uint8_t *next, size_t len)
{
	size_t used;

	return !link_fold(next, next + len, &used) && !link_is_top(next, len) &&
	       link_is_top(top, (size_t)(dot - top));
}

bool link_is_word(const uint8_t *at, size_t len, const char *word)
{
	const uint8_t *end = at + len;
	uint8_t folded;
	size_t used;

	for (; at < end && *word; at += used, word++) {
		folded = link_fold(at, end, &used);
		if (folded >= 'A' && folded <= 'Z')
			folded = (uint8_t)(folded - 'A' + 'a');
		if (folded != (uint8_t)*word)
			return false;
	}
	return at == end && !*word;
}

bool link_is_www(const uint8_t *at, const uint8_t *stop)
{
	size_t used;

	while (stop > at && link_fold(stop - 1, stop, &used) >= '0' &&
	       link_fold(stop - 1, stop, &used) <= '9')
		stop--;
	return link_is_word(at, (size_t)(stop - at), "www");
}
