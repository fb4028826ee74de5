/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_page.h -- the text of a page, and how many letters it hides
 */
#pragma once

#include "mime/html/text.h"

#include "fixture.h"

static unsigned hidden;

static inline const char *text(struct fixture *f, const char *html)
{
	hidden = html_text(&f->mime, (const uint8_t *)html, strlen(html),
			   &f->out);
	return fixture_text(f);
}
