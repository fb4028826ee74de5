/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert.h -- a message in, its text out: the whole interface of src/mime
 *
 * Pure: reads the bytes and the options, allocates from the arena, touches
 * nothing else. Give it an arena with a ceiling (arena_reserve() before the
 * process is confined); then no input makes it ask the kernel for anything.
 *
 * Every string handed out is NUL-terminated UTF-8 in the arena, never NULL
 * ("" says none), on one line, of these code points only, and so is the body
 * except that it has lines:
 *
 *   TAB (body only), LF (body only), U+0020..U+007E, U+3000, and every code
 *   point of the general categories L, M, N, P, S in the pinned Unicode table
 *   that is not Default_Ignorable_Code_Point, except that the variation
 *   selectors U+FE00..U+FE02, U+FE0E and U+FE0F are allowed and
 *   U+E0100..U+E01EF directly after an ideograph. At most LIMIT_COMBINING marks (M) follow each other.
 *
 * No Unicode normalisation is made: it would rewrite the kanji of names.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/defect.h"

struct arena;
struct part;

enum convert_verdict {
	CONVERT_OK,
	/* The message must be held; nothing of *out may be used. */
	CONVERT_TOO_DEEP,        /* LIMIT_DEPTH */
	CONVERT_TOO_MANY_PARTS,  /* LIMIT_PARTS, LIMIT_REMOVED */
	CONVERT_TOO_MANY_FIELDS, /* LIMIT_FIELDS */
	CONVERT_HEADER_TOO_LONG, /* LIMIT_HEADER */
	CONVERT_NO_MEMORY,       /* the arena's ceiling */
	N_CONVERT_VERDICTS,
};

/* What was done to the text; one bit each in converted.actions. */
enum convert_action {
	ACTION_HTML_TO_TEXT, /* the text was made from HTML */
	ACTION_HTML_DROPPED, /* an HTML alternative gave way to plain text */
	ACTION_ATTACHMENTS_REMOVED, /* converted.removed is not empty */
	ACTION_ATTACHMENTS_PASSED,  /* nor is converted.files */
	ACTION_TEXT_WITHHELD,       /* a text part was removed: see its why */
	ACTION_TEXT_CUT,            /* beyond the text limit: text_cut bytes */
	ACTION_CHARSET_GUESSED,     /* 文字コード推定 */
	ACTION_CHARACTERS_REPLACED, /* 〓: converted.unmapped */
	ACTION_CONTROLS_REPLACED,   /* converted.controls */
	ACTION_INVISIBLES_DROPPED,  /* converted.invisibles */
	ACTION_HIDDEN_TEXT_DROPPED, /* converted.hidden_text */
	ACTION_LINKS_DEFANGED,      /* converted.links */
	ACTION_FLOWED_JOINED,       /* RFC 3676 */
	ACTION_FROM_REPLACED,       /* From has no strict address */
	ACTION_DATE_DROPPED,        /* Date is not a strict date */
	N_CONVERT_ACTIONS,
};

/* Why a part is not in the text. */
enum removal {
	REMOVAL_ATTACHMENT, /* not text, or said to be an attachment */
	REMOVAL_MESSAGE,    /* message/rfc822, partial, external-body, … */
	REMOVAL_SIGNED,     /* a signature or an encrypted part */
	REMOVAL_CHARSET,    /* text in a charset that has no decoder */
	REMOVAL_AMBIGUOUS,  /* two readings exist that do not agree */
	REMOVAL_BINARY,     /* declared as text, is not */
	REMOVAL_UNREADABLE, /* its structure or encoding cannot be read */
	/* Where some attachments pass: why this one does not. */
	REMOVAL_UNLISTED,  /* of a type that is not listed */
	REMOVAL_DISAGREES, /* not one type by declaration, name and bytes */
	REMOVAL_DOUBTFUL,  /* marked, or the message has a defect */
	REMOVAL_TOO_LARGE, /* it, or all of them; or one too many */
	N_REMOVALS,
};

/* What is odd about a removed file; one bit each in removed_part.marks. */
enum removed_mark {
	MARK_MACRO,            /* may hold a program of its application */
	MARK_PROGRAM,          /* a program, a script, a shortcut or a page */
	MARK_DOUBLE_EXTENSION, /* "name.pdf.exe" */
	MARK_TYPE_MISMATCH,    /* its name says one type, its bytes another */
	MARK_BIDI_NAME,        /* its name turns the direction of reading */
	N_REMOVED_MARKS,
};

struct convert_options {
	size_t max_text; /* bytes of body; 0: LIMIT_TEXT */
	bool keep_links; /* leave http://… as it is, do not defang */
	/* Fields of this name (ASCII, any case) are handed out as loop_marks;
	 * NULL: none. */
	const char *loop_mark;
	/* Whose Authentication-Results are read (auth.h); NULL or "": none. */
	const char *authserv_id;
	/* Types that may pass as they are: words of attach.c, one blank
	 * between; NULL or "": none. Bytes of each, and of all. */
	const char *attachments;
	uint64_t attachment_size, attachments_size;
};

