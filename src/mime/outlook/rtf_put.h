/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_put.h -- what a document has open, and the characters that it gives
 */
#pragma once

#include "mime/charset/charset.h"
#include "mime/html/base.h"
#include "mime/outlook/rtf.h"
#include "mime/text/buf.h"

enum rtf_place { /* where the text of a group goes */
	RTF_TEXT,
	RTF_NOWHERE,
	RTF_FONT_NAMES,
	RTF_TAG, /* markup of the HTML in it */
	RTF_INSTRUCTION,
	RTF_SHAPE, /* what a picture is; the text in it has a group of its own */
};

struct rtf_group {
	enum rtf_place place;
	bool apart;   /* \htmlrtf */
	bool hidden;  /* \v */
	bool struck;  /* \strike, \deleted */
	uint8_t font; /* 0: the standard one */
	uint8_t skip; /* \ucN */
};

struct rtf_font {
	long id;
	struct charset charset;
	bool symbol;     /* its codes are pictures */
	bool ansi;       /* Western, whatever the document is */
	uint8_t matched; /* bytes of its name that are those of "Wingdings;" */
};

struct rtf {
	const uint8_t *at, *end;
	struct buf *out, run, note;
	struct rtf_result result;
	struct rtf_group now, open[RTF_DEPTH];
	size_t depth;
	size_t beyond; /* groups deeper than that */
	bool fresh;    /* the group has just begun */
	bool star;     /* \* was just before: a word not known is skipped */
	bool struck;   /* "〔取消: " was written, "〕" not yet */
	bool trail;    /* the next byte is the second one of a character */
	unsigned skip; /* characters that only old readers need */
	uint32_t high; /* a surrogate that waits for its other half */
	struct rtf_font fonts[RTF_FONTS]; /* [0]: of the document */
	size_t n_fonts;
	long standard_id;
	uint8_t standard; /* the font of that id, or 0 */
	bool naming;      /* the last font is the one that is being told of */
	bool in_link;
	size_t link_from, link_depth;
	struct html_base base; /* there is none */
	char code[RTF_CODE];   /* of the field */
	size_t code_len;
};

/* The font of the text. */
static inline const struct rtf_font *rtf_font(const struct rtf *rtf)
{
	return &rtf->fonts[rtf->now.font ? rtf->now.font : rtf->standard];
}

/* A byte in the charset of the font, a character, the end of a run of bytes. */
void rtf_put_byte(struct rtf *rtf, uint8_t byte);
void rtf_put_char(struct rtf *rtf, uint32_t cp);
/* What is still in the hand is written. */
void rtf_settle(struct rtf *rtf);
/* The result of a field begins; the field ends. */
void rtf_begin_link(struct rtf *rtf);
void rtf_end_link(struct rtf *rtf);
