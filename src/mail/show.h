/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show.h -- a composed message as people read it
 */
#pragma once

#include "mail/plain/compose.h"

/*
 * The header unfolded and its words decoded, an empty line, the text; lines end
 * in LF. Only for what compose_message() has made: then no control character
 * but TAB and LF comes out. False without memory.
 */
bool show_message(const struct composed *message, struct composed *out);
