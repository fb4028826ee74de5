/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codepage.h -- Windows' numbers of charsets
 */
#pragma once

#include "mime/charset/charset.h"

enum {
	CODEPAGE_UTF16 = 1200, /* little-endian */
	CODEPAGE_UTF16BE = 1201,
	CODEPAGE_UTF8 = 65001,
	CODEPAGE_LABEL = 32,
};

/* Its label; "" for 0. */
void codepage_label(unsigned codepage, char out[static CODEPAGE_LABEL]);
struct charset codepage_charset(unsigned codepage);
