/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attach.c -- which of the removed files may pass as they are
 */
#include "mime/attach.h"

#include <string.h>
#include <strings.h>

#include "mime/content/scan.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/part/tree.h"
#include "mime/removed.h"

#define ZIP    "application/zip"
#define OFFICE "application/vnd.openxmlformats-officedocument."

static const struct kind {
	const char *word;
	const char *declared, *sniffed;
	uint8_t holds;
	const char *endings[2];
} kinds[] = {
	{ "pdf", "application/pdf", "application/pdf", 0, { ".pdf" } },
	{ "docx",
	  OFFICE "wordprocessingml.document",
	  ZIP,
	  SCAN_TYPES | SCAN_WORD,
	  { ".docx" } },
	{ "xlsx",
	  OFFICE "spreadsheetml.sheet",
	  ZIP,
	  SCAN_TYPES | SCAN_SHEET,
	  { ".xlsx" } },
	{ "pptx",
	  OFFICE "presentationml.presentation",
	  ZIP,
	  SCAN_TYPES | SCAN_SLIDES,
	  { ".pptx" } },
	{ "jpeg", "image/jpeg", "image/jpeg", 0, { ".jpg", ".jpeg" } },
	{ "png", "image/png", "image/png", 0, { ".png" } },
};

enum {
	N_KINDS = sizeof(kinds) / sizeof(kinds[0])
};

static bool is_listed(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (; *words; words += *words == ' ') {
		size_t n = strcspn(words, " ");

		if (n == len && memcmp(words, word, len) == 0)
			return true;
		words += n;
	}
	return false;
}

static bool ends_in(const char *name, const char *ending)
{
	size_t len = strlen(name), n = strlen(ending);

	return len > n && strcasecmp(name + len - n, ending) == 0;
}

/* What the name promises; NULL: nothing that could be listed. */
static const struct kind *kind_of(const char *name)
{
	for (size_t i = 0; i < N_KINDS; i++)
		for (size_t k = 0; k < 2 && kinds[i].endings[k]; k++)
			if (ends_in(name, kinds[i].endings[k]))
				return &kinds[i];
	return NULL;
}

/* It can be the name of a file anywhere, and hides no other: "a / b" are two
 * names, "[U+202E]" was something else. */
static bool is_fine(const char *name)
{
	return name[0] != '.' && name[0] != ' ' &&
	       strlen(name) <= LIMIT_ATTACHED_NAME &&
	       !strpbrk(name, "/\\:*?\"<>|[]");
}

/* Structure, encodings and parameters: all but what only concerns texts. */
static bool is_sound(const struct mime *mime)
{
	const uint64_t from = defect_bit(DEFECT_FIELD_NAME);
	const uint64_t to = defect_bit(DEFECT_WORD_COUNT);

	return !(mime->defects & (to | (to - from)) &
		 ~defect_bit(DEFECT_ALTERNATIVES_DIFFER));
}

/* Of the message itself, with nothing but multipart/mixed around. What is no
 * part of the tree (a file in a text, a winmail.dat) may be gone. */
static bool is_plainly_placed(const struct tree *tree, const struct part *leaf)
{
	if (!leaf || leaf < tree->parts || leaf >= tree->parts + tree->n)
		return false;
	for (int i = leaf->parent; i >= 0; i = tree->parts[i].parent)
		if (tree->parts[i].ambiguous ||
		    tree->parts[i].kind != PART_MULTIPART ||
		    strcmp(tree->parts[i].type, "multipart/mixed") != 0)
			return false;
	return true;
}

/* REMOVAL_ATTACHMENT: it may pass. */
static enum removal judge(const struct mime *mime, const struct tree *tree,
			  const struct removed_part *file,
			  const struct kind *kind)
{
	const struct convert_options *options = mime->options;
	const struct part *leaf = file->leaf;

	if (!kind || !is_listed(options->attachments, kind->word))
		return REMOVAL_UNLISTED;
	if (strcmp(file->declared, kind->declared) != 0 ||
	    strcmp(file->sniffed, kind->sniffed) != 0 ||
	    (file->holds & kind->holds) != kind->holds)
		return REMOVAL_DISAGREES;
	if (file->marks || file->locked || !is_fine(file->name) ||
	    !is_plainly_placed(tree, leaf) || leaf->ambiguous ||
	    leaf->encodings[0] != TRANSFER_BASE64 || !is_sound(mime))
		return REMOVAL_DOUBTFUL;
	if (file->size > options->attachment_size)
		return REMOVAL_TOO_LARGE;
	return REMOVAL_ATTACHMENT;
}

static void pass(const struct removed_part *file, const struct kind *kind,
		 struct attached_file *out)
{
	*out = (struct attached_file){
		.kind = kind->word,
		.name = file->name,
		.size = file->size,
		.encoded = file->leaf->body,
		.encoded_len = file->leaf->len,
	};
	memcpy(out->sha256, file->sha256, sizeof(out->sha256));
}

void attach_pick(struct mime *mime, const struct tree *tree,
		 struct removed_list *list, struct converted *out)
{
	const char *listed = mime->options->attachments;
	uint64_t left = mime->options->attachments_size;
	struct attached_file *files;
	size_t n = 0;

	if (!listed || !*listed)
		return;
	files = arena_calloc(mime->arena, LIMIT_ATTACHED, sizeof(*files));
	if (!files)
		return;
	for (size_t i = 0; i < list->n; i++) {
		struct removed_part *file = &list->at[i];
		const struct kind *kind = kind_of(file->name);

		if (file->why == REMOVAL_ATTACHMENT)
			file->why = judge(mime, tree, file, kind);
		if (file->why == REMOVAL_ATTACHMENT &&
		    (out->n_files == LIMIT_ATTACHED || file->size > left))
			file->why = REMOVAL_TOO_LARGE;
		if (file->why != REMOVAL_ATTACHMENT) {
			list->at[n++] = *file;
			continue;
		}
		left -= file->size;
		pass(file, kind, &files[out->n_files++]);
	}
	list->n = n;
	out->files = files;
	if (out->n_files)
		mime_action(mime, ACTION_ATTACHMENTS_PASSED);
	if (!n)
		mime->actions &= ~action_bit(ACTION_ATTACHMENTS_REMOVED);
}

bool attached_read(const struct attached_file *file, uint8_t *out, size_t room)
{
	struct transfer transfer = {
		.kind = TRANSFER_BASE64,
		.at = file->encoded,
		.end = file->encoded + file->encoded_len,
	};
	size_t len = 0, n;

	while (room - len >= 4 &&
	       (n = transfer_read(&transfer, out + len, room - len)))
		len += n;
	return len == file->size && transfer.at == transfer.end;
}
