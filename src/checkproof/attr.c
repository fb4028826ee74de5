/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attr.c -- netlink attributes
 */
#include <string.h>

#include "checkproof/check.h"

bool attr_next(struct bytes *list, unsigned *type, struct bytes *value)
{
	uint16_t head[2];
	size_t whole;

	if (list->len < sizeof(head))
		return false;
	memcpy(head, list->at, sizeof(head));
	if (head[0] < sizeof(head) || head[0] > list->len)
		return false;
	*type = head[1] & 0x3fff;
	*value = (struct bytes){ list->at + 4, head[0] - 4U };
	whole = (head[0] + 3U) & ~3U;
	whole = whole < list->len ? whole : list->len;
	*list = (struct bytes){ list->at + whole, list->len - whole };
	return true;
}

struct bytes attr(struct bytes list, unsigned wanted)
{
	struct bytes value;
	unsigned type;

	while (attr_next(&list, &type, &value))
		if (type == wanted)
			return value;
	return (struct bytes){ NULL, 0 };
}

bool attr_only(struct bytes list, uint32_t types)
{
	struct bytes value;
	unsigned type;

	for (; attr_next(&list, &type, &value); types &= ~(1U << type))
		if (type > 31 || !(types >> type & 1))
			return false;
	return list.len == 0;
}

uint64_t attr_number(struct bytes list, unsigned type, uint64_t otherwise)
{
	struct bytes value = attr(list, type);
	uint64_t number = 0;

	for (size_t i = 0; i < value.len; i++)
		number = number << 8 | value.at[i];
	return value.at ? number : otherwise;
}

const char *attr_name(struct bytes list, unsigned type)
{
	struct bytes text = attr(list, type);

	return text.len && !text.at[text.len - 1] ? (const char *)text.at : "";
}
