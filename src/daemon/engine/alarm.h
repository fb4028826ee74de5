/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alarm.h -- what is not right and stands in the status until it is
 */
#pragma once

#include "daemon/engine/engine.h"

/* Of something that happened; also a line of the log. Texts are copied. */
void alarm_add(struct engine *engine, const char *slug, const char *object,
	       const char *text);
