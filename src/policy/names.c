/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.c -- open addressing, at most half full; FNV-1a, for the text is the
 * operator's own and no attacker picks collisions
 */
#include "policy/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "policy/suggest.h"

static size_t hash(const char *text)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3u;
	return (size_t)(h ^ h >> 32);
}

static struct name *slot(const struct names *names, const char *text)
{
	size_t i = hash(text) & (names->cap - 1);

	while (names->slots[i].text && strcmp(names->slots[i].text, text) != 0)
		i = (i + 1) & (names->cap - 1);
	return &names->slots[i];
}

static void grow(struct names *names)
{
	struct names old = *names;

	names->cap = old.cap ? 2 * old.cap : 64;
	names->slots = xcalloc(names->cap, sizeof(*names->slots));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].text)
			*slot(names, old.slots[i].text) = old.slots[i];
	free(old.slots);
}

const struct name *names_find(const struct names *names, const char *text)
{
	const struct name *found;

	if (!names->n)
		return NULL;
	found = slot(names, text);
	return found->text ? found : NULL;
}

const struct name *names_add(struct names *names, const struct name *name)
{
	struct name *place;

	if (2 * names->n >= names->cap)
		grow(names);
	place = slot(names, name->text);
	if (place->text)
		return place;
	*place = *name;
	names->n++;
	return NULL;
}

const char *names_suggest(const struct names *names, const char *text)
{
	struct suggest near = { .word = text };

	for (size_t i = 0; i < names->cap; i++)
		if (names->slots[i].text)
			suggest_offer(&near, names->slots[i].text);
	return near.best;
}

void names_finish(struct names *names)
{
	free(names->slots);
	*names = (struct names){ 0 };
}
