/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * part.c -- one node of the tree: what its header says, in every reading
 *
 * Readers of mail disagree on headers that say two things. Which of them the
 * sender had in mind is not asked: a part with two readings is `ambiguous`, no
 * text is taken from it, and what may be hidden in it is listed by the union of
 * the readings.
 */
#include "mime/part/part.h"

#include <string.h>
#include <strings.h>

#include "mime/charset/charset.h"
#include "mime/header/field.h"
#include "mime/header/param.h"
#include "mime/mime.h"
#include "mime/part/boundary.h"
#include "mime/part/name.h"
#include "mime/text/ascii.h"

static const struct {
	const char *type; /* ending in "/": all its subtypes */
	enum part_kind kind;
	enum multipart multipart;
	enum card_kind card;
	enum enriched_kind enriched;
	bool whole_message, tnef, amp;
} kinds[] = {
	{ "text/plain", PART_PLAIN },
	{ "text/html", PART_HTML },
	{ "application/xhtml+xml", PART_HTML },
	/* What a bounce says about itself is plain text (RFC 3464). */
	{ "message/delivery-status", PART_PLAIN, 0, CARD_REPORT },
	{ "message/disposition-notification", PART_PLAIN, 0, CARD_REPORT },
	{ "message/global-delivery-status", PART_PLAIN, 0, CARD_REPORT },
	{ "text/calendar", PART_PLAIN, 0, CARD_CALENDAR },
	{ "text/x-vcalendar", PART_PLAIN, 0, CARD_CALENDAR },
	{ "application/ics", PART_PLAIN, 0, CARD_CALENDAR },
	{ "text/vcard", PART_PLAIN, 0, CARD_VCARD },
	{ "text/x-vcard", PART_PLAIN, 0, CARD_VCARD },
	{ "text/directory", PART_PLAIN, 0, CARD_VCARD },
	{ "text/x-amp-html", PART_OTHER, .amp = true },
	{ "text/enriched", PART_PLAIN, .enriched = ENRICHED_TEXT },
	{ "text/richtext", PART_PLAIN, .enriched = ENRICHED_RICH },
	{ "text/markdown", PART_PLAIN },
	{ "text/x-markdown", PART_PLAIN },
	/* The header alone of a message that came back. */
	{ "text/rfc822-headers", PART_MESSAGE, .whole_message = true },
	{ "message/rfc822", PART_MESSAGE, .whole_message = true },
	{ "message/global", PART_MESSAGE, .whole_message = true },
	{ "message/global-headers", PART_MESSAGE, .whole_message = true },
	{ "multipart/alternative", PART_MULTIPART, MULTIPART_ALTERNATIVE },
	{ "multipart/related", PART_MULTIPART, MULTIPART_RELATED },
	{ "multipart/digest", PART_MULTIPART, MULTIPART_DIGEST },
	{ "multipart/encrypted", PART_MULTIPART, MULTIPART_ENCRYPTED },
	{ "multipart/", PART_MULTIPART, MULTIPART_MIXED },
	{ "message/", PART_MESSAGE },
	{ "application/pgp-signature", PART_SIGNATURE },
	{ "application/pgp-encrypted", PART_SIGNATURE },
	{ "application/pkcs7-signature", PART_SIGNATURE },
	{ "application/x-pkcs7-signature", PART_SIGNATURE },
	{ "application/pkcs7-mime", PART_SIGNATURE },
	{ "application/x-pkcs7-mime", PART_SIGNATURE },
	{ "application/ms-tnef", PART_OTHER, .tnef = true },
	{ "application/vnd.ms-tnef", PART_OTHER, .tnef = true },
};

/* type "/" subtype, both tokens (RFC 2045 5.1). */
static bool is_type(const uint8_t *at, size_t len)
{
	size_t slashes = 0;

	for (size_t i = 0; i < len; i++) {
		if (at[i] == '/' && i && i + 1 < len)
			slashes++;
		else if (!(ascii_kinds[at[i]] & ASCII_TOKEN))
			return false;
	}
	return slashes == 1;
}

static const char *lower(struct mime *mime, const uint8_t *at, size_t len)
{
	char *copy;

	if (len > LIMIT_TYPE) {
		mime_defect(mime, DEFECT_FIELD_CUT);
		len = LIMIT_TYPE;
	}
	copy = arena_strndup(mime->arena, (const char *)at, len);
	for (size_t i = 0; copy && i < len; i++)
		copy[i] = (char)ascii_lower(copy[i]);
	return copy ? copy : "";
}

static void classify(struct part *part, const char *type)
{
	size_t len;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		len = strlen(kinds[i].type);
		if (kinds[i].type[len - 1] == '/'
			    ? strncmp(kinds[i].type, type, len) != 0
			    : strcmp(kinds[i].type, type) != 0)
			continue;
		part->kind = kinds[i].kind;
		part->multipart = kinds[i].multipart;
		part->card = kinds[i].card;
		part->enriched = kinds[i].enriched;
		part->whole_message = kinds[i].whole_message;
		part->tnef = kinds[i].tnef;
		part->amp = kinds[i].amp;
		return;
	}
	part->kind = PART_OTHER;
}

