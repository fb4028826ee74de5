/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * removed.c -- the list of what is not in the text: size, type, digest
 *
 * The bytes stream through a small buffer: a large attachment costs time, never
 * memory.
 */
#include "mime/removed.h"

#include <string.h>

#include "base/digest.h"
#include "mime/content/scan.h"
#include "mime/content/suspect.h"
#include "mime/header/word.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/part/part.h"
#include "mime/transfer/uuencode.h"

enum {
	PIECE = 16 << 10
};

static struct removed_part *add(struct mime *mime, struct removed_list *list)
{
	struct removed_part *grown;

	if (list->n == LIMIT_REMOVED) {
		mime->verdict = CONVERT_TOO_MANY_PARTS;
		return NULL;
	}
	grown = arena_try_grow(mime->arena, list->at, list->n, &list->cap,
			       sizeof(*grown));
	if (!grown)
		return NULL;
	list->at = grown;
	return &grown[list->n++];
}

/* What reading it showed stays in *transfer. */
static void measure(struct mime *mime, struct transfer *transfer,
		    struct removed_part *out)
{
	struct scan scan = { .type = "" };
	uint8_t piece[PIECE];
	struct digest digest;
	size_t len;

	digest_begin(&digest);
	while ((len = transfer_read(transfer, piece, sizeof(piece)))) {
		scan_piece(&scan, piece, len);
		digest_add(&digest, piece, len);
		out->size += len;
	}
	digest_end(&digest, out->sha256);
	out->sniffed = scan.type;
	out->holds = scan.holds;
	out->locked = scan.locked;
	out->marks = suspect_marks(out->name, out->sniffed, scan.macro);
	suspect_say(mime, out->marks);
	if (transfer->damaged)
		mime_defect(mime, transfer->kind == TRANSFER_QP
					  ? DEFECT_QP
					  : DEFECT_BASE64);
}

/* True if data stands behind padding, where some readers end. */
static bool add_reading(struct mime *mime, const struct part *part,
			enum removal why, struct removed_list *list,
			struct transfer transfer)
{
	struct removed_part *removed = add(mime, list);

	if (!removed)
		return false;
	*removed = (struct removed_part){
		.name = part->name,
		/* "www.example.jp/x" is of the form of a type. */
		.declared = word_show(mime, (const uint8_t *)part->type,
				      strlen(part->type), LIMIT_DECLARED),
		.inline_image = part->image && !part->attachment,
		.why = why,
	};
	measure(mime, &transfer, removed);
	if (part->n_encodings == 1 && !transfer.joined && !transfer.first &&
	    !transfer.damaged)
		removed->leaf = part;
	return transfer.joined;
}

/* "x-uuencode" is no encoding of MIME, yet old mailers write it and others read
 * it: known by its block, not by its name. */
static struct transfer encoded(const struct part *part, size_t i)
{
	struct transfer transfer = { .kind = part->encodings[i],
				     .at = part->body,
				     .end = part->body + part->len };
	struct uuencode uu;

	if (transfer.kind == TRANSFER_UNKNOWN &&
	    uuencode_find(transfer.at, transfer.end, &uu)) {
		transfer.kind = TRANSFER_UU;
		transfer.at = uu.data;
		transfer.end = uu.data + uu.data_len;
	}
	return transfer;
}

void removed_add(struct mime *mime, const struct part *part, enum removal why,
		 struct removed_list *list)
{
	mime_action(mime, ACTION_ATTACHMENTS_REMOVED);
	for (size_t i = 0; i < part->n_encodings; i++) {
		struct transfer transfer = encoded(part, i);

		if (add_reading(mime, part, why, list, transfer)) {
			transfer.first = true;
			add_reading(mime, part, why, list, transfer);
		}
	}
}