/* One person: a name for people and an address that is safe in a header. */
struct mailbox {
	const char *name; /* decoded, no quotes; may be "" */
	const char *addr; /* strict ASCII addr-spec (RFC 5322 3.4.1: dot-atom or
			   * quoted-string local part, dot-atom domain, no comment
			   * or fold), <= LIMIT_ADDR */
};

struct mailboxes {
	const struct mailbox *at;
	size_t n;
};

struct removed_part {
	const char *name;     /* file name, <= LIMIT_NAME; "" none was given */
	const char *declared; /* "application/zip", lower case; "" none */
	const char *sniffed;  /* by its first bytes; "" not recognised */
	uint64_t size;        /* bytes after decoding */
	uint8_t sha256[32];   /* of these bytes */
	bool locked;          /* needs a password */
	uint32_t marks;       /* bits: mark_bit() */
	bool inline_image;    /* shown as [画像: name] in the text */
	enum removal why;
	uint8_t holds; /* enum scan_holds of scan.h */
	/* The leaf it is, if its bytes have one reading; for attach.h. */
	const struct part *leaf;
};

/* A file that passes. */
struct attached_file {
	const char *kind; /* "pdf" */
	const char *name; /* fine as the name of a file, with the kind's end */
	uint64_t size;    /* bytes after decoding, at least 1 */
	uint8_t sha256[32];
	const uint8_t *encoded; /* base64, in the message */
	size_t encoded_len;
};

struct converted {
	/* header */
	bool from_valid;       /* exactly one mailbox with a strict address */
	struct mailbox from;   /* addr "" unless from_valid */
	const char *from_text; /* the field(s) as text */
	struct mailboxes reply_to, to, cc; /* strict ones only, in order */
	const char *subject;               /* <= LIMIT_SUBJECT */
	const char *date; /* strict RFC 5322, as we write it; or "" */
	const char
		*message_id; /* "<left@right>", ASCII, <= LIMIT_MSGID; or "" */
	const char *in_reply_to; /* the same */
	const char *references;  /* several, one space between */
	const char
		*auto_submitted; /* "auto-generated", "auto-replied", or "" */
	bool bulk;           /* Precedence bulk/list/junk or a List-* field */
	unsigned n_received; /* Received: fields of the outermost header */
	const char *const *loop_marks; /* values, cleaned, in order */
	size_t n_loop_marks;           /* <= LIMIT_MARKS */
	const char *auth;              /* "spf=pass dkim=fail": auth.h */

	/* text */
	const char *body; /* lines, each ended by LF; may be "" */
	size_t body_len;

	/* what is not in the text */
	const struct removed_part *removed;
	size_t n_removed;

	/* what goes along, <= LIMIT_ATTACHED: attached_read() */
	const struct attached_file *files;
	size_t n_files;

	/* what was done and met */
	uint32_t actions;             /* bits: action_bit() */
	uint64_t defects;             /* bits: defect_bit() */
	const char *charset_declared; /* of the text taken; "" none */
	const char *charset_used;     /* ours, or that of the first guess; "" no
				       * text */
	unsigned unmapped;            /* characters shown as 〓 */
	const char *unmapped_codes;   /* "U+E000 U+E05A": which, if known */
	unsigned controls;            /* shown as U+FFFD or [U+202E] */
	unsigned invisibles;          /* zero-width and the like, dropped */
	unsigned hidden_text;         /* characters of hidden HTML text */
	unsigned links;               /* made inert */
	uint64_t text_cut;            /* bytes of text beyond the limit */
};

static inline uint32_t mark_bit(enum removed_mark mark)
{
	return UINT32_C(1) << mark;
}

static inline uint32_t action_bit(enum convert_action action)
{
	return UINT32_C(1) << action;
}

/*
 * Converts a whole message (header, empty line, body; lines end in CRLF or LF).
 * *out is meaningful only with CONVERT_OK and lives as long as the arena.
 */
enum convert_verdict convert_message(const uint8_t *bytes, size_t len,
				     const struct convert_options *options,
				     struct arena *arena,
				     struct converted *out);

/* All bytes of a file to out, which has room for `room` of them, 4 more than
 * its size at least. False: it does not fit. */
bool attached_read(const struct attached_file *file, uint8_t *out, size_t room);

/* Stable names such as "too-deep", "html-to-text", "unknown-charset". */
const char *convert_verdict_name(enum convert_verdict verdict);
const char *convert_action_name(enum convert_action action);
const char *removed_mark_name(enum removed_mark mark);
const char *removal_name(enum removal why);
