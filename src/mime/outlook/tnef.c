/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tnef.c -- winmail.dat: the text and the files in it (MS-OXTNEF)
 */
#include "mime/outlook/tnef.h"

#include <string.h>

#include "mime/charset/codepage.h"

/* Attributes, 2.1.3.2: the low half of the number. */
enum {
	ATT_SUBJECT = 0x8004,
	ATT_BODY = 0x800C,
	ATT_ATTACH_DATA = 0x800F,
	ATT_ATTACH_TITLE = 0x8010,
	ATT_ATTACH_REND_DATA = 0x9002, /* begins a file */
	ATT_MAPI_PROPS = 0x9003,
	ATT_ATTACHMENT = 0x9005, /* properties of a file */
	ATT_OEM_CODEPAGE = 0x9007,
};

/* Properties, MS-OXPROPS. */
enum {
	PR_SUBJECT = 0x0037,
	PR_BODY = 0x1000,
	PR_RTF_COMPRESSED = 0x1009,
	PR_BODY_HTML = 0x1013,
	PR_DISPLAY_NAME = 0x3001,
	PR_ATTACH_DATA = 0x3701,
	PR_ATTACH_FILENAME = 0x3704,
	PR_ATTACH_LONG_FILENAME = 0x3707,
	PR_INTERNET_CPID = 0x3FDE,
};

/* Types of properties, MS-OXCDATA 2.11.1. */
enum {
	PT_LONG = 0x0003,
	PT_OBJECT = 0x000D,
	PT_STRING8 = 0x001E,
	PT_UNICODE = 0x001F,
	PT_BINARY = 0x0102,
	MANY = 0x1000,  /* a bit: several values */
	NAMED = 0x8000, /* an id from here on has a name */
};

