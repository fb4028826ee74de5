/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * defect.h -- each rule of the standards that a message broke, by name
 *
 * A defect is a fact about the input, kept as one bit. Those that leave two
 * readings of the message cost it the text in question (text is taken only
 * where the readings agree); the others are only said.
 */
#pragma once

#include <stdint.h>

enum mime_defect {
	/* header fields, RFC 5322 2.2, 3.6 */
	DEFECT_FIELD_NAME,    /* a line of the header is not a field */
	DEFECT_FIELD_SPACE,   /* blank between field name and colon */
	DEFECT_FIELD_TWICE,   /* a field that may stand once stands twice */
	DEFECT_FIELD_CUT,     /* a field or a name longer than its bound */
	DEFECT_FIELD_8BIT,    /* bytes above 0x7f in a header */
	DEFECT_FIELD_CONTROL, /* NUL, bare CR or another control in a header */
	DEFECT_NO_HEADER,     /* the message has no header field */
	DEFECT_MBOX_LINE,     /* an mbox "From " line before the header */
	DEFECT_BARE_CR,       /* CR as the end of a line */
	/* MIME structure, RFC 2045, 2046 */
	DEFECT_TYPE_CONFLICT, /* two Content-Type that differ */
	DEFECT_TYPE_SYNTAX, /* Content-Type not of the form type/subtype, or with
			     * the boundary of a multipart that it is not */
	DEFECT_ENCODING_CONFLICT, /* two Content-Transfer-Encoding that differ */
	DEFECT_ENCODING_UNKNOWN,  /* an encoding nobody defined */
	/* a multipart, or message in a message, that claims to be encoded */
	DEFECT_ENCODING_MULTIPART,
	DEFECT_BOUNDARY_MISSING,  /* multipart without boundary */
	DEFECT_BOUNDARY_CONFLICT, /* two boundary parameters that differ */
	DEFECT_BOUNDARY_SYNTAX, /* empty, too long, or of forbidden characters */
	DEFECT_BOUNDARY_PREFIX,   /* one boundary is the beginning of another */
	DEFECT_BOUNDARY_REPEATED, /* inner boundary equals an outer one */
	DEFECT_BOUNDARY_UNSEEN,   /* the boundary never occurs */
	DEFECT_BOUNDARY_UNCLOSED, /* no closing delimiter */
	DEFECT_PREAMBLE, /* text before the first part that looks MIME */
	DEFECT_EPILOGUE, /* text after the last part */
	DEFECT_DISPOSITION_CONFLICT, /* two Content-Disposition that differ */
	DEFECT_PARAM_SYNTAX,         /* a parameter that does not parse */
	DEFECT_PARAM_TWICE,          /* the same parameter twice, different */
	DEFECT_PARAM_COUNT,          /* more than LIMIT_PARAMS */
	DEFECT_NAME_CONFLICT,        /* the names of one file differ */
	DEFECT_COMMENT,              /* a comment inside a structural field */
	DEFECT_ALTERNATIVES_DIFFER, /* alternatives that say different things */
	/* encodings */
	DEFECT_BASE64,           /* junk, early padding or a cut quantum */
	DEFECT_QP,               /* a "=" that begins no escape */
	DEFECT_WORD,             /* an encoded-word that does not decode */
	DEFECT_WORD_COUNT,       /* more than LIMIT_WORDS */
	DEFECT_CHARSET_CONFLICT, /* two charset parameters that differ */
	DEFECT_CHARSET_WRONG,    /* text is not in its declared charset */
	DEFECT_CHARSET_MISSING,  /* bytes above 0x7f or ESC without charset */
	DEFECT_CHARSET_UNKNOWN,  /* a charset that has no decoder here */
	DEFECT_TNEF, /* a winmail.dat that is broken, too long, or one too many */
	DEFECT_BINARY_TEXT,  /* declared as text, holds NUL bytes */
	DEFECT_MIME_IN_TEXT, /* a text that holds encoded parts of a mail */
	/* removed files: what enum removed_mark says of one of them */
	DEFECT_FILE_MACRO,
	DEFECT_FILE_PROGRAM,
	DEFECT_FILE_EXTENSIONS, /* a program with the name of a document */
	DEFECT_FILE_TYPE,       /* bytes that are not what the name says */
	DEFECT_FILE_BIDI,
	/* envelope-like fields */
	DEFECT_FROM_MISSING,
	DEFECT_FROM_SEVERAL, /* more than one mailbox, or more than one From */
	DEFECT_FROM_SYNTAX,  /* no strict addr-spec */
	DEFECT_FROM_NAME,    /* the display name holds an @ */
	DEFECT_FROM_SENDER,  /* Sender is of another domain; not for lists */
	DEFECT_ADDRESS_SYNTAX, /* To, Cc or Reply-To holds something else */
	DEFECT_ADDRESS_COUNT,  /* more than LIMIT_ADDRESSES */
	DEFECT_DATE_SYNTAX,
	DEFECT_MSGID_SYNTAX,
	/* HTML */
	DEFECT_HTML_DEEP,       /* more than LIMIT_HTML_STACK open elements */
	DEFECT_HTML_ATTRIBUTES, /* more, or longer ones, than a tag keeps */
	DEFECT_HTML_RULES,      /* more than LIMIT_HTML_RULES names in sheets */
	N_DEFECTS,
};

static inline uint64_t defect_bit(enum mime_defect defect)
{
	return UINT64_C(1) << defect;
}

/* A stable name such as "boundary-conflict". */
const char *defect_name(enum mime_defect defect);
