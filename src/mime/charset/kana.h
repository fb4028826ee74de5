/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kana.h -- half-width kana of Shift_JIS, and the capitals of ISO-8859-1
 *
 * Both have the bytes from 0xA1 to 0xDF, one a letter, and pairs of them are
 * kanji of EUC-JP. What is neither for sure is left to plausible.c.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Some words of half-width kana, and no other byte above 0x7F: spelt as kana
 * are, standing by themselves, and not in pairs throughout. */
bool kana_is_text(const uint8_t *in, size_t len);
/* Letters above 0x7F stand by themselves but where somebody counts those of his
 * language, as many do to see whether they arrive. */
bool kana_is_alphabet(const uint8_t *in, size_t len);
