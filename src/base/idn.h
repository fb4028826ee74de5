/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * idn.h -- names of domains in Japanese, in either form of RFC 5890
 *
 * As people write them (U-labels, UTF-8: 日本語.jp) and as DNS has them
 * (A-labels by Punycode, RFC 3492: xn--wgv71a119e.jp). Of the characters beyond
 * ASCII only those are known that the two have in common as they are, without
 * the mappings of UTS 46: hiragana, katakana, ー 々 〆 〇 ゝ ヽ and their voiced
 * ones, unified kanji (RFC 5892: PVALID; none is changed by NFC). All others
 * (halfwidth katakana, ・, compatibility kanji, other scripts) a name can have
 * in its A-form alone.
 */
#pragma once

#include <stdbool.h>

enum {
	IDN_NAME = 254, /* bytes, with the NUL: RFC 1035 2.3.4 */
	IDN_LABEL = 63, /* bytes of a label, in either form */
};

/* The A-form, ASCII letters lower case. False: another character, or too long.
 * Whether it is a name at all is not looked at. */
bool idn_to_ascii(const char *name, char out[static IDN_NAME]);
/* The U-form of a name whose letters are lower case. False: a label is no
 * Punycode, or of other characters, or there is none to be changed. */
bool idn_to_unicode(const char *name, char shown[static IDN_NAME]);
