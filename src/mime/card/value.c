/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value.c -- values that are encoded: quoted-printable, base64
 *
 * In base64 are pictures and sounds, but also names: "N;ENCODING=B:…". What has
 * a NUL once it is decoded is no text.
 */
#include "mime/card/value.h"

#include <string.h>

#include "base/arena.h"
#include "mime/card/line.h"
#include "mime/charset/charset.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"
#include "mime/transfer/transfer.h"

/* "ENCODING=BASE64", "BASE64" (vCard 2.1), "ENCODING=b" (3.0). */
static enum transfer_kind encoding_of(const struct card_line *line)
{
	const char *encoding = "";
	size_t len = card_param(line, "ENCODING", &encoding);

	if (ascii_behind(line->params, line->params_len, "QUOTED-PRINTABLE"))
		return TRANSFER_QP;
	if (ascii_is(encoding, len, "B") ||
	    ascii_behind(line->params, line->params_len, "BASE64"))
		return TRANSFER_BASE64;
	return TRANSFER_IDENTITY;
}

bool card_is_encoded(const struct card_line *line)
{
	return encoding_of(line) != TRANSFER_IDENTITY;
}

void card_decode(struct arena *arena, struct card_line *line)
{
	struct transfer transfer = {
		.kind = encoding_of(line),
		.at = (const uint8_t *)line->value,
		.end = (const uint8_t *)line->value + line->value_len,
	};
	struct buf bytes = { .arena = arena };
	struct buf text = { .arena = arena };
	struct charset charset = charset_of(CHARSET_NONE);
	const char *label;
	size_t len = card_param(line, "CHARSET", &label);

	if (transfer.kind == TRANSFER_IDENTITY)
		return;
	buf_reserve(&bytes, line->value_len + 4);
	if (bytes.cap < line->value_len + 4)
		return;
	bytes.len = transfer_read(&transfer, (uint8_t *)bytes.at, bytes.cap);
	if (len)
		charset = charset_find(label, len);
	charset_read(&charset, (const uint8_t *)bytes.at, bytes.len, &text);
	line->value = text.at ? text.at : "";
	line->value_len = text.len;
}

/* A sound is one, but for the reading of a name: "SOUND;X-IRMC-N:". */
static bool is_named_file(const struct card_line *line)
{
	return ascii_is(line->name, line->name_len, "ATTACH") ||
	       (ascii_is(line->name, line->name_len, "SOUND") &&
		!ascii_behind(line->params, line->params_len, "X-IRMC-N"));
}

bool card_is_file(const struct card_line *line)
{
	return ascii_begins(line->value, line->value_len, "data:") ||
	       (encoding_of(line) == TRANSFER_BASE64 &&
		(is_named_file(line) ||
		 memchr(line->value, '\0', line->value_len)));
}

void card_name_file(struct card_line *line)
{
	const char *name = "";
	size_t len = card_param(line, "FILENAME", &name);

	if (!len)
		len = card_param(line, "X-FILENAME", &name);
	line->value = name;
	line->value_len = len;
	line->cut = 0;
}
