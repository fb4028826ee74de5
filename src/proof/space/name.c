/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.c -- interfaces as digits, and what is not modelled as atoms
 *
 * Names and prefixes are sorted together, a prefix before all that begins with
 * it: so what a "prefix*" matches is one range of digits. A prefix's own digit
 * stands for the names that begin so and that nobody told. Digit 0 is no
 * interface; the digits behind the last are any other name.
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/space/space.h"

static bool add(struct space *space, const char *text, bool prefix)
{
	must(!space->frozen);
	if (!*text)
		return true;
	vec_each(one, &space->names) {
		if (one->prefix == prefix && strcmp(one->text, text) == 0)
			return true;
	}
	if (strlen(text) > SPACE_NAME_LEN || space->names.n >= SPACE_NAMES)
		return false;
	*vec_add(&space->arena, &space->names) = (struct space_name){
		arena_strdup(&space->arena, text),
		prefix,
	};
	return true;
}

bool space_add_name(struct space *space, const char *name)
{
	return add(space, name, false);
}

bool space_add_prefix(struct space *space, const char *prefix)
{
	return add(space, prefix, true);
}

static int by_text(const void *a, const void *b)
{
	const struct space_name *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order ? order : y->prefix - x->prefix;
}

void space_freeze(struct space *space)
{
	if (space->names.n)
		qsort(space->names.at, space->names.n, sizeof(*space->names.at),
		      by_text);
	space->frozen = true;
}

/* The place of what was told, or the number of names. */
static size_t find(const struct space *space, const char *text, bool prefix)
{
	const struct space_name key = { text, prefix }, *found = NULL;

	must(space->frozen);
	if (space->names.n)
		found = bsearch(&key, space->names.at, space->names.n,
				sizeof(key), by_text);
	return found ? (size_t)(found - space->names.at) : space->names.n;
}

static struct diagram_range digits(const struct space *space,
				   enum variable variable, size_t low,
				   size_t high)
{
	must(variable == VAR_IIF || variable == VAR_OIF);
	return space_numbers(space, variable, low, high);
}

struct diagram_range space_iface(const struct space *space,
				 enum variable variable, const char *name)
{
	size_t at = find(space, name, false);

	if (!*name)
		return digits(space, variable, 0, 0);
	must(at < space->names.n);
	return digits(space, variable, at + 1, at + 1);
}

struct diagram_range space_iface_prefix(const struct space *space,
					enum variable variable,
					const char *prefix)
{
	size_t at = find(space, prefix, true), last = at;

	if (!*prefix)
		return digits(space, variable, 1, DIGIT_MAX);
	must(at < space->names.n);
	while (last + 1 < space->names.n &&
	       strncmp(space->names.at[last + 1].text, prefix,
		       strlen(prefix)) == 0)
		last++;
	return digits(space, variable, at + 1, last + 1);
}

uint16_t space_iface_digit(const struct space *space, const char *name)
{
	char prefix[SPACE_NAME_LEN + 1] = "";
	size_t at, len = name ? strlen(name) : 0;

	if (!len)
		return 0;
	at = find(space, name, false);
	for (; at == space->names.n && len; len--) {
		if (len > SPACE_NAME_LEN)
			continue;
		memcpy(prefix, name, len);
		prefix[len] = '\0';
		at = find(space, prefix, true);
	}
	return (uint16_t)(at + 1);
}

struct space_name space_iface_of(const struct space *space, uint16_t digit)
{
	if (digit == 0)
		return (struct space_name){ "", false };
	if (digit > space->names.n)
		return (struct space_name){ "", true };
	return space->names.at[digit - 1];
}

bool space_drawn_atom(struct space *space, const char *text, unsigned *level)
{
	if (space->first_atom + space->atoms.n >= DIAGRAM_LEVELS)
		return false;
	*level = space->first_atom + (unsigned)space->atoms.n;
	*vec_add(&space->arena, &space->atoms) = (struct space_atom){
		arena_strdup(&space->arena, text),
		true,
	};
	return true;
}

bool space_atom(struct space *space, const char *text, unsigned *level)
{
	vec_each(atom, &space->atoms) {
		if (!atom->drawn && strcmp(atom->text, text) == 0) {
			*level = space->first_atom +
				 (unsigned)(atom - space->atoms.at);
			return true;
		}
	}
	if (!space_drawn_atom(space, text, level))
		return false;
	space->atoms.at[space->atoms.n - 1].drawn = false;
	return true;
}

void space_nice(const struct space *space, uint16_t nice[static DIAGRAM_LEVELS])
{
	static const struct {
		enum variable variable;
		uint64_t number;
	} values[] = {
		{ VAR_CT_STATE, STATE_NEW },
		{ VAR_NFPROTO, 2 },
		{ VAR_L4PROTO, 6 },
		{ VAR_TRANSPORT_LEN, 40 },
		{ VAR_SPORT, 40000 },
		{ VAR_LENGTH, 60 },
		{ VAR_IP4_VERSION, 0x45 },
		{ VAR_IP4_LENGTH, 60 },
		{ VAR_IP4_TTL, 64 },
		{ VAR_IP6_VERSION, 0x60 },
		{ VAR_IP6_NEXTHDR, 6 },
		{ VAR_IP6_HOPLIMIT, 64 },
		{ VAR_TRANSPORT_12, 0xa0 },
		{ VAR_TCP_FLAGS, 2 },
		{ VAR_LINK_LEN, 14 },
		{ VAR_IIFTYPE, 1 },
		{ VAR_OIFTYPE, 1 },
		{ VAR_ETHER_TYPE, 0x800 },
		{ VAR_DAY, 3 },
		{ VAR_HOUR, 3600 },
		{ VAR_IP6_LENGTH, 40 },
		{ VAR_IP4_FRAGMENT, 0x4000 },
	};

	memset(nice, 0, DIAGRAM_LEVELS * sizeof(*nice));
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		space_put_number(space, nice, values[i].variable,
				 values[i].number);
}
