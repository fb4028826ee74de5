/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field_text.c -- header fields as text for people
 */
#include "mime/header/field_text.h"

#include <string.h>

#include "mime/header/word.h"
#include "mime/mime.h"
#include "mime/text/buf.h"

const char *field_text(struct mime *mime, const struct header *header,
		       enum field_id id, size_t max)
{
	struct buf text = { .arena = mime->arena };
	const struct field *field;
	const char *one;

	for (size_t i = 0; i < header->n; i++) {
		field = &header->fields[i];
		if (field->id != id)
			continue;
		one = word_line(mime, field->at, field->len, max);
		if (text.len) {
			mime_defect(mime, DEFECT_FIELD_TWICE);
			if (text.len + strlen(one) + 3 > max) {
				mime_defect(mime, DEFECT_FIELD_CUT);
				break;
			}
			buf_put_text(&text, " / ");
		}
		buf_put_text(&text, one);
	}
	return buf_take(&text);
}
