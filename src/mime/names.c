/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.c -- the stable names of verdicts, actions, removals and defects
 */
#include <assert.h>

#include "base/must.h"
#include "mime/convert.h"

#define N_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char *const verdicts[] = {
	[CONVERT_OK] = "ok",
	[CONVERT_TOO_DEEP] = "too-deep",
	[CONVERT_TOO_MANY_PARTS] = "too-many-parts",
	[CONVERT_TOO_MANY_FIELDS] = "too-many-fields",
	[CONVERT_HEADER_TOO_LONG] = "header-too-long",
	[CONVERT_NO_MEMORY] = "no-memory",
};
static_assert(N_OF(verdicts) == N_CONVERT_VERDICTS, "one name each");

static const char *const actions[] = {
	[ACTION_HTML_TO_TEXT] = "html-to-text",
	[ACTION_HTML_DROPPED] = "html-dropped",
	[ACTION_ATTACHMENTS_REMOVED] = "attachments-removed",
	[ACTION_ATTACHMENTS_PASSED] = "attachments-passed",
	[ACTION_TEXT_WITHHELD] = "text-withheld",
	[ACTION_TEXT_CUT] = "text-cut",
	[ACTION_CHARSET_GUESSED] = "charset-guessed",
	[ACTION_CHARACTERS_REPLACED] = "characters-replaced",
	[ACTION_CONTROLS_REPLACED] = "controls-replaced",
	[ACTION_INVISIBLES_DROPPED] = "invisibles-dropped",
	[ACTION_HIDDEN_TEXT_DROPPED] = "hidden-text-dropped",
	[ACTION_LINKS_DEFANGED] = "links-defanged",
	[ACTION_FLOWED_JOINED] = "flowed-joined",
	[ACTION_FROM_REPLACED] = "from-replaced",
	[ACTION_DATE_DROPPED] = "date-dropped",
};
static_assert(N_OF(actions) == N_CONVERT_ACTIONS, "one name each");

static const char *const removals[] = {
	[REMOVAL_ATTACHMENT] = "attachment",
	[REMOVAL_MESSAGE] = "message",
	[REMOVAL_SIGNED] = "signed",
	[REMOVAL_CHARSET] = "unknown-charset",
	[REMOVAL_AMBIGUOUS] = "ambiguous",
	[REMOVAL_BINARY] = "binary-text",
	[REMOVAL_UNREADABLE] = "unreadable",
	[REMOVAL_UNLISTED] = "unlisted-type",
	[REMOVAL_DISAGREES] = "type-differs",
	[REMOVAL_DOUBTFUL] = "doubtful",
	[REMOVAL_TOO_LARGE] = "too-large",
};
static_assert(N_OF(removals) == N_REMOVALS, "one name each");

static const char *const marks[] = {
	[MARK_MACRO] = "macro",
	[MARK_PROGRAM] = "program",
	[MARK_DOUBLE_EXTENSION] = "double-extension",
	[MARK_TYPE_MISMATCH] = "type-mismatch",
	[MARK_BIDI_NAME] = "bidi-name",
};
static_assert(N_OF(marks) == N_REMOVED_MARKS, "one name each");