static void read_charsets(struct mime *mime, const struct params *params,
			  struct part *part)
{
	struct param_values values = params_values(mime, params, "charset");
	struct label label;

	for (size_t i = 0; i < values.n; i++) {
		label = (struct label){ (const char *)values.at[i].at,
					values.at[i].len };
		if (part->n_charsets == LIMIT_READINGS)
			break;
		if (part->n_charsets)
			mime_defect(mime, DEFECT_CHARSET_CONFLICT);
		else
			part->charset = charset_find(label.at, label.len);
		part->charsets[part->n_charsets++] = label;
	}
}

static bool says(struct mime *mime, const struct params *params,
		 const char *name, const char *wanted)
{
	struct param_values values = params_values(mime, params, name);

	return values.n == 1 &&
	       ascii_is(values.at[0].at, values.at[0].len, wanted);
}

/* One Content-Type field; the first decides the kind unless a later one is a
 * multipart, whose parts must be found. */
static void read_type(struct mime *mime, const struct field *field,
		      struct part *part, struct boundaries *boundaries)
{
	struct part other = { .kind = PART_OTHER };
	struct params params;
	const char *type;
	bool first = !part->type[0], good;

	params_read(mime, field, &params);
	type = lower(mime, params.head, params.head_len);
	good = is_type(params.head, params.head_len);
	if (!good) {
		mime_defect(mime, DEFECT_TYPE_SYNTAX);
		type = "text/plain";
	}
	classify(&other, type);
	if (first || other.kind == PART_MULTIPART) {
		part->kind = other.kind;
		part->multipart = other.multipart;
		part->card = other.card;
		part->enriched = other.enriched;
	}
	part->type =
		first ? type
		      : arena_printf(mime->arena, "%s, %s", part->type, type);
	if (!part->type)
		part->type = "";
	part->tnef |= other.tnef;
	part->amp = other.amp;
	part->image |= strncmp(type, "image/", 6) == 0;
	part->whole_message = other.whole_message;
	/* Some would not see this field: then the part is text/plain. */
	if ((field->unsure || params.commented) && other.kind != PART_PLAIN)
		part->ambiguous = true;
	part_boundaries(mime, &params, part, boundaries);
	/* No type, and yet a multipart: to some it is text, to some a file. */
	if (!good && boundaries->n)
		part->ambiguous = true;
	read_charsets(mime, &params, part);
	part->flowed |= says(mime, &params, "format", "flowed");
	part->delsp |= says(mime, &params, "delsp", "yes");
	part_name_add(mime, &params, "name", part);
}

/* "8-bit", "7bits" and the like are what careless programs write. */
static enum transfer_kind lenient(const uint8_t *at, size_t len)
{
	char plain[20];
	size_t n = 0;

	for (size_t i = 0; i < len && n < sizeof(plain); i++)
		if (at[i] != '-' || at[0] == 'q' || at[0] == 'Q')
			plain[n++] = (char)at[i];
	if (n && (plain[n - 1] == 's' || plain[n - 1] == 'S'))
		n--;
	if (n == 0 || ascii_is(plain, n, "none"))
		return TRANSFER_IDENTITY;
	return transfer_of(plain, n);
}

static void add_encoding(struct mime *mime, struct part *part,
			 enum transfer_kind kind)
{
	for (size_t i = 0; i < part->n_encodings; i++)
		if (part->encodings[i] == kind)
			return;
	if (kind == TRANSFER_UNKNOWN)
		mime_defect(mime, DEFECT_ENCODING_UNKNOWN);
	if (part->n_encodings) {
		mime_defect(mime, DEFECT_ENCODING_CONFLICT);
		part->ambiguous = true;
	}
	if (part->n_encodings < LIMIT_READINGS)
		part->encodings[part->n_encodings++] = kind;
}

/* "ISO-2022-JP": a slip of the pen, and to all the text as it is. */
static bool is_charset(const uint8_t *at, size_t len)
{
	return charset_find((const char *)at, len).kind != CHARSET_UNKNOWN;
}

static void read_encoding(struct mime *mime, const struct field *field,
			  struct part *part)
{
	struct params params;
	enum transfer_kind kind;

	params_read(mime, field, &params);
	kind = lenient(params.head, params.head_len);
	if (kind == TRANSFER_UNKNOWN &&
	    is_charset(params.head, params.head_len)) {
		mime_defect(mime, DEFECT_ENCODING_UNKNOWN);
		kind = TRANSFER_IDENTITY;
	}
	add_encoding(mime, part, kind);
	if (field->unsure || params.commented)
		add_encoding(mime, part, TRANSFER_IDENTITY);
}

static void read_disposition(struct mime *mime, const struct field *field,
			     struct part *part)
{
	struct params params;

