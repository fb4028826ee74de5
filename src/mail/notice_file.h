/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice_file.h -- the operator's template of a notice, from its file
 */
#pragma once

#include "mail/settings.h"

/* NUL-terminated, of characters that may leave, with a line for each of
 * `needed` (titles of sections; NULL is behind the last). Of a section that
 * nothing would say it is logged where it stands: one that neither `shipped`,
 * the program's own template of this kind, has nor tells a {key} of this one.
 * 0, or -errno: what is wrong is logged, and what to do. */
int notice_file_read(const char *path, char out[static SETTINGS_NOTICE],
		     const char *const *needed, const char *shipped);
