/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf.h -- Rich Text Format (version 1.9.1) as text, and as the HTML in it
 *
 * One pass over the bytes, without recursion; what groups deeper than RTF_DEPTH
 * set outlives them, their text stays.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

enum {
	RTF_DEPTH = 64, /* open groups remembered */
	RTF_FONTS = 64, /* whose charsets are known */
	RTF_CODE = 4096 /* bytes of a field's code */
};

struct rtf_result {
	bool html;         /* \fromhtml: the text is HTML (MS-OXRTFEX) */
	bool cut;          /* a field's code is longer than RTF_CODE */
	unsigned hidden;   /* characters of hidden text, left out */
	unsigned unmapped; /* shown as 〓 */
};

/* Appends the text of a document in UTF-8; memory to work in comes from the
 * arena. A document is anything: what is no RTF is text. */
struct rtf_result rtf_read(const uint8_t *bytes, size_t len,
			   struct arena *arena, struct buf *out);
