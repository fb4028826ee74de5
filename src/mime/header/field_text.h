/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field_text.h -- header fields as text for people
 */
#pragma once

#include "mime/header/field.h"

/* All fields of one id, " / " between several, at most max bytes. */
const char *field_text(struct mime *mime, const struct header *header,
		       enum field_id id, size_t max);
