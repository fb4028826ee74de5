/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_scan.c -- a line matched against a pattern
 */
#include "payload_scan.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proof/rules/expr.h"

enum {
	WORD = 4,
	WORD_DIGITS = 8,
	WORDS_MAX = 32,
};

static bool number(const char **pos, int base, uint64_t max, uint64_t *out)
{
	char *end;
	uint64_t value;

	if (!isxdigit((unsigned char)**pos))
		return false;
	if (base == 0)
		base = (*pos)[0] == '0' && (*pos)[1] == 'x' ? 16 : 10;
	value = strtoull(*pos, &end, base);
	if (end == *pos || value > max)
		return false;
	*pos = end;
	*out = value;
	return true;
}

static bool small(const char **pos, int base, uint32_t *out)
{
	uint64_t value;

	if (!number(pos, base, UINT32_MAX, &value))
		return false;
	*out = (uint32_t)value;
	return true;
}

static bool reg(const char **pos, uint8_t *out)
{
	uint32_t value;

	if (!small(pos, 10, &value))
		return false;
	if (value == 0)
		*out = NF_REG_VERDICT;
	else if (value <= 4)
		*out = (uint8_t)((value - 1) * 4);
	else if (value >= 8 && value < 8 + NF_REGS)
		*out = (uint8_t)(value - 8);
	else
		return false;
	return true;
}

static bool is_word(const char *pos)
{
	for (size_t i = 0; i < WORD_DIGITS; i++)
		if (!isxdigit((unsigned char)pos[i]))
			return false;
	return !isxdigit((unsigned char)pos[WORD_DIGITS]);
}

static bool words(struct scan *s, const char *prefix, struct nf_bytes *out)
{
	uint8_t *at = arena_alloc(s->arena, (size_t)WORD * WORDS_MAX);
	size_t n = 0, skip = strlen(prefix);

	while (n < WORDS_MAX && !strncmp(s->pos, prefix, skip) &&
	       is_word(s->pos + skip)) {
		uint32_t value = (uint32_t)strtoul(s->pos + skip, NULL, 16);

		memcpy(at + n++ * WORD, &value, WORD);
		s->pos += skip + WORD_DIGITS;
		s->pos += strspn(s->pos, " ");
	}
	*out = (struct nf_bytes){ at, n * WORD };
	return n > 0;
}

static bool word(struct scan *s, const char **out)
{
	size_t len = strcspn(s->pos, " \t\n");

	*out = arena_strndup(s->arena, s->pos, len);
	s->pos += len;
	return len > 0;
}

static bool directive(struct scan *s, char what, va_list ap)
{
	if (what == 'u')
		return small(&s->pos, 0, va_arg(ap, uint32_t *));
	if (what == 'x')
		return small(&s->pos, 16, va_arg(ap, uint32_t *));
	if (what == 'U')
		return number(&s->pos, 10, UINT64_MAX, va_arg(ap, uint64_t *));
	if (what == 'r')
		return reg(&s->pos, va_arg(ap, uint8_t *));
	if (what == 'w')
		return word(s, va_arg(ap, const char **));
	return words(s, what == 'd' ? "0x" : "", va_arg(ap, struct nf_bytes *));
}

static bool match(struct scan *s, const char *pattern, va_list ap)
{
	for (; *pattern; pattern++) {
		if (*pattern == ' ') {
			s->pos += strspn(s->pos, " \t");
		} else if (*pattern == '%' && pattern[1] != '%') {
			if (!directive(s, *++pattern, ap))
				return false;
		} else {
			if (*pattern == '%')
				pattern++;
			if (*s->pos != *pattern)
				return false;
			s->pos++;
		}
	}
	return true;
}

bool scan(struct scan *s, const char *pattern, ...)
{
	const char *before = s->pos;
	va_list ap;
	bool fine;

	va_start(ap, pattern);
	fine = match(s, pattern, ap);
	va_end(ap);
	if (!fine)
		s->pos = before;
	return fine;
}
