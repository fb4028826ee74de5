/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_use.h -- what a relay does with messages, beside passing their text
 */
#pragma once

/* What becomes of a message with what may be a 個人番号; what passes least last. */
enum my_number_use {
	MY_NUMBER_IGNORE, /* nobody looks */
	MY_NUMBER_TELL,   /* delivered, and said in its notice */
	MY_NUMBER_REFUSE,
};

/* How many messages a process makes text of: one, or many in turn. */
enum transform_use {
	TRANSFORM_FRESH,
	TRANSFORM_REUSED
};

/* Files that may go along outward as they are. */
enum attachment {
	ATTACHMENT_PDF,
	ATTACHMENT_DOCX,
	ATTACHMENT_XLSX,
	ATTACHMENT_PPTX,
	ATTACHMENT_JPEG,
	ATTACHMENT_PNG,
	N_ATTACHMENTS,
};

/* Each ended by NULL. */
extern const char *const my_number_use_names[];
extern const char *const transform_use_names[];
extern const char *const attachment_names[];