	params_read(mime, field, &params);
	if (params.head_len &&
	    !ascii_is(params.head, params.head_len, "inline"))
		part->attachment = true;
	part_name_add(mime, &params, "filename", part);
}

/* The same field twice in the same words is no second reading. */
static bool repeats(const struct header *header, size_t i)
{
	const struct field *one = &header->fields[i], *other;

	for (size_t k = 0; k < i; k++) {
		other = &header->fields[k];
		if (other->id == one->id && other->len == one->len &&
		    memcmp(other->at, one->at, one->len) == 0)
			return true;
	}
	return false;
}

static void read_field(struct mime *mime, const struct field *field,
		       struct part *part, struct boundaries *boundaries)
{
	if (field->id == FIELD_CONTENT_TYPE)
		read_type(mime, field, part, boundaries);
	else if (field->id == FIELD_CONTENT_ENCODING)
		read_encoding(mime, field, part);
	else
		read_disposition(mime, field, part);
}

static bool is_last(const struct header *header, size_t i)
{
	for (size_t k = i + 1; k < header->n; k++)
		if (header->fields[k].id == header->fields[i].id)
			return false;
	return true;
}

/* Two different fields of a kind: only the first few and the last are read. */
static void count_field(struct mime *mime, const struct field *field,
			unsigned seen[static 3], struct part *part)
{
	static const enum mime_defect conflicts[] = {
		DEFECT_TYPE_CONFLICT,
		DEFECT_ENCODING_CONFLICT,
		DEFECT_DISPOSITION_CONFLICT,
	};

	unsigned which = field->id - FIELD_CONTENT_TYPE;

	if (++seen[which] == 1)
		return;
	mime_defect(mime, DEFECT_FIELD_TWICE);
	mime_defect(mime, conflicts[which]);
	if (field->id == FIELD_CONTENT_TYPE)
		part->ambiguous = true;
}

static bool is_named(const struct part *part, const char *name)
{
	return strcasecmp(part->name, name) == 0;
}

/* Many programs send their calendars as application/octet-stream. */
static enum card_kind card_of(const char *name)
{
	static const struct {
		const char *ending;
		enum card_kind kind;
	} cards[] = { { ".ics", CARD_CALENDAR },
		      { ".vcs", CARD_CALENDAR },
		      { ".vcf", CARD_VCARD } };

	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(cards) / sizeof(cards[0]); i++)
		if (len > 4 && strcasecmp(name + len - 4, cards[i].ending) == 0)
			return cards[i].kind;
	return CARD_NONE;
}

/* Unlike message/rfc822 (RFC 2046 5.2.1): RFC 3462 2, RFC 6532 3.7. */
static bool may_be_encoded(const char *type)
{
	return strncmp(type, "text/", 5) == 0 ||
	       strncmp(type, "message/global", 14) == 0;
}

void part_describe(struct mime *mime, const struct header *header,
		   bool in_digest, struct part *part,
		   struct boundaries *boundaries)
{
	const struct field *field;
	unsigned seen[3] = { 0 };

	*part = (struct part){ .kind = PART_PLAIN,
			       .ambiguous = header->torn,
			       .type = "",
			       .name = "" };
	boundaries->n = 0;
	for (size_t i = 0; i < header->n; i++) {
		field = &header->fields[i];
		if (field->id < FIELD_CONTENT_TYPE || repeats(header, i))
			continue;
		count_field(mime, field, seen, part);
		if (seen[field->id - FIELD_CONTENT_TYPE] < LIMIT_READINGS ||
		    is_last(header, i))
			read_field(mime, field, part, boundaries);
	}
	if (!seen[0] && in_digest) {
		part->kind = PART_MESSAGE;
		part->whole_message = true;
	}
	if (!part->n_encodings)
		part->encodings[part->n_encodings++] = TRANSFER_IDENTITY;
	if (part->kind == PART_OTHER &&
	    (is_named(part, "smime.p7m") || is_named(part, "smime.p7s")))
		part->kind = PART_SIGNATURE;
	if (part->kind == PART_OTHER)
		part->card = card_of(part->name);
	part->tnef |= part->kind == PART_OTHER && is_named(part, "winmail.dat");
	if (part->kind == PART_OTHER && boundaries->n)
		mime_defect(mime, DEFECT_TYPE_SYNTAX);
	if (part->kind == PART_MESSAGE && part->whole_message &&
	    part->encodings[0] != TRANSFER_IDENTITY &&
	    !may_be_encoded(part->type))
		mime_defect(mime, DEFECT_ENCODING_MULTIPART);
	if (part->kind != PART_MULTIPART)
		return;
	if (part->encodings[0] != TRANSFER_IDENTITY || part->n_encodings > 1)
		mime_defect(mime, DEFECT_ENCODING_MULTIPART);
	if (!boundaries->n) {
		mime_defect(mime, DEFECT_BOUNDARY_MISSING);
		part->kind = PART_UNREADABLE;
	}
}
