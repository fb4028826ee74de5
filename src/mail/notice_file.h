/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice_file.h -- the operator's template of a notice, from its file
 */
#pragma once

#include "mail/settings.h"

/* What is asked of one. */
struct notice_kind {
	const char *const
		*needed;     /* titles of sections, NULL behind the last */
	const char *shipped; /* the program's own template */
	bool records;        /* {TAG} stands for a record's value */
};

/* NUL-terminated, of characters that may leave, with a line for each section
 * that is needed. It is logged where a section stands that nothing would say,
 * for neither does `shipped` have it nor does it tell a {key} of this one, and
 * where a {key} stands that is none. 0, or -errno: what is wrong is logged, and
 * what to do. */
int notice_file_read(const char *path, char out[static SETTINGS_NOTICE],
		     const struct notice_kind *kind);
