/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known.h -- whether browsers know a value of a style at all
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mime/html/span.h"

/* False only if no browser does: what was declared before counts on (CSS 2.2,
 * 4.2). `way` is the one that the property speaks of, one of look.h. */
bool html_value_is_known(uint32_t way, struct html_span value);