static uint32_t read16(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t read32(const uint8_t *at)
{
	return read16(at) | read16(at + 2) << 16;
}

struct cursor {
	const uint8_t *at, *end;
	bool broken;
};

/* The next len bytes, or NULL. */
static const uint8_t *take(struct cursor *c, size_t len)
{
	const uint8_t *at = c->at;

	if (c->broken || (size_t)(c->end - at) < len) {
		c->broken = true;
		return NULL;
	}
	c->at += len;
	return at;
}

static uint32_t take32(struct cursor *c)
{
	const uint8_t *at = take(c, 4);

	return at ? read32(at) : 0;
}

/* A length, that many bytes, and zeros up to a multiple of four. */
static struct tnef_text take_padded(struct cursor *c)
{
	uint32_t len = take32(c);
	const uint8_t *at = take(c, len);
	size_t left = (size_t)(c->end - c->at), pad = (4 - len % 4) % 4;

	if (at)
		c->at += pad < left ? pad : left;
	return (struct tnef_text){ at, at ? len : 0, 0 };
}

struct property {
	uint32_t type, id;
	struct tnef_text value; /* the first one */
};

static size_t fixed_size(uint32_t type)
{
	switch (type) {
	case 0x0002: /* short */
	case PT_LONG:
	case 0x0004: /* float */
	case 0x000A: /* error */
	case 0x000B: /* boolean */
		return 4;
	case 0x0005: /* double */
	case 0x0006: /* currency */
	case 0x0007: /* application time */
	case 0x0014: /* 64 bits */
	case 0x0040: /* time */
		return 8;
	case 0x0048: /* GUID */
		return 16;
	default:
		return 0;
	}
}

static void skip_name(struct cursor *c)
{
	take(c, 16); /* the set it belongs to */
	if (take32(c))
		take_padded(c);
	else
		take(c, 4);
}

static void take_values(struct cursor *c, struct property *out)
{
	uint32_t type = out->type & ~(uint32_t)MANY, n = 1;
	bool variable = type == PT_STRING8 || type == PT_UNICODE ||
			type == PT_BINARY || type == PT_OBJECT;
	struct tnef_text value;
	size_t size = fixed_size(type);

	if (!variable && !size) {
		c->broken = true;
		return;
	}
	if (variable || (out->type & MANY))
		n = take32(c);
	for (uint32_t i = 0; i < n && !c->broken; i++) {
		if (variable)
			value = take_padded(c);
		else
			value = (struct tnef_text){ take(c, size), size, 0 };
		if (!i && value.at)
			out->value = value;
	}
}

static bool take_property(struct cursor *c, struct property *out)
{
	const uint8_t *head = take(c, 4);

	if (!head)
		return false;
	*out = (struct property){ .type = read16(head),
				  .id = read16(head + 2) };
	if (out->id >= NAMED)
		skip_name(c);
	take_values(c, out);
	return !c->broken;
}

static struct tnef_text text_of(const struct tnef *tnef,
				const struct property *property)
{
	struct tnef_text text = property->value;

	text.codepage =
		property->type == PT_UNICODE ? CODEPAGE_UTF16 : tnef->codepage;
	return text;
}

static void use_message(struct tnef *tnef, const struct property *property,
			unsigned *html_codepage)
{
	if (!property->value.at)
		return;
	if (property->id == PR_BODY)
		tnef->plain = text_of(tnef, property);
	else if (property->id == PR_SUBJECT)
		tnef->subject = text_of(tnef, property);
	else if (property->id == PR_RTF_COMPRESSED)
		tnef->rtf = property->value;
	else if (property->id == PR_BODY_HTML)
		tnef->html = text_of(tnef, property);
	else if (property->id == PR_INTERNET_CPID && property->type == PT_LONG)
		*html_codepage = read32(property->value.at);
}

/* An object begins with the number of its interface: this one is IMessage. A
 * file in an attribute of its own may then stand for it, in name only. */
static void use_data(struct tnef_file *file, const struct property *property)
{
	static const uint8_t message[16] = { 7,    3, 2, 0, 0, 0, 0, 0,
					     0xC0, 0, 0, 0, 0, 0, 0, 0x46 };
	const uint8_t *at = property->value.at;
	size_t len = property->value.len, number = 0;

	if (property->type == PT_OBJECT && len >= sizeof(message))
		number = sizeof(message);
	if (number && memcmp(at, message, number) == 0)
		file->message = true;
	else if (file->len)
		return;
	file->data = at + number;
	file->len = len - number;
}

static void use_file(struct tnef *tnef, const struct property *property)
{
	struct tnef_file *file = &tnef->file;

	if (!property->value.at)
		return;
	if (property->id == PR_ATTACH_LONG_FILENAME) {
		file->name = text_of(tnef, property);
		tnef->long_name = true;
	} else if ((property->id == PR_ATTACH_FILENAME ||
		    property->id == PR_DISPLAY_NAME) &&
		   !file->name.len) {
		file->name = text_of(tnef, property);
	} else if (property->id == PR_ATTACH_DATA) {
		use_data(file, property);
	}
}

static void read_properties(struct tnef *tnef, struct cursor c, bool of_file)
{
	uint32_t n = take32(&c);
	unsigned html_codepage = 0;
	struct property property;

	while (n-- && take_property(&c, &property)) {
		if (of_file)
			use_file(tnef, &property);
		else
			use_message(tnef, &property, &html_codepage);
	}
	if (html_codepage && tnef->html.codepage != CODEPAGE_UTF16)
		tnef->html.codepage = html_codepage;
	tnef->damaged |= c.broken;
}

static void use(struct tnef *tnef, uint32_t id, struct cursor data)
{
	struct tnef_text text = { data.at, (size_t)(data.end - data.at),
				  tnef->codepage };

	switch (id) {
	case ATT_SUBJECT:
		tnef->subject = text;
		break;
	case ATT_BODY:
		tnef->body = text;
		break;
	case ATT_OEM_CODEPAGE:
		if (text.len >= 4)
			tnef->codepage = read32(text.at);
		break;
	case ATT_MAPI_PROPS:
		read_properties(tnef, data, false);
		break;
	case ATT_ATTACHMENT:
		read_properties(tnef, data, true);
		break;
	case ATT_ATTACH_TITLE:
		if (!tnef->long_name)
			tnef->file.name = text;
		break;
	case ATT_ATTACH_DATA:
		if (tnef->file.message)
			break;
		tnef->file.data = text.at;
		tnef->file.len = text.len;
		break;
	default:
		break;
	}
}

bool tnef_open(struct tnef *tnef, const uint8_t *bytes, size_t len)
{
	*tnef = (struct tnef){ .at = bytes, .end = bytes + len };
	/* The signature and a key (2.1.1). */
	if (len < 6 || read32(bytes) != 0x223E9F78)
		return false;
	tnef->at += 6;
	return true;
}

/* Some servers leave a line end behind the last attribute. */
static bool is_end(struct cursor c)
{
	while (c.at < c.end && (*c.at == '\r' || *c.at == '\n'))
		c.at++;
	return c.at == c.end;
}

/* The next attribute: its number and its data; false at the end. */
static bool next_attribute(struct tnef *tnef, uint32_t *id, struct cursor *data)
{
	struct cursor c = { tnef->at, tnef->end, false };
	const uint8_t *head;
	size_t len;

	if (is_end(c))
		return false;
	head = take(&c, 9); /* level, number, length */
	if (!head || head[0] < 1 || head[0] > 2) {
		tnef->damaged = true;
		tnef->at = tnef->end;
		return false;
	}
	len = read32(head + 5);
	if (len > (size_t)(c.end - c.at)) {
		tnef->damaged = true;
		len = (size_t)(c.end - c.at);
	}
	*id = read16(head + 1);
	*data = (struct cursor){ c.at, c.at + len, false };
	c.at += len;
	/* A sum of two bytes; some writers leave the last one out. */
	tnef->at = c.end - c.at < 2 ? c.end : c.at + 2;
	return true;
}

/* The file that was being put together, if there is one. */
static bool end_file(struct tnef *tnef, struct tnef_file *out)
{
	bool was_open = tnef->open;

	*out = tnef->file;
	tnef->file = (struct tnef_file){ .len = 0 };
	tnef->open = tnef->long_name = false;
	return was_open;
}

bool tnef_next_file(struct tnef *tnef, struct tnef_file *out)
{
	struct cursor data;
	uint32_t id;
	bool found;

	while (next_attribute(tnef, &id, &data)) {
		if (id != ATT_ATTACH_REND_DATA) {
			use(tnef, id, data);
			continue;
		}
		found = end_file(tnef, out);
		tnef->open = true;
		if (found)
			return true;
	}
	return end_file(tnef, out);
}