static const char *const defects[] = {
	[DEFECT_FIELD_NAME] = "field-name",
	[DEFECT_FIELD_SPACE] = "field-space",
	[DEFECT_FIELD_TWICE] = "field-twice",
	[DEFECT_FIELD_CUT] = "field-cut",
	[DEFECT_FIELD_8BIT] = "field-8bit",
	[DEFECT_FIELD_CONTROL] = "field-control",
	[DEFECT_NO_HEADER] = "no-header",
	[DEFECT_MBOX_LINE] = "mbox-line",
	[DEFECT_BARE_CR] = "bare-cr",
	[DEFECT_TYPE_CONFLICT] = "type-conflict",
	[DEFECT_TYPE_SYNTAX] = "type-syntax",
	[DEFECT_ENCODING_CONFLICT] = "encoding-conflict",
	[DEFECT_ENCODING_UNKNOWN] = "encoding-unknown",
	[DEFECT_ENCODING_MULTIPART] = "encoding-multipart",
	[DEFECT_BOUNDARY_MISSING] = "boundary-missing",
	[DEFECT_BOUNDARY_CONFLICT] = "boundary-conflict",
	[DEFECT_BOUNDARY_SYNTAX] = "boundary-syntax",
	[DEFECT_BOUNDARY_PREFIX] = "boundary-prefix",
	[DEFECT_BOUNDARY_REPEATED] = "boundary-repeated",
	[DEFECT_BOUNDARY_UNSEEN] = "boundary-unseen",
	[DEFECT_BOUNDARY_UNCLOSED] = "boundary-unclosed",
	[DEFECT_PREAMBLE] = "preamble",
	[DEFECT_EPILOGUE] = "epilogue",
	[DEFECT_DISPOSITION_CONFLICT] = "disposition-conflict",
	[DEFECT_PARAM_SYNTAX] = "param-syntax",
	[DEFECT_PARAM_TWICE] = "param-twice",
	[DEFECT_PARAM_COUNT] = "param-count",
	[DEFECT_NAME_CONFLICT] = "name-conflict",
	[DEFECT_COMMENT] = "comment",
	[DEFECT_ALTERNATIVES_DIFFER] = "alternatives-differ",
	[DEFECT_BASE64] = "base64",
	[DEFECT_QP] = "qp",
	[DEFECT_WORD] = "word",
	[DEFECT_WORD_COUNT] = "word-count",
	[DEFECT_CHARSET_CONFLICT] = "charset-conflict",
	[DEFECT_CHARSET_WRONG] = "charset-wrong",
	[DEFECT_CHARSET_MISSING] = "charset-missing",
	[DEFECT_CHARSET_UNKNOWN] = "charset-unknown",
	[DEFECT_TNEF] = "tnef",
	[DEFECT_BINARY_TEXT] = "binary-text",
	[DEFECT_MIME_IN_TEXT] = "mime-in-text",
	[DEFECT_FILE_MACRO] = "file-macro",
	[DEFECT_FILE_PROGRAM] = "file-program",
	[DEFECT_FILE_EXTENSIONS] = "file-extensions",
	[DEFECT_FILE_TYPE] = "file-type",
	[DEFECT_FILE_BIDI] = "file-bidi",
	[DEFECT_FROM_MISSING] = "from-missing",
	[DEFECT_FROM_SEVERAL] = "from-several",
	[DEFECT_FROM_SYNTAX] = "from-syntax",
	[DEFECT_FROM_NAME] = "from-name",
	[DEFECT_FROM_SENDER] = "from-sender",
	[DEFECT_ADDRESS_SYNTAX] = "address-syntax",
	[DEFECT_ADDRESS_COUNT] = "address-count",
	[DEFECT_DATE_SYNTAX] = "date-syntax",
	[DEFECT_MSGID_SYNTAX] = "msgid-syntax",
	[DEFECT_HTML_DEEP] = "html-deep",
	[DEFECT_HTML_ATTRIBUTES] = "html-attributes",
	[DEFECT_HTML_RULES] = "html-rules",
};
static_assert(N_OF(defects) == N_DEFECTS, "one name each");
static_assert(N_DEFECTS <= 64, "one bit each in 64");

const char *convert_verdict_name(enum convert_verdict verdict)
{
	must(verdict < N_CONVERT_VERDICTS);
	return verdicts[verdict];
}

const char *convert_action_name(enum convert_action action)
{
	must(action < N_CONVERT_ACTIONS);
	return actions[action];
}

const char *removed_mark_name(enum removed_mark mark)
{
	must(mark < N_REMOVED_MARKS);
	return marks[mark];
}

const char *removal_name(enum removal why)
{
	must(why < N_REMOVALS);
	return removals[why];
}

const char *defect_name(enum mime_defect defect)
{
	must(defect < N_DEFECTS);
	return defects[defect];
}
