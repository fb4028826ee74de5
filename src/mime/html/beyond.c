/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * beyond.c -- open elements that the stack has no room for, by name
 */
#include "mime/html/beyond.h"

#include "mime/html/element.h"

/* The number of the name from 0, or of the next one. */
static size_t find(const struct html_beyond *beyond, uint32_t name)
{
	size_t i = 0;

	while (i < beyond->n && beyond->at[i].name != name)
		i++;
	return i;
}

bool html_beyond_open(struct html_beyond *beyond, uint32_t name,
		      const struct html_element *element, bool hides)
{
	size_t i = find(beyond, name);

	if (!element && !hides && !html_beyond_has(beyond, name))
		return false;
	if (i == BEYOND_NAMES)
		return true;
	if (i == beyond->n) {
		beyond->at[i].name = name;
		beyond->at[i].open = 0;
		beyond->n++;
	}
	beyond->at[i].open++;
	if (element && (element->does & DOES_DROP))
		beyond->drops = i + 1;
	if (hides && !beyond->hiding) {
		beyond->hiding = i + 1;
		beyond->level = beyond->at[i].open;
	}
	return true;
}

bool html_beyond_close(struct html_beyond *beyond, uint32_t name)
{
	size_t i = find(beyond, name);

	if (i == beyond->n || !beyond->at[i].open)
		return false;
	beyond->at[i].open--;
	if (beyond->hiding == i + 1 && beyond->at[i].open < beyond->level)
		beyond->hiding = 0;
	if (beyond->drops == i + 1)
		beyond->drops = 0;
	return true;
}

bool html_beyond_has(const struct html_beyond *beyond, uint32_t name)
{
	size_t i = find(beyond, name);

	return i < beyond->n && beyond->at[i].open;
}

void html_beyond_clear(struct html_beyond *beyond)
{
	beyond->n = beyond->hiding = beyond->drops = 0;
}
