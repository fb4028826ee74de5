/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain.c -- domains of a relay: recipients', senders', its own name
 */
#include <ctype.h>
#include <string.h>

#include "base/idn.h"
#include "policy/limits.h"
#include "policy/read/read.h"

enum {
	LABEL_BYTES = 63 /* RFC 1035 2.3.4; a name's idn_to_ascii() sees to */
};

/* Letters, digits and '-' in labels (RFC 5890's LDH), at least two of them,
 * the last no number (else it reads as an address). */
static bool is_domain(const char *text)
{
	size_t labels = 0;

	for (const char *p = text;; labels++) {
		size_t label = strcspn(p, ".");

		if (!label || label > LABEL_BYTES || p[0] == '-' ||
		    p[label - 1] == '-')
			return false;
		for (size_t i = 0; i < label; i++)
			if (!isalnum((unsigned char)p[i]) && p[i] != '-')
				return false;
		if (!p[label])
			return labels && !isdigit((unsigned char)*p);
		p += label + 1;
	}
}

bool read_domain(void *reader, const struct value *value, void *field)
{
	struct reader *r = reader;
	char name[IDN_NAME];

	if (!idn_to_ascii(value->text, name) || !is_domain(name))
		return value_error(value, "bad-domain",
				   "'%s' is no domain such as "
				   "town.example.jp (a Japanese one in "
				   "hiragana, katakana and kanji, or as "
				   "xn--…)",
				   value->text);
	*(const char **)field = arena_strdup(&r->policy->arena, name);
	return true;
}

static bool read_one_domain(void *reader, const struct value *value,
			    void *object)
{
	struct relay *relay = object;
	struct reader *r = reader;

	if (!strcmp(value->text, "any")) {
		relay->any_domain = true;
		return true;
	}
	return read_domain(r, value,
			   vec_add(&r->policy->arena, &relay->domains));
}

bool read_domains(void *reader, const struct value *value, void *relay)
{
	return read_each(reader, value, LIMIT_DOMAINS, read_one_domain, relay);
}

static bool read_one_sender_domain(void *reader, const struct value *value,
				   void *object)
{
	struct relay *relay = object;
	struct reader *r = reader;

	return read_domain(r, value,
			   vec_add(&r->policy->arena, &relay->sender_domains));
}

bool read_sender_domains(void *reader, const struct value *value, void *relay)
{
	return read_each(reader, value, LIMIT_DOMAINS, read_one_sender_domain,
			 relay);
}
