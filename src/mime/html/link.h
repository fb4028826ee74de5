/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link.h -- where a link leads, said in the text
 */
#pragma once

#include <stddef.h>

#include "mime/html/token.h"

struct buf;
struct html_base;

/*
 * Appends what a reader must know of a link behind its visible text: " <URL>",
 * nothing where the text says it already, " [無効なリンク: scheme]" for what must
 * not be followed, "※表示と異なるリンク先" where the text names another host.
 * A relative address leads where the base says, without one nowhere.
 */
void html_link_put(struct html_span href, struct html_base *base,
		   struct html_span text, struct buf *out);
